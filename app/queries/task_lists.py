"""The list of all tasks: narrowed, sorted and paged in the database, or read whole for a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, union_all
from sqlalchemy.orm import aliased

from app.domain.access import Viewer
from app.domain.tasks import CLOSED
from app.extensions import db
from app.models.groups import Body
from app.models.meetings import Cycle, Meeting
from app.models.people import Actor
from app.models.plans import Goal, Plan, Topic
from app.models.tasks import Task, TaskState, task_actor, task_field, task_goal, task_topic
from app.queries import visible
from app.queries.handovers import without_person
from app.queries.paging import OWN_ORDER, PAGE_SIZE, Order, Page, cut, holds
from app.queries.task_links import Link, links_of
from app.queries.tasks import TaskRow, beside, overdue, reading_order, rows_of

SORTED_BY = ("aufgabe", "zustaendig", "frist", "stand")
AT_ONCE = 500  # tasks of a whole list in memory; two statements for each part


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list of tasks is narrowed to; nothing means no narrowing."""

    words: str = ""
    state: TaskState | None = None
    field_id: int | None = None
    body_id: int | None = None
    actor_id: int | None = None
    year: int | None = None
    overdue: bool = False
    without_goal: bool = False
    without_person: bool = False


def listed(
    viewer: Viewer,
    plan: Plan,
    today: dt.date,
    wanted: Filter,
    order: Order = OWN_ORDER,
    number: int = 1,
) -> Page[TaskRow]:
    """One page of the tasks the viewer may see; five queries whatever their number."""
    chosen, number, total = cut(
        _chosen(viewer, plan, today, wanted, order), number, searching=bool(wanted.words)
    )
    found = db.session.scalars(_tasks(chosen, _sorting(order, today))).all()
    return Page(rows_of(found), number, PAGE_SIZE, total)


def whole(
    viewer: Viewer, plan: Plan, today: dt.date, wanted: Filter, order: Order = OWN_ORDER
) -> Iterator[tuple[Any, Sequence[Link]]]:
    """All of the same list, for a file: what it says of each task, and what the task serves.

    Columns and no objects, read in parts, so that few rows stand in memory.
    """
    chosen = _chosen(viewer, plan, today, wanted, order).order_by(None)
    told = _told().where(Task.id.in_(chosen)).order_by(*_sorting(order, today))
    found = db.session.execute(told.execution_options(yield_per=AT_ONCE))
    for part in found.partitions():
        links = links_of([row.id for row in part])
        yield from ((row, links.get(row.id, ())) for row in part)


def _told() -> Any:
    """What a file says of a task; the sorting needs whoever is accountable."""
    due_meeting = aliased(Meeting)
    return (
        select(
            Task.id,
            Task.title,
            Task.description,
            Actor.name.label("accountable"),
            Task.due_on,
            Task.due_label,
            due_meeting.title.label("due_meeting"),
            Task.state,
            Task.percent,
            Task.done_on,
            Task.result,
            Meeting.title.label("meeting"),
            Cycle.year,
        )
        .outerjoin(Task.accountable)
        .outerjoin(due_meeting, due_meeting.id == Task.due_meeting_id)
        .outerjoin(Meeting, Meeting.id == Task.meeting_id)
        .outerjoin(Cycle, Cycle.id == Task.cycle_id)
    )


def without_goal() -> ColumnElement[bool]:
    """Condition on Task: open, on no goal, field or topic (R49); the office's own do not count."""
    return and_(
        Task.state.not_in(CLOSED),
        Task.fixes_meeting_id.is_(None),
        *(Task.id.not_in(select(table.c.task_id)) for table in (task_goal, task_field, task_topic)),
    )


def _chosen(
    viewer: Viewer, plan: Plan, today: dt.date, wanted: Filter, order: Order
) -> Select[Any]:
    chosen: Select[Any] = select(Task.id)
    if order.key == "zustaendig":
        chosen = chosen.outerjoin(Task.accountable)
    return chosen.where(
        visible.tasks(viewer, plan), *_conditions(viewer, plan, today, wanted)
    ).order_by(*_sorting(order, today))


def _sorting(order: Order, today: dt.date) -> tuple[ColumnElement[Any], ...]:
    columns = {
        "aufgabe": Task.folded,
        "zustaendig": Actor.folded,
        "frist": Task.due_on,
        "stand": case(
            {state.value: place for place, state in enumerate(TaskState)}, value=Task.state
        ),
    }
    return order.by(columns, reading_order(today))


def _conditions(
    viewer: Viewer, plan: Plan, today: dt.date, wanted: Filter
) -> list[ColumnElement[bool]]:
    found = holds(Task.folded, wanted.words)
    if wanted.state:
        found.append(Task.state == wanted.state)
    if wanted.field_id:
        found.append(Task.id.in_(_tasks_of_field(wanted.field_id)))
    if wanted.body_id:
        group = select(Body.id).where(Body.id == wanted.body_id, visible.bodies(viewer, plan))
        found.append(Task.meeting_id.in_(select(Meeting.id).where(Meeting.body_id.in_(group))))
    if wanted.actor_id:
        shared = select(task_actor.c.task_id).where(task_actor.c.actor_id == wanted.actor_id)
        found.append(or_(Task.accountable_id == wanted.actor_id, Task.id.in_(shared)))
    if wanted.year:
        found.append(Task.cycle_id.in_(select(Cycle.id).where(Cycle.year == wanted.year)))
    if wanted.overdue:
        found.append(overdue(today))
    if wanted.without_goal:
        found.append(without_goal())
    if wanted.without_person:
        found.append(without_person(plan.id, today))
    return found


def _tasks_of_field(field_id: int) -> Select[int]:
    goals = (
        select(task_goal.c.task_id)
        .join(Goal, Goal.id == task_goal.c.goal_id)
        .where(Goal.field_id == field_id)
    )
    topics = (
        select(task_topic.c.task_id)
        .join(Topic, Topic.id == task_topic.c.topic_id)
        .where(Topic.field_id == field_id)
    )
    fields = select(task_field.c.task_id).where(task_field.c.field_id == field_id)
    return select(union_all(goals, topics, fields).subquery().c.task_id)


def _tasks(ids: Any, order: Sequence[ColumnElement[Any]]) -> Select[Task]:
    """The tasks of the ids with whom and what a list names beside them, in order."""
    return beside(select(Task)).where(Task.id.in_(ids)).outerjoin(Task.accountable).order_by(*order)
