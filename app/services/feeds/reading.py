"""Reading a calendar: found by its secret, known by its marks, put together from stored texts."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, update

from app.domain import access
from app.domain.access import Viewer
from app.extensions import db
from app.ical.entries import Organizer
from app.ical.events import event_octets, octets_or_nothing
from app.ical.feed import FORMAT, assemble
from app.models.feeds import ComponentForm, Feed, FeedScope
from app.models.groups import Body
from app.models.meetings import DatePrecision, Meeting
from app.models.plans import Plan
from app.queries import feeds as queries
from app.queries.accounts import token_hash
from app.queries.feeds import Subscription
from app.queries.viewers import reader_of
from app.services.feeds import components, entries
from app.services.feeds.components import Component, Frame
from app.services.feeds.entries import Installation

WHICH = 32  # characters of a validator, and as many again for what is in the calendar


@dataclass(frozen=True, slots=True)
class CalendarText:
    """The octets of a calendar, its last change, and the texts that were written for it.

    The door keeps the `fresh` ones for the next reader, apart from the reading.
    """

    body: bytes
    changed_at: dt.datetime
    fresh: Sequence[Component] = ()


def find(token: str) -> Subscription | None:
    """The living feed behind a token, found by its hash; no secrets are compared here."""
    return queries.by_token_hash(token_hash(token))


def find_public(slug: str) -> Subscription | None:
    """The public calendar of a plan, where the office has opened one."""
    return queries.public_calendar(slug)


def today_of(feed: Subscription, now: dt.datetime) -> dt.date:
    """The day where the plan is at home."""
    return now.astimezone(ZoneInfo(feed.timezone)).date()


def etag_of(feed: Subscription, installation: Installation, today: dt.date) -> str:
    """A strong validator without building anything: all that decides over the text, hashed.

    The first `WHICH` characters say which calendar it is and outlast every change in it. The day
    is part of the rest, since memberships end and cancelled meetings leave with a day. Whose feed
    it is matters only where the reader's rights or answers show, so that the others share one text.
    """
    whose = (str(feed.scope), str(feed.role))  # an enum's repr takes longer than all the rest
    reader = () if feed.sees_whole else (feed.account_id, feed.actor_id)
    which = (
        *(feed.plan_id, *whose, feed.body_id, reader),
        *(feed.with_deadlines, feed.with_undated, feed.with_alarms, feed.with_invited),
    )
    own_mark = feed.own_mark if feed.scope is FeedScope.OWN else 0
    deciding = (
        *(FORMAT, feed.calendar_mark, own_mark, today),
        *(feed.plan_title, feed.timezone, feed.office_name, feed.office_email, feed.body_name),
        *(installation.base_url, installation.mail_from),
    )
    return _hashed(which) + _hashed(deciding)


def _hashed(values: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:WHICH]


def text_of(feed: Subscription, installation: Installation, today: dt.date) -> CalendarText | None:
    """What the reader may see today, as a calendar; None when it has left the group."""
    viewer = _viewer_of(feed, today)
    if not _may_read(viewer, feed):
        return None
    form, frame = _form_of(feed), _frame_of(feed, installation)
    fresh: list[Component] = []
    meetings = queries.meetings_in(feed, viewer, form, frame.key, today)
    deadlines = queries.deadlines_in(feed, viewer, frame.key, today)
    written = chain(
        components.meeting_octets(meetings, frame, form, fresh),
        components.deadline_octets(deadlines, frame, fresh),
        _owed_answers(feed, viewer, frame, today),
    )
    body = assemble(entries.head_of(feed), written)
    changed_at = max(feed.created_at, feed.calendar_changed_at or feed.created_at)
    return CalendarText(body, changed_at, fresh)


def file_of(meetings: Sequence[Meeting], plan: Plan, installation: Installation) -> bytes:
    """A calendar to take away once: these meetings as every feed of the plan shows them."""
    frame, fresh = _frame_of(plan, installation), list[Component]()
    known = [one.id for one in meetings if one.precision is not DatePrecision.OPEN]
    parts = queries.meetings_of(known, frame.key)
    return assemble(None, components.meeting_octets(parts, frame, ComponentForm.PLAIN, fresh))


def note_use(connection: Connection, feed_id: int, today: dt.date) -> None:
    """Remember the day of the last use, on a connection of the door's own."""
    connection.execute(
        update(Feed.__table__).where(Feed.id == feed_id).values(last_used_on=today)  # type: ignore[arg-type]
    )


def keep(connection: Connection, fresh: Sequence[Component]) -> None:
    """Keep texts for whoever reads next, on a connection of the door's own."""
    components.keep(connection, fresh)


def _viewer_of(feed: Subscription, today: dt.date) -> Viewer | None:
    """Whoever reads; nobody in particular for the public calendar.

    Of somebody who sees the whole plan it does not matter who it is.
    """
    if feed.account_id is None or feed.role is None:
        return None
    actor = None if feed.sees_whole else feed.actor_id
    return reader_of(feed.account_id, feed.plan_id, feed.role, actor, today)


def _may_read(viewer: Viewer | None, feed: Subscription) -> bool:
    if feed.scope is not FeedScope.GROUP or viewer is None:
        return True
    body = db.session.get(Body, feed.body_id)
    return body is not None and access.may_see_body(viewer, body)


def _form_of(feed: Subscription) -> ComponentForm:
    if feed.scope is None:
        return ComponentForm.PUBLIC
    return ComponentForm.ALARM if feed.with_alarms else ComponentForm.PLAIN


def _frame_of(of: Subscription | Plan, installation: Installation) -> Frame:
    mailbox = of.office_email or installation.mail_from
    return Frame(
        base_url=installation.base_url,
        organizer=Organizer(of.office_name, mailbox),
        timezone=of.timezone,
    )


def _owed_answers(
    feed: Subscription, viewer: Viewer | None, frame: Frame, today: dt.date
) -> Iterator[bytes]:
    """Written each time: few, and gone as soon as they are answered."""
    owed = queries.owed_in(feed, viewer, today)
    for entry in entries.owed_entries(owed, frame.base_url):
        if octets := octets_or_nothing(entry.uid, partial(event_octets, entry, frame.organizer)):
            yield octets
