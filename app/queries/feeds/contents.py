"""What stands in a calendar today: stored texts that still hold, and the rows behind the others."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, and_, func, literal, or_, select, type_coerce

from app.domain.access import Viewer
from app.extensions import db
from app.models.feeds import ComponentForm, FeedComponent, FeedScope
from app.models.groups import Body
from app.models.meetings import (
    AgendaItem,
    Attendee,
    DatePrecision,
    Meeting,
    MeetingState,
    PartStat,
    Uninvited,
)
from app.models.plans import Plan
from app.models.tasks import Task, TaskState
from app.queries import visible
from app.queries.feeds.lookup import Subscription
from app.queries.feeds.rows import AgendaRow, DeadlineRow, MeetingRow, TaskRow

FINISHED = (TaskState.DONE, TaskState.NOT_FEASIBLE)
KEPT_AFTER_CANCELLATION = dt.timedelta(days=30)
AT_A_TIME = 500


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
        .where(*_meetings_for(feed, viewer))
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


def owed_answers_in(
    feed: Subscription, viewer: Viewer | None, today: dt.date
) -> Sequence[MeetingRow]:
    """Meetings whose invitation the reader of an own feed has still to answer, until a day."""
    if feed.scope is not FeedScope.OWN or not feed.with_deadlines or viewer is None:
        return []
    owed = select(Attendee.meeting_id).where(
        Attendee.person_id == feed.actor_id, Attendee.partstat == PartStat.NEEDS_ACTION
    )
    chosen = (
        _rows()
        .where(Meeting.id.in_(owed), Meeting.state == MeetingState.INVITED)
        .where(Meeting.answer_by_on.is_not(None), Meeting.held_on >= today)
        .where(*_meetings_for(feed, viewer))
        .order_by(Meeting.id)
    )
    return [MeetingRow(**_said(row)) for row in db.session.execute(chosen)]


def fresh_meetings(ids: Iterable[int]) -> Iterator[tuple[int, int, MeetingRow]]:
    """Id, mark and row of each meeting, with agenda and open tasks where the group is our own.

    The mark is read with or before all that it stands for: a text can be newer than its mark,
    never older, and then it is only written once more.
    """
    for some in _portions(ids):
        found = db.session.execute(_rows().where(Meeting.id.in_(some)).order_by(Meeting.id)).all()
        agendas, tasks = _agendas(some), _tasks(some)
        for row in found:
            agenda, open_tasks = agendas.get(row.id, ()), tasks.get(row.id, ())
            said = MeetingRow(**_said(row), agenda=agenda, tasks=open_tasks)
            yield row.id, row.calendar_mark, said


def fresh_deadlines(ids: Iterable[int]) -> Iterator[tuple[int, int, DeadlineRow]]:
    """Id, mark and row of each task that has a day."""
    for some in _portions(ids):
        rows = db.session.execute(
            select(
                Task.id,
                Task.calendar_mark,
                Task.uid,
                Task.sequence,
                Task.title,
                Task.due_on,
                Task.due_label,
                Task.created_at,
                Task.changed_at,
            )
            .where(Task.id.in_(some))
            .order_by(Task.id)
        )
        for row in rows:
            yield row.id, row.calendar_mark, DeadlineRow(**_said(row))


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


def _rows() -> Any:
    return select(
        Meeting.id,
        Meeting.calendar_mark,
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
        Meeting.state,
        Meeting.answer_by_on,
        Meeting.cancelled_at,
        Meeting.created_at,
        Meeting.changed_at,
        Meeting.body_id,
        Body.name.label("body_name"),
    ).join(Body, Body.id == Meeting.body_id)


def _said(row: Any) -> dict[str, Any]:
    """What the row says of the thing, without its id and its mark."""
    return dict(tuple(row._mapping.items())[2:])


def _portions(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_A_TIME)):
        yield some


def _agendas(meeting_ids: Collection[int]) -> dict[int, tuple[AgendaRow, ...]]:
    rows: Any = db.session.execute(
        select(AgendaItem.meeting_id, AgendaItem.number, AgendaItem.title, AgendaItem.public)
        .where(AgendaItem.meeting_id.in_(_our_own(meeting_ids)), AgendaItem.withdrawn.is_(False))
        .order_by(AgendaItem.meeting_id, AgendaItem.position, AgendaItem.id)
    )
    found: dict[int, tuple[AgendaRow, ...]] = defaultdict(tuple)
    for meeting_id, *said in rows:
        found[meeting_id] += (AgendaRow(*said),)
    return found


def _tasks(meeting_ids: Collection[int]) -> dict[int, tuple[TaskRow, ...]]:
    """Unfinished tasks from the meetings: whoever sees a meeting of a group sees these, too."""
    rows: Any = db.session.execute(
        select(Task.meeting_id, Task.title, Task.due_on, Task.due_label)
        .where(Task.meeting_id.in_(_our_own(meeting_ids)), Task.state.not_in(FINISHED))
        .order_by(Task.meeting_id, Task.due_on.is_(None), Task.due_on, Task.id)
    )
    found: dict[int, tuple[TaskRow, ...]] = defaultdict(tuple)
    for meeting_id, *said in rows:
        found[meeting_id] += (TaskRow(*said),)
    return found


def _our_own(meeting_ids: Collection[int]) -> Select[int]:
    """Of these, the meetings of our own groups: another body's papers are its own to publish."""
    return (
        select(Meeting.id)
        .join(Body, Body.id == Meeting.body_id)
        .where(Meeting.id.in_(meeting_ids), Meeting.external.is_(False), Body.external.is_(False))
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


def _meetings_for(feed: Subscription, viewer: Viewer | None) -> Iterator[ColumnElement[bool]]:
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
