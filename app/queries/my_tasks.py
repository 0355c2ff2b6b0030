"""What one person has to do: what comes next, what is asked of it, what is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.domain.access import Viewer
from app.domain.tasks import CLOSED, MINE_FIRST, SOON
from app.extensions import db
from app.models.plans import Plan
from app.models.tasks import Acceptance, Task, TaskState
from app.queries import polls, rounds, visible
from app.queries.paging import Page
from app.queries.tasks import (
    ACTIVE,
    TaskRow,
    beside,
    due_again,
    overdue,
    page_of,
    rows_of,
    urgency_rank,
)

PAGE_SIZE = 10  # as much as one looks at on a phone
SHOWN_DONE = 5


class Shown(StrEnum):
    """The two lists of "my tasks": what is to be done, and what is over."""

    UNFINISHED = "offen"
    FINISHED = "erledigt"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many tasks of a person stand where, and whether anything else asks for an answer."""

    overdue: int
    again: int
    soon: int
    unfinished: int
    finished: int
    asked: int
    has_polls: bool
    has_rounds: bool


def mine(
    viewer: Viewer, plan: Plan, today: dt.date, shown: Shown, counts: Counts, page: int = 1
) -> Page[TaskRow]:
    """The tasks of the viewer and of those the viewer acts for; two queries, whatever the number.

    Unfinished ones in the order of `MINE_FIRST`; finished ones of this year, newest first.
    """
    chosen = select(Task.id).where(_of(viewer, plan))
    if shown is Shown.UNFINISHED:
        chosen = chosen.where(Task.state.not_in(CLOSED))
        return page_of(chosen, _mine_first(today), counts.unfinished, page, PAGE_SIZE)
    return page_of(chosen.where(_finished(today)), _NEWEST, counts.finished, page, PAGE_SIZE)


def next_few(
    viewer: Viewer, plan: Plan, today: dt.date, most: int
) -> tuple[Sequence[TaskRow], int]:
    """The first of the viewer's unfinished tasks and how many there are; two queries."""
    order = _mine_first(today)
    first = (
        select(Task.id, func.count().over().label("number"))
        .where(_of(viewer, plan), Task.state.not_in(CLOSED))
        .order_by(*order)
        .limit(most)
        .subquery()
    )
    wanted = beside(select(Task, first.c.number)).join(first, first.c.id == Task.id)
    found: Any = db.session.execute(wanted.order_by(*order)).all()
    return rows_of([task for task, _number in found]), found[0].number if found else 0


def _of(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    """Condition on Task: the viewer's own in the plan.

    The sum keeps SQLite from its index of plans, by which it would read all tasks of this one.
    """
    return and_(visible.concerned(viewer, plan), Task.plan_id + 0 == plan.id)


def _mine_first(today: dt.date) -> tuple[ColumnElement[Any], ...]:
    return urgency_rank(today, MINE_FIRST), Task.due_on.asc(), Task.id.asc()


_NEWEST: tuple[ColumnElement[Any], ...] = (
    Task.done_on.is_(None),
    Task.done_on.desc(),
    Task.id.desc(),
)


def lately_done(viewer: Viewer, plan: Plan, today: dt.date) -> Sequence[Task]:
    """The last few of this year's finished tasks, newest first."""
    return db.session.scalars(
        select(Task).where(_of(viewer, plan), _finished(today)).order_by(*_NEWEST).limit(SHOWN_DONE)
    ).all()


def asked_of(viewer: Viewer, plan: Plan) -> Sequence[Task]:
    """The tasks that wait for the viewer's yes, or for the viewer to name a person.

    Nobody is asked about what is put off.
    """
    return db.session.scalars(
        select(Task)
        .where(Task.plan_id == plan.id, _asks(viewer, plan))
        .order_by(Task.asked_at, Task.id)
        .options(joinedload(Task.accountable), joinedload(Task.person))
    ).all()


def _asks(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    actors = list(viewer.acts_as(plan.id))
    return and_(
        Task.state.not_in(CLOSED | {TaskState.POSTPONED}),
        or_(
            and_(
                Task.acceptance == Acceptance.ASKED,
                func.coalesce(Task.person_id, Task.accountable_id).in_(actors),
            ),
            and_(Task.acceptance == Acceptance.NAMING, Task.accountable_id.in_(actors)),
        ),
    )


def _finished(today: dt.date) -> ColumnElement[bool]:
    """Closed in this year: done on one of its days, or given up in it."""
    first = dt.date(today.year, 1, 1)
    start = dt.datetime(today.year, 1, 1, tzinfo=dt.UTC)
    return or_(
        and_(Task.state == TaskState.DONE, Task.done_on >= first),
        and_(Task.state == TaskState.NOT_FEASIBLE, Task.changed_at >= start),
    )


def my_counts(viewer: Viewer, plan: Plan, today: dt.date) -> Counts:
    """How many of the viewer's tasks stand where; one query, whatever else is looked for."""
    unfinished = Task.state.not_in(CLOSED)
    soon = and_(Task.state.in_(ACTIVE), Task.due_on.between(today, today + SOON))
    row = db.session.execute(
        select(
            _how_many(overdue(today)).label("overdue"),
            _how_many(due_again(today)).label("again"),
            _how_many(soon).label("soon"),
            _how_many(unfinished).label("unfinished"),
            _how_many(_finished(today)).label("finished"),
            _how_many(_asks(viewer, plan)).label("asked"),
            polls.are_owed(viewer, plan, today).label("has_polls"),
            rounds.are_asking(viewer, plan).label("has_rounds"),
        ).where(_of(viewer, plan))
    ).one()
    return Counts(**row._mapping)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
