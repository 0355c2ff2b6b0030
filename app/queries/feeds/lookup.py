"""Finding a calendar by its secret, or the public one by its plan, with all that decides on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select

from app.extensions import db, reading_once
from app.models.accounts import Account, PlanAccess, PlanRole
from app.models.feeds import Feed, FeedScope
from app.models.groups import Body
from app.models.plans import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A living calendar and all that decides over its text, except the day and the settings.

    Two equal subscriptions on one day have one text: `calendar_mark` moves with every change of
    the plan that can show in a calendar, `own_mark` with every answer of its person. The plan's
    public calendar has no feed, no account and no scope.
    """

    feed_id: int | None = None
    account_id: int | None = None
    plan_id: int
    body_id: int | None = None
    scope: FeedScope | None = None
    with_deadlines: bool = False
    with_undated: bool = True
    with_alarms: bool = False
    with_invited: bool = True
    created_at: dt.datetime
    last_used_on: dt.date | None = None
    role: PlanRole | None = None
    actor_id: int | None = None
    calendar_mark: int
    own_mark: int = 0
    calendar_changed_at: dt.datetime | None
    plan_title: str
    timezone: str
    office_name: str
    office_email: str | None
    body_name: str | None = None

    @property
    def sees_whole(self) -> bool:
        """Whether nothing in it depends on who reads it."""
        whole = self.role in (PlanRole.COORDINATOR, PlanRole.READER)
        return self.scope is None or (
            whole and self.scope is not FeedScope.OWN and self.with_invited
        )


_OF_PLAN = (
    Plan.id.label("plan_id"),
    Plan.calendar_mark,
    Plan.calendar_changed_at,
    Plan.title.label("plan_title"),
    Plan.timezone,
    Plan.office_name,
    Plan.office_email,
)
_BY_HASH: Any = (
    select(
        Feed.id.label("feed_id"),
        Feed.account_id,
        Feed.body_id,
        Feed.scope,
        Feed.with_deadlines,
        Feed.with_undated,
        Feed.with_alarms,
        Feed.with_invited,
        Feed.created_at,
        Feed.last_used_on,
        PlanAccess.role,
        PlanAccess.actor_id,
        PlanAccess.calendar_mark.label("own_mark"),
        Body.name.label("body_name"),
        *_OF_PLAN,
    )
    .join(Account, Account.id == Feed.account_id)
    .join(Plan, Plan.id == Feed.plan_id)
    .join(
        PlanAccess,
        and_(PlanAccess.account_id == Feed.account_id, PlanAccess.plan_id == Feed.plan_id),
    )
    .outerjoin(Body, Body.id == Feed.body_id)
    .where(Feed.token_hash == bindparam("hash"), Feed.revoked_at.is_(None), Account.active)
)
_PUBLIC: Any = select(Plan.created_at, *_OF_PLAN).where(
    Plan.slug == bindparam("slug"), Plan.public_calendar
)


def by_token_hash(token_hash: str) -> Subscription | None:
    """The feed with this hash if it is not revoked and its account may still use the plan.

    One indexed query: this alone answers the poll of an unchanged feed.
    """
    return _subscription(_BY_HASH, {"hash": token_hash})


def public_calendar(slug: str) -> Subscription | None:
    """The public calendar of the plan, where the office has opened one."""
    if "\0" in slug:  # what comes from an address; PostgreSQL refuses it
        return None
    return _subscription(_PUBLIC, {"slug": slug})


def _subscription(chosen: Any, asked: dict[str, str]) -> Subscription | None:
    """On a connection of its own with one and the same statement: a poll costs little but this."""
    with reading_once(db.engine) as connection:
        row = connection.execute(chosen, asked).one_or_none()
    return Subscription(**row._mapping) if row else None
