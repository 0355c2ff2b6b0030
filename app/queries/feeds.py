"""Feeds: finding one by its secret, and what stands in it for its owner today."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from app.domain.access import Viewer
from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole
from app.models.feeds import Feed, FeedScope
from app.models.groups import Body
from app.models.meetings import Attendee, DatePrecision, Meeting, Uninvited
from app.models.plans import Plan
from app.models.tasks import Task, TaskState
from app.queries import visible

FINISHED = (TaskState.DONE, TaskState.NOT_FEASIBLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A living feed and all that decides over its text, except the day and the settings.

    Two equal subscriptions on one day have one text: `calendar_mark` moves with every change of
    the plan that can show in a calendar, the versions with every edit of plan and body.
    """

    feed_id: int
    account_id: int
    plan_id: int
    body_id: int | None
    scope: FeedScope
    with_deadlines: bool
    with_undated: bool
    with_alarms: bool
    created_at: dt.datetime
    last_used_on: dt.date | None
    role: PlanRole
    actor_id: int | None
    calendar_mark: int
    plan_version: int
    plan_title: str
    timezone: str
    office_name: str
    office_email: str | None
    body_version: int | None
    body_name: str | None


def by_token_hash(token_hash: str) -> Subscription | None:
    """The feed with this hash if it is not revoked and its account may still use the plan.

    One indexed query: this alone answers the poll of an unchanged feed.
    """
    row = db.session.execute(_LOOKUP.where(Feed.token_hash == token_hash)).one_or_none()
    return Subscription(**row._mapping) if row else None


_LOOKUP = (
    select(
        Feed.id.label("feed_id"),
        Feed.account_id,
        Feed.plan_id,
        Feed.body_id,
        Feed.scope,
        Feed.with_deadlines,
        Feed.with_undated,
        Feed.with_alarms,
        Feed.created_at,
        Feed.last_used_on,
        PlanAccess.role,
        PlanAccess.actor_id,
        Plan.calendar_mark,
        Plan.version.label("plan_version"),
        Plan.title.label("plan_title"),
        Plan.timezone,
        Plan.office_name,
        Plan.office_email,
        Body.version.label("body_version"),
        Body.name.label("body_name"),
    )
    .join(Account, Account.id == Feed.account_id)
    .join(Plan, Plan.id == Feed.plan_id)
    .join(
        PlanAccess,
        and_(PlanAccess.account_id == Feed.account_id, PlanAccess.plan_id == Feed.plan_id),
    )
    .outerjoin(Body, Body.id == Feed.body_id)
    .where(Feed.revoked_at.is_(None), Account.active)
)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """What a calendar says of a meeting; participants and minutes are not among it."""

    uid: uuid.UUID
    sequence: int
    title: str
    precision: DatePrecision
    held_on: dt.date | None
    month_on: dt.date | None
    begins: dt.time | None
    ends: dt.time | None
    place: str | None
    online_url: str | None
    purpose: str | None
    access_note: str | None
    cancelled_at: dt.datetime | None
    created_at: dt.datetime
    changed_at: dt.datetime
    body_name: str


def meetings_in(feed: Subscription, viewer: Viewer) -> list[MeetingRow]:
    """The feed's meetings that the viewer may see now, those known at least to the month."""
    plan = _plan_of(viewer, feed)
    known = (DatePrecision.DAY, DatePrecision.MONTH) if feed.with_undated else (DatePrecision.DAY,)
    rows = db.session.execute(
        select(
            Meeting.uid,
            Meeting.sequence,
            Meeting.title,
            Meeting.precision,
            Meeting.held_on,
            Meeting.month_on,
            Meeting.begins,
            Meeting.ends,
            Meeting.place,
            Meeting.online_url,
            Meeting.purpose,
            Meeting.access_note,
            Meeting.cancelled_at,
            Meeting.created_at,
            Meeting.changed_at,
            Body.name.label("body_name"),
        )
        .join(Body, Body.id == Meeting.body_id)
        .where(Meeting.precision.in_(known), visible.meetings(viewer, plan))
        .where(_meetings_of_scope(feed, viewer))
        .order_by(Meeting.id)
    )
    return [MeetingRow(**row._mapping) for row in rows]


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """What a calendar says of a task that is not finished and has a day."""

    uid: uuid.UUID
    sequence: int
    title: str
    due_on: dt.date
    due_label: str | None
    created_at: dt.datetime
    changed_at: dt.datetime


def deadlines_in(feed: Subscription, viewer: Viewer) -> list[DeadlineRow]:
    """The deadlines of the feed's unfinished tasks that the viewer may see now."""
    if not feed.with_deadlines:
        return []
    plan = _plan_of(viewer, feed)
    rows = db.session.execute(
        select(
            Task.uid,
            Task.sequence,
            Task.title,
            Task.due_on,
            Task.due_label,
            Task.created_at,
            Task.changed_at,
        )
        .where(Task.due_on.is_not(None), Task.state.not_in(FINISHED))
        .where(visible.tasks(viewer, plan), _tasks_of_scope(feed, viewer, plan))
        .order_by(Task.id)
    )
    return [DeadlineRow(**row._mapping) for row in rows]


def feeds_of(account_id: int, plan_id: int) -> Sequence[Feed]:
    """The account's living feeds in one plan, oldest first."""
    return db.session.scalars(
        select(Feed)
        .where(Feed.account_id == account_id, Feed.plan_id == plan_id, Feed.revoked_at.is_(None))
        .order_by(Feed.id)
    ).all()


def all_feeds() -> Sequence[Feed]:
    """Every feed of the installation with its owner, plan and group, for operators."""
    whole = (joinedload(Feed.account), joinedload(Feed.plan), joinedload(Feed.body))
    return db.session.scalars(select(Feed).options(*whole).order_by(Feed.id)).all()


def by_id(feed_id: int) -> Feed | None:
    """The feed with the number that operators see."""
    return db.session.get(Feed, feed_id)


def by_uid(uid: uuid.UUID) -> Feed | None:
    """The living feed with this uid."""
    return db.session.scalar(select(Feed).where(Feed.uid == uid, Feed.revoked_at.is_(None)))


def bodies_to_choose(viewer: Viewer) -> Sequence[Body]:
    """The living groups and bodies of the current plan that the viewer may see, by name."""
    if viewer.plan is None:
        return []
    return db.session.scalars(
        select(Body)
        .where(visible.bodies(viewer, viewer.plan), Body.dissolved_on.is_(None))
        .order_by(Body.name)
    ).all()


def body_by_slug(plan_id: int, slug: str) -> Body | None:
    """The group with this short name in the plan."""
    return db.session.scalar(select(Body).where(Body.plan_id == plan_id, Body.slug == slug))


def _plan_of(viewer: Viewer, feed: Subscription) -> Plan:
    if viewer.plan is None or viewer.plan.id != feed.plan_id:
        raise ValueError("the viewer looks at another plan than the feed")
    return viewer.plan


def _meetings_of_scope(feed: Subscription, viewer: Viewer) -> ColumnElement[bool]:
    if feed.scope is FeedScope.OWN:
        invited = select(Attendee.meeting_id).where(Attendee.person_id == viewer.actor_id)
        off = select(Uninvited.meeting_id).where(Uninvited.person_id == viewer.actor_id)
        own_groups = Meeting.body_id.in_(list(viewer.body_roles)) & Meeting.id.not_in(off)
        return or_(own_groups, Meeting.id.in_(invited))
    if feed.scope is FeedScope.GROUP:
        return Meeting.body_id == feed.body_id
    return Meeting.id.is_not(None)


def _tasks_of_scope(feed: Subscription, viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    if feed.scope is FeedScope.OWN:
        return visible.concerned(viewer, plan)
    if feed.scope is FeedScope.GROUP:
        return Task.meeting_id.in_(select(Meeting.id).where(Meeting.body_id == feed.body_id))
    return Task.id.is_not(None)
