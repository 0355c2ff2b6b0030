"""Reading tasks: one by its uid, lists for a person and for the office, what a task hangs on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, Select, and_, case, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.domain.tasks import AT_REST, CLOSED, SOON, Urgency
from app.extensions import db
from app.models.meetings import Agreement, Cycle, Meeting
from app.models.people import Actor
from app.models.tasks import Attachment, Task, TaskEntry, TaskReport, TaskState
from app.queries.placeholders import SOON_OVER, TODAY
from app.queries.task_links import Link, links_of

S = TypeVar("S", bound=Executable)

# Named one by one, so that an index over plan, state and day leads straight to them.
ACTIVE = tuple(state for state in TaskState if state not in CLOSED | AT_REST)


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task in a list, with what it serves."""

    task: Task
    links: Sequence[Link]


def by_uid(uid: uuid.UUID) -> Task | None:
    """The task with what its page shows; what it serves, reports and history come apart."""
    return db.session.scalar(
        _with_origin(select(Task).where(Task.uid == uid)).options(
            joinedload(Task.plan),
            joinedload(Task.agenda_item),
            joinedload(Task.fixes_meeting),
            selectinload(Task.further_actors),
        )
    )


def by_id(task_id: int) -> Task | None:
    """The task that a signed link names, with whom it is with."""
    return db.session.scalar(
        _with_origin(select(Task).where(Task.id == task_id)).options(joinedload(Task.plan))
    )


def attachment_by_uid(uid: uuid.UUID) -> Attachment | None:
    """A stored file, with the task whose rights decide over it."""
    return db.session.scalar(
        select(Attachment)
        .where(Attachment.uid == uid)
        .options(joinedload(Attachment.report).joinedload(TaskReport.task).joinedload(Task.meeting))
    )


def entries_of(task: Task) -> Sequence[TaskEntry]:
    """What was done with the task, newest first, with reports and evidence; two queries."""
    return db.session.scalars(
        select(TaskEntry)
        .where(TaskEntry.task_id == task.id)
        .order_by(TaskEntry.id.desc())
        .options(
            joinedload(TaskEntry.on_behalf_of),
            joinedload(TaskEntry.signer),
            joinedload(TaskEntry.report).selectinload(TaskReport.attachments),
        )
    ).all()


def last_entry_of(task: Task) -> TaskEntry | None:
    """The newest entry: the only one that can be taken back."""
    return db.session.scalar(
        select(TaskEntry)
        .where(TaskEntry.task_id == task.id)
        .order_by(TaskEntry.id.desc())
        .limit(1)
        .options(joinedload(TaskEntry.report))
    )


def standing_reports() -> ColumnElement[bool]:
    """Condition on TaskReport: nobody has taken it back."""
    taken_back = aliased(TaskEntry)
    return ~exists().where(
        TaskEntry.report_id == TaskReport.id, taken_back.undoes_id == TaskEntry.id
    )


def urgency_rank(today: dt.date, reading: Sequence[Urgency] = tuple(Urgency)) -> ColumnElement[int]:
    """Where tasks stand, as a number that sorts in the order of `reading`."""
    order = list(reading)
    return case(*((condition, order.index(which)) for which, condition in standing(today).items()))


def standing(today: dt.date) -> Mapping[Urgency, ColumnElement[bool]]:
    """`domain.tasks.urgency` in SQL, as a condition on Task for each of its answers.

    Each names states and a span of days, so that an index over both leads straight to them.
    """
    return _standing(today, today + SOON)


@cache
def standing_to_fill_in() -> Mapping[Urgency, ColumnElement[bool]]:
    """The same with places for the days."""
    return _standing(TODAY, SOON_OVER)


def _standing(today: Any, ends: Any) -> Mapping[Urgency, ColumnElement[bool]]:
    active = Task.state.in_(ACTIVE)
    return {
        Urgency.OVERDUE: overdue(today),
        Urgency.AGAIN: due_again(today),
        Urgency.SOON: and_(active, Task.due_on.between(today, ends)),
        Urgency.LATER: and_(active, Task.due_on > ends),
        Urgency.UNDATED: and_(active, Task.due_on.is_(None)),
        Urgency.AT_REST: and_(
            Task.state.in_(AT_REST),
            or_(Task.state != TaskState.POSTPONED, Task.resubmit_on > today),
        ),
        Urgency.CLOSED: Task.state.in_(CLOSED),
    }


def overdue(today: Any) -> ColumnElement[bool]:
    """Condition on Task: an answer is missing (`domain.tasks.is_overdue`)."""
    return and_(Task.due_on < today, Task.state.in_(ACTIVE))


def due_again(today: Any) -> ColumnElement[bool]:
    """Condition on Task: put off until a day that has come (`domain.tasks.is_due_again`)."""
    return and_(Task.state == TaskState.POSTPONED, Task.resubmit_on <= today)


def reading_order(today: dt.date) -> tuple[ColumnElement[Any], ...]:
    """The most urgent first (`domain.tasks.urgency`), then by due date."""
    return urgency_rank(today), Task.due_on.asc(), Task.id.asc()


_BESIDE = (
    joinedload(Task.accountable).load_only(Actor.name),
    joinedload(Task.person).load_only(Actor.name),
    joinedload(Task.due_meeting).load_only(Meeting.title),
    joinedload(Task.meeting).load_only(Meeting.title, Meeting.held_on),
    joinedload(Task.agreement)
    .load_only(Agreement.number)
    .joinedload(Agreement.cycle)
    .load_only(Cycle.year),
)


def beside(chosen: S) -> S:
    """The chosen tasks with whom and what a list names beside them, and no more of it than that."""
    return chosen.options(*_BESIDE)


def rows_of(tasks: Sequence[Task]) -> list[TaskRow]:
    """Tasks with what they serve; one query for all of them."""
    links = links_of([task.id for task in tasks])
    return [TaskRow(task=task, links=links.get(task.id, ())) for task in tasks]


def _with_origin(chosen: Select[Task]) -> Select[Task]:
    """Whom a task belongs to, what it is due by, where it was agreed; no further queries."""
    return chosen.options(
        joinedload(Task.accountable),
        joinedload(Task.person),
        joinedload(Task.due_meeting),
        joinedload(Task.meeting).joinedload(Meeting.body),
        joinedload(Task.agreement).joinedload(Agreement.cycle),
    )
