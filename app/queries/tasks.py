"""Reading tasks: one by its uid, lists for a person and for the office, what a task hangs on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.domain.access import Viewer
from app.domain.tasks import AT_REST, CLOSED, SOON, Urgency
from app.extensions import db
from app.models.meetings import Agreement, Meeting
from app.models.plans import Plan
from app.models.tasks import Attachment, Task, TaskEntry, TaskReport, TaskState
from app.queries import visible
from app.queries.paging import PAGE_SIZE, Page
from app.queries.task_links import Link, links_of


class Shown(StrEnum):
    """The two lists of "my tasks": what is to be done, and what is over."""

    UNFINISHED = "offen"
    FINISHED = "erledigt"


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task in a list, with what it serves."""

    task: Task
    links: Sequence[Link]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many tasks of a person stand where."""

    overdue: int
    soon: int
    unfinished: int
    finished: int


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


def urgency_rank(today: dt.date) -> ColumnElement[int]:
    """`domain.tasks.urgency` in SQL, as a number that sorts in the order of reading."""
    order = list(Urgency)
    return case(
        (Task.state.in_(CLOSED), order.index(Urgency.CLOSED)),
        (Task.state.in_(AT_REST), order.index(Urgency.AT_REST)),
        (Task.due_on.is_(None), order.index(Urgency.UNDATED)),
        (Task.due_on < today, order.index(Urgency.OVERDUE)),
        (Task.due_on <= today + SOON, order.index(Urgency.SOON)),
        else_=order.index(Urgency.LATER),
    )


def overdue(today: dt.date) -> ColumnElement[bool]:
    """Condition on Task: an answer is missing (`domain.tasks.is_overdue`)."""
    return and_(Task.due_on < today, Task.state.not_in(CLOSED | AT_REST))


def mine(
    viewer: Viewer, plan: Plan, today: dt.date, shown: Shown, counts: Counts, page: int = 1
) -> Page[TaskRow]:
    """The tasks of the viewer and of those the viewer acts for; two queries, whatever the number.

    Unfinished ones in the order of reading; finished ones of this year, newest first.
    """
    chosen = select(Task.id).where(Task.plan_id == plan.id, visible.concerned(viewer, plan))
    if shown is Shown.UNFINISHED:
        chosen = chosen.where(Task.state.not_in(CLOSED))
        return _page(chosen, reading_order(today), counts.unfinished, page)
    order = (Task.done_on.is_(None), Task.done_on.desc(), Task.id.desc())
    return _page(chosen.where(_finished(today)), order, counts.finished, page)


def reading_order(today: dt.date) -> tuple[ColumnElement[Any], ...]:
    """The most urgent first (`domain.tasks.urgency`), then by due date."""
    return urgency_rank(today), Task.due_on.asc(), Task.id.asc()


def _finished(today: dt.date) -> ColumnElement[bool]:
    """Closed in this year: done on one of its days, or given up in it."""
    first = dt.date(today.year, 1, 1)
    start = dt.datetime(today.year, 1, 1, tzinfo=dt.UTC)
    return or_(
        and_(Task.state == TaskState.DONE, Task.done_on >= first),
        and_(Task.state == TaskState.NOT_FEASIBLE, Task.changed_at >= start),
    )


def my_counts(viewer: Viewer, plan: Plan, today: dt.date) -> Counts:
    """How many of the viewer's tasks stand where; one query."""
    row = db.session.execute(
        select(
            func.count(case((overdue(today), 1))).label("overdue"),
            func.count(
                case(
                    (
                        and_(
                            Task.state.not_in(CLOSED | AT_REST),
                            Task.due_on.between(today, today + SOON),
                        ),
                        1,
                    )
                )
            ).label("soon"),
            func.count(case((Task.state.not_in(CLOSED), 1))).label("unfinished"),
            func.count(case((_finished(today), 1))).label("finished"),
        ).where(Task.plan_id == plan.id, visible.concerned(viewer, plan))
    ).one()
    return Counts(
        overdue=row.overdue, soon=row.soon, unfinished=row.unfinished, finished=row.finished
    )


def _page(
    chosen: Select[int], order: tuple[ColumnElement[Any], ...], total: int, page: int
) -> Page[TaskRow]:
    """One page of the chosen tasks, in their order; a page past the end is the last one.

    Ids are sorted and cut first, so that the joins see one page of rows only.
    """
    page = min(max(page, 1), max(1, -(-total // PAGE_SIZE)))
    ids = chosen.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE).subquery()
    wanted = select(Task).where(Task.id.in_(select(ids.c.id))).order_by(*order)
    tasks = db.session.scalars(_with_origin(wanted)).all()
    return Page(_rows(tasks), page, PAGE_SIZE, total)


def _with_origin(chosen: Select[Task]) -> Select[Task]:
    """Whom a task belongs to, what it is due by, where it was agreed; no further queries."""
    return chosen.options(
        joinedload(Task.accountable),
        joinedload(Task.person),
        joinedload(Task.due_meeting),
        joinedload(Task.meeting).joinedload(Meeting.body),
        joinedload(Task.agreement).joinedload(Agreement.cycle),
    )


def _rows(tasks: Sequence[Task]) -> list[TaskRow]:
    links = links_of([task.id for task in tasks])
    return [TaskRow(task=task, links=links.get(task.id, ())) for task in tasks]
