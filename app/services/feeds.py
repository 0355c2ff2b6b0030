"""Feeds: giving out, renewing and ending an address, and writing what stands behind it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, update

from app.domain import access, wording
from app.domain.access import Viewer
from app.domain.errors import RuleBroken
from app.domain.feeds import check_number, check_scope, checked_name
from app.extensions import db
from app.ical.entries import (
    CalendarEntry,
    Day,
    DeadlineEntry,
    MeetingEntry,
    Month,
    Organizer,
    Span,
    When,
)
from app.ical.feed import FORMAT, FeedHead, write_feed
from app.ical.uids import meeting_uid, task_uid
from app.models.accounts import Account
from app.models.feeds import Feed, FeedScope
from app.models.groups import Body
from app.models.meetings import DatePrecision
from app.models.plans import Plan
from app.queries import feeds as queries
from app.queries.accounts import token_hash, viewer_of
from app.queries.feeds import DeadlineRow, MeetingRow, Subscription
from app.services import audit

COLOURS = (
    ("teal", "#007F7F"),
    ("steelblue", "#4682B4"),
    ("darkolivegreen", "#556B2F"),
    ("indianred", "#CD5C5C"),
    ("slateblue", "#6A5ACD"),
    ("peru", "#CD853F"),
)
HINT = (
    "Änderungen erscheinen im abonnierten Kalender oft erst nach einigen Stunden. "
    "Verbindlich ist die Einladung per E-Mail."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedWishes:
    """What somebody wants of a new feed."""

    name: str
    scope: FeedScope = FeedScope.OWN
    body: Body | None = None
    with_deadlines: bool = True
    with_undated: bool = True
    with_alarms: bool = False


def parse_scope(plan: Plan, text: str) -> tuple[FeedScope, Body | None]:
    """Read "own", "plan" or "group:SLUG". Raises RuleBroken for anything else."""
    word, _, slug = text.partition(":")
    if word == FeedScope.GROUP and slug:
        body = queries.body_by_slug(plan.id, slug)
        if body is None:
            raise RuleBroken(f"Eine Gruppe „{slug}“ gibt es in diesem Plan nicht.", field="scope")
        return FeedScope.GROUP, body
    if text in (FeedScope.OWN, FeedScope.PLAN):
        return FeedScope(text), None
    raise RuleBroken(
        f"„{text}“ ist kein Inhalt. Möglich sind own, plan und group:KURZNAME.", field="scope"
    )


def create_feed(
    account: Account, plan: Plan, wishes: FeedWishes, *, now: dt.datetime, by: int | None = None
) -> tuple[Feed, str]:
    """A new feed and its token, which is known only here and to whoever reads the answer.

    Raises RuleBroken for a bad name, a foreign group, or too many feeds.
    """
    viewer = viewer_of(account, local_day(now, plan.timezone), plan_id=plan.id)
    check_number(len(queries.feeds_of(account.id, plan.id)))
    check_scope(viewer, wishes.scope, wishes.body)
    token = _new_token()
    feed = Feed(
        account=account,
        plan=plan,
        name=checked_name(wishes.name),
        scope=wishes.scope,
        body=wishes.body if wishes.scope is FeedScope.GROUP else None,
        with_deadlines=wishes.with_deadlines,
        with_undated=wishes.with_undated,
        with_alarms=wishes.with_alarms,
        token_hash=token_hash(token),
        created_at=now,
    )
    db.session.add(feed)
    db.session.flush()
    _note("feed.create", feed, by=by, now=now)
    return feed, token


def revoke(feed: Feed, *, now: dt.datetime, by: int | None = None) -> None:
    """End the feed; its address answers 404 from now on. Ending it twice changes nothing."""
    if feed.revoked_at is None:
        feed.revoked_at = now
        _note("feed.revoke", feed, by=by, now=now)


def renew(feed: Feed, *, now: dt.datetime, by: int | None = None) -> str:
    """The token of a new address for the same feed; the old one answers 404 from now on."""
    token = _new_token()
    feed.token_hash = token_hash(token)
    feed.last_used_on = None
    _note("feed.renew", feed, by=by, now=now)
    return token


def address(base_url: str, feed: Feed, token: str) -> str:
    """The address to subscribe to; the name at its end is for people and names nobody."""
    names = {FeedScope.OWN: "meine-termine", FeedScope.PLAN: "alle-termine"}
    name = feed.body.slug if feed.body else names[feed.scope]
    return f"{base_url}/kalender/{token}/{name}.ics"


def note_use(connection: Connection, feed_id: int, today: dt.date) -> None:
    """Remember the day of the last use, on a connection of the door's own."""
    connection.execute(
        update(Feed.__table__).where(Feed.id == feed_id).values(last_used_on=today)  # type: ignore[arg-type]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What of the settings shows in a calendar."""

    base_url: str
    mail_from: str


@dataclass(frozen=True, slots=True)
class CalendarText:
    """The octets of a feed and the last change in it."""

    body: bytes
    changed_at: dt.datetime


def find(token: str) -> Subscription | None:
    """The living feed behind a token, found by its hash; no secrets are compared here."""
    return queries.by_token_hash(token_hash(token))


def today_of(feed: Subscription, now: dt.datetime) -> dt.date:
    """The day where the plan is at home."""
    return local_day(now, feed.timezone)


def etag_of(feed: Subscription, installation: Installation, today: dt.date) -> str:
    """A strong validator without building anything: all that decides over the text, hashed.

    The day is part of it, since memberships end and cancelled meetings leave with a day.
    """
    deciding = (FORMAT, replace(feed, last_used_on=None), installation, today)
    return hashlib.sha256(repr(deciding).encode()).hexdigest()[:40]


def text_of(feed: Subscription, installation: Installation, today: dt.date) -> CalendarText | None:
    """What the owner may see today, as a calendar; None when the owner has left the group."""
    account = db.session.get_one(Account, feed.account_id)
    viewer = viewer_of(account, today, plan_id=feed.plan_id)
    if not _may_read(viewer, feed):
        return None
    entries = _entries(feed, viewer, installation, today)
    written = write_feed(
        _head_of(feed), entries, _organizer_of(feed, installation), alarms=feed.with_alarms
    )
    changed_at = max((entry.changed_at for entry in entries), default=feed.created_at)
    return CalendarText(written.body, changed_at)


def local_day(now: dt.datetime, timezone: str) -> dt.date:
    """The day on which an instant falls in a zone."""
    return now.astimezone(ZoneInfo(timezone)).date()


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def _note(action: str, feed: Feed, *, by: int | None, now: dt.datetime) -> None:
    audit.note(
        action,
        by=by,
        now=now,
        plan_id=feed.plan_id,
        object_type="feed",
        object_uid=feed.uid,
        changes={"scope": [None, feed.scope.value]} if action == "feed.create" else None,
    )


def _may_read(viewer: Viewer, feed: Subscription) -> bool:
    if feed.scope is not FeedScope.GROUP:
        return True
    body = db.session.get(Body, feed.body_id)
    return body is not None and access.may_see_body(viewer, body)


def _entries(
    feed: Subscription, viewer: Viewer, installation: Installation, today: dt.date
) -> list[CalendarEntry]:
    base_url = installation.base_url
    zone = ZoneInfo(feed.timezone)
    meetings = [meeting_entry(row, zone, base_url) for row in queries.meetings_in(feed, viewer)]
    deadlines = [_deadline_entry(row, base_url) for row in queries.deadlines_in(feed, viewer)]
    return [*(entry for entry in meetings if entry.is_shown_on(today)), *deadlines]


def meeting_entry(
    row: MeetingRow, zone: ZoneInfo, base_url: str, *, hint: str = HINT
) -> MeetingEntry:
    """What every calendar says of a meeting; an invitation says the same without the hint."""
    return MeetingEntry(
        uid=meeting_uid(row.uid),
        sequence=row.sequence,
        title=_title_of(row),
        created_at=row.created_at,
        changed_at=row.changed_at,
        when=_when(row, zone),
        cancelled_at=row.cancelled_at,
        location=row.place or "",
        online_url=row.online_url or "",
        category=row.body_name,
        description="\n\n".join(part for part in (row.purpose, row.access_note, hint) if part),
        url=f"{base_url}/sitzungen/{row.uid}",
    )


def _title_of(row: MeetingRow) -> str:
    """A calendar holds many things: the title alone ("Auftakt") would not say whose it is."""
    if row.body_name.casefold() in row.title.casefold():
        return row.title
    return f"{row.body_name}: {row.title}"


def _when(row: MeetingRow, zone: ZoneInfo) -> When:
    if row.precision is DatePrecision.MONTH and row.month_on is not None:
        return Month(row.month_on.year, row.month_on.month)
    if row.held_on is None:
        raise ValueError("a meeting without any date has no place in a calendar")
    if row.begins is None:
        return Day(row.held_on)
    begins = dt.datetime.combine(row.held_on, row.begins, zone)
    ends = dt.datetime.combine(row.held_on, row.ends, zone) if row.ends else None
    return Span(begins, ends)


def _deadline_entry(row: DeadlineRow, base_url: str) -> DeadlineEntry:
    return DeadlineEntry(
        uid=task_uid(row.uid),
        sequence=row.sequence,
        title=row.title,
        created_at=row.created_at,
        changed_at=row.changed_at,
        due_on=row.due_on,
        description=f"Vereinbart: {row.due_label} ({wording.long_day(row.due_on)})"
        if row.due_label
        else "",
        url=f"{base_url}/aufgaben/{row.uid}",
    )


def _head_of(feed: Subscription) -> FeedHead:
    """Name and colour of the calendar; the office's words only, nobody's name (R74)."""
    parts = {FeedScope.OWN: "meine Termine", FeedScope.PLAN: "alle Termine"}
    part = feed.body_name if feed.body_name else parts[feed.scope]
    colour, colour_hex = COLOURS[(feed.body_id or 0) % len(COLOURS)]
    return FeedHead(
        name=f"{feed.plan_title} – {part}",
        description=f"Sitzungen und Fristen. {HINT}" if feed.with_deadlines else HINT,
        colour=colour,
        colour_hex=colour_hex,
    )


def _organizer_of(feed: Subscription, installation: Installation) -> Organizer:
    return Organizer(feed.office_name, feed.office_email or installation.mail_from)
