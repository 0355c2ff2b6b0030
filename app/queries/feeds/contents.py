"""What stands in a calendar today, with the stored texts that still hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, func, literal, or_, select, type_coerce

from app.domain.access import Viewer
from app.extensions import db
from app.models.feeds import ComponentForm, FeedComponent, FeedScope
from app.models.groups import Body
from app.models.meetings import Attendee, DatePrecision, Meeting, Uninvited
from app.models.plans import Plan
from app.models.tasks import Task
from app.queries import visible
from app.queries.feeds.fresh import FINISHED
from app.queries.feeds.lookup import Subscription

KEPT_AFTER_CANCELLATION = dt.timedelta(days=30)


class Part(NamedTuple):
    """An entry of a calendar by its id, and its stored text while that holds."""

    id: int
    answer: str
    text: str | None


def meetings_in(
    feed: Subscription, viewer: Viewer | None, form: ComponentForm, frame: str, today: dt.date
) -> Sequence[Part]:
    """The calendar's meetings that its reader may see now, those known at least to the month."""
    known = (DatePrecision.DAY, DatePrecision.MONTH) if feed.with_undated else (DatePrecision.DAY,)
    answers: ColumnElement[str] = literal("")
    if feed.scope is FeedScope.OWN:
        answers = func.coalesce(_answer_of(feed.actor_id), "")
    chosen = (
        _parts(form, answers, frame)
        .where(Meeting.precision.in_(known), _still_shown(today, feed.timezone))
        .where(*meetings_for(feed, viewer))
        .order_by(Meeting.id)
    )
    return [Part(*row) for row in db.session.execute(chosen)]


def meetings_of(ids: Collection[int], frame: str) -> Sequence[Part]:
    """These meetings, whoever may see them."""
    plain = _parts(ComponentForm.PLAIN, literal(""), frame).where(Meeting.id.in_(ids))
    return [Part(*row) for row in db.session.execute(plain.order_by(Meeting.id))]


def deadlines_in(feed: Subscription, viewer: Viewer | None, frame: str) -> Sequence[Part]:
    """The deadlines of the calendar's unfinished tasks that its reader may see now."""
    if not feed.with_deadlines or viewer is None:
        return []
    plan = _plan_of(viewer, feed)
    stored = and_(
        FeedComponent.task_id == Task.id,
        FeedComponent.form == ComponentForm.PLAIN,
        FeedComponent.mark == Task.calendar_mark,
        FeedComponent.frame == frame,
    )
    chosen = (
        select(Task.id, literal(""), FeedComponent.text)
        .select_from(Task)
        .outerjoin(FeedComponent, stored)
        .where(Task.due_on.is_not(None), Task.state.not_in(FINISHED))
        .where(visible.tasks(viewer, plan), _tasks_of_scope(feed, viewer, plan))
        .order_by(Task.id)
    )
    return [Part(*row) for row in db.session.execute(chosen)]


def _parts(form: ComponentForm, answer: ColumnElement[str], frame: str) -> Any:
    stored = and_(
        FeedComponent.meeting_id == Meeting.id,
        FeedComponent.form == form,
        FeedComponent.answer == answer,
        FeedComponent.mark == Meeting.calendar_mark,
        FeedComponent.frame == frame,
    )
    return (
        select(Meeting.id, answer, FeedComponent.text)
        .select_from(Meeting)
        .outerjoin(FeedComponent, stored)
    )


def _still_shown(today: dt.date, timezone: str) -> ColumnElement[bool]:
    """A cancelled meeting stays 30 days or until its date has passed, whichever is later.

    What simply vanishes leaves people unsure.
    """
    kept_since = today - KEPT_AFTER_CANCELLATION
    return or_(
        Meeting.cancelled_at.is_(None),
        Meeting.cancelled_at >= dt.datetime.combine(kept_since, dt.time(), ZoneInfo(timezone)),
        Meeting.held_on >= today,
        Meeting.month_on >= today.replace(day=1),
    )


def meetings_for(feed: Subscription, viewer: Viewer | None) -> Iterator[ColumnElement[bool]]:
    """Conditions on Meeting: what the calendar is about and its reader may see."""
    if feed.scope is None or viewer is None:
        of_plan = select(Body.id).where(Body.plan_id == feed.plan_id)
        yield Meeting.public.is_(True)
        yield Meeting.body_id.in_(of_plan)
        return
    yield visible.meetings(viewer, _plan_of(viewer, feed))
    invited = select(Attendee.meeting_id).where(Attendee.person_id == feed.actor_id)
    if not feed.with_invited:
        yield or_(Meeting.invited_at.is_(None), Meeting.id.not_in(invited))
    if feed.scope is FeedScope.OWN:
        off = select(Uninvited.meeting_id).where(Uninvited.person_id == feed.actor_id)
        own_groups = Meeting.body_id.in_(list(viewer.body_roles)) & Meeting.id.not_in(off)
        yield or_(own_groups, Meeting.id.in_(invited))
    elif feed.scope is FeedScope.GROUP:
        yield Meeting.body_id == feed.body_id


def _answer_of(actor_id: int | None) -> ColumnElement[str]:
    return (
        select(type_coerce(Attendee.partstat, String))
        .where(Attendee.meeting_id == Meeting.id, Attendee.person_id == actor_id)
        .scalar_subquery()
    )


def _tasks_of_scope(feed: Subscription, viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    if feed.scope is FeedScope.OWN:
        return visible.concerned(viewer, plan)
    if feed.scope is FeedScope.GROUP:
        return Task.meeting_id.in_(select(Meeting.id).where(Meeting.body_id == feed.body_id))
    return Task.id.is_not(None)


def _plan_of(viewer: Viewer, feed: Subscription) -> Plan:
    if viewer.plan is None or viewer.plan.id != feed.plan_id:
        raise ValueError("the viewer looks at another plan than the feed")
    return viewer.plan
