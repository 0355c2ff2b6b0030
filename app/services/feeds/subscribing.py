"""Giving out, renewing and ending the address of a calendar; the plan's public one, on and off."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.feeds import check_number, check_scope, checked_name
from app.extensions import db
from app.language import gettext as _
from app.models.accounts import Account
from app.models.feeds import Feed, FeedScope
from app.models.groups import Body
from app.models.plans import Plan
from app.queries import feeds as queries
from app.queries.accounts import token_hash
from app.queries.viewers import viewer_of
from app.services import audit

# In the place of a secret: no token is as short as this.
PUBLIC = "oeffentlich"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedWishes:
    """What somebody wants of a new feed."""

    name: str
    scope: FeedScope = FeedScope.OWN
    body: Body | None = None
    with_deadlines: bool = True
    with_undated: bool = True
    with_alarms: bool = False
    with_invited: bool = True


def parse_scope(plan: Plan, text: str) -> tuple[FeedScope, Body | None]:
    """Read "own", "plan" or "group:SLUG". Raises RuleBroken for anything else."""
    word, _colon, slug = text.partition(":")
    if word == FeedScope.GROUP and slug:
        body = queries.body_by_slug(plan.id, slug)
        if body is None:
            raise RuleBroken(
                _("Eine Gruppe „%(slug)s“ gibt es in diesem Plan nicht.", slug=slug), field="scope"
            )
        return FeedScope.GROUP, body
    if text in (FeedScope.OWN, FeedScope.PLAN):
        return FeedScope(text), None
    raise RuleBroken(
        _("„%(text)s“ ist kein Inhalt. Möglich sind own, plan und group:KURZNAME.", text=text),
        field="scope",
    )


def create_feed(
    account: Account, plan: Plan, wishes: FeedWishes, *, now: dt.datetime, by: int | None = None
) -> tuple[Feed, str]:
    """A new feed and its token, which is known only here and to whoever reads the answer.

    Raises RuleBroken for a bad name, a foreign group, or too many feeds.
    """
    viewer = viewer_of(account.id, local_day(now, plan), plan_id=plan.id)
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
        with_invited=wishes.with_invited,
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


def open_public_calendar(
    plan: Plan, *, wanted: bool, now: dt.datetime, by: int | None = None
) -> None:
    """Let everybody read what the office marks as public, or end that."""
    if plan.public_calendar == wanted:
        return
    plan.public_calendar = wanted
    db.session.flush()
    changes = {"public_calendar": [not wanted, wanted]}
    audit.note(
        "plan.public_calendar",
        by=by,
        now=now,
        plan_id=plan.id,
        object_type="plan",
        changes=changes,
    )


def public_address(base_url: str, plan: Plan) -> str:
    """Where the plan's public calendar stands while it is open."""
    return f"{base_url}/kalender/{PUBLIC}/{plan.slug}.ics"


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
