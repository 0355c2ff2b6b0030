"""What one person has to do: what comes next, what is asked of it, what is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.domain.access import Viewer
from app.domain.tasks import CLOSED, MINE_FIRST, Urgency
from app.extensions import db
from app.models.plans import Plan
from app.models.tasks import Acceptance, Task, TaskState
from app.queries import meetings, polls, rounds, visible
from app.queries.my_task_rows import MyTask, chosen_by, read, tasks_in
from app.queries.paging import Page, page_within
from app.queries.placeholders import ACTORS, PLAN, THIS_YEAR, THIS_YEAR_AT, values_for
from app.queries.tasks import standing_to_fill_in, urgency_rank

PAGE_SIZE = 10  # as much as one looks at on a phone
SHOWN_DONE = 5
UNFINISHED = tuple(which for which in MINE_FIRST if which is not Urgency.CLOSED)


class Shown(StrEnum):
    """The two lists of "my tasks": what is to be done, and what is over."""

    UNFINISHED = "offen"
    FINISHED = "erledigt"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many tasks of a person stand where, and whether anything else asks for an answer.

    `standing` holds the unfinished ones in the order of reading, `finished` is how many came to
    their end this year.
    """

    standing: Mapping[Urgency, int]
    finished: int
    is_asked: bool
    has_invitations: bool
    has_polls: bool
    has_rounds: bool

    @property
    def unfinished(self) -> int:
        return sum(self.standing.values())


def mine(
    viewer: Viewer, plan: Plan, today: dt.date, shown: Shown, counts: Counts, page: int = 1
) -> Page[MyTask]:
    """The tasks of the viewer and of those the viewer acts for; two queries, whatever the number.

    Unfinished ones in the order of `MINE_FIRST`; finished ones of this year, newest first.
    """
    if shown is Shown.FINISHED:
        page = page_within(page, counts.finished, PAGE_SIZE)
        return Page(_finished_ones(viewer, plan, today, page), page, PAGE_SIZE, counts.finished)
    page = page_within(page, counts.unfinished, PAGE_SIZE)
    reached = list(_reached(counts, (page - 1) * PAGE_SIZE))
    if not reached:
        return Page([], page, PAGE_SIZE, 0)
    values = values_for(viewer, plan.id, today)
    for urgency, first, rows in reached:
        values |= {_first_of(urgency): first, _rows_of(urgency): rows}
    statement = _tasks_that_stand(tuple(urgency for urgency, _first, _rows in reached))
    return Page(read(statement, values), page, PAGE_SIZE, counts.unfinished)


def _finished_ones(viewer: Viewer, plan: Plan, today: dt.date, page: int) -> list[MyTask]:
    ids = (
        select(Task.id)
        .where(visible.concerned(viewer, plan), _finished(today))
        .order_by(*_NEWEST)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
        .subquery()
    )
    return read(chosen_by(ids).order_by(*_NEWEST))


def _reached(counts: Counts, skipped: int) -> Iterator[tuple[Urgency, int, int]]:
    """What a page after `skipped` rows reaches into: which tasks, from where on, how many."""
    room = PAGE_SIZE
    for urgency, there in counts.standing.items():
        rows = min(max(there - skipped, 0), room)
        if rows:
            yield urgency, skipped, rows
        skipped, room = max(skipped - there, 0), room - rows


@cache
def _tasks_that_stand(urgencies: tuple[Urgency, ...]) -> Any:
    """The tasks of a page that reaches into these, each with places for its first and last row."""
    parts = visible.concerned_in_parts()
    ids = union_all(
        *(_cut(parts, urgency, place) for place, urgency in enumerate(urgencies))
    ).subquery()
    return chosen_by(ids).order_by(ids.c.place, ids.c.due_on, ids.c.id)


def _cut(parts: Iterable[ColumnElement[bool]], urgency: Urgency, place: int) -> Select[Any]:
    """Ids and days of the tasks that stand together, cut to what the page shows of them."""
    condition = standing_to_fill_in()[urgency]
    both = union_all(*(select(Task.id, Task.due_on).where(one, condition) for one in parts))
    whole = both.subquery()
    cut = (
        select(whole)
        .order_by(whole.c.due_on, whole.c.id)
        .limit(bindparam(_rows_of(urgency), type_=Integer))
        .offset(bindparam(_first_of(urgency), type_=Integer))
        .subquery()
    )
    return select(cut, literal(place).label("place"))


def _first_of(urgency: Urgency) -> str:
    return f"first_{urgency.value}"


def _rows_of(urgency: Urgency) -> str:
    return f"rows_{urgency.value}"


def next_few(viewer: Viewer, plan: Plan, today: dt.date, most: int) -> tuple[Sequence[MyTask], int]:
    """The first of the viewer's unfinished tasks and how many there are; two queries."""
    order = _mine_first(today)
    first = (
        select(Task.id, func.count().over().label("number"))
        .where(visible.concerned(viewer, plan), Task.state.not_in(CLOSED))
        .order_by(*order)
        .limit(most)
        .subquery()
    )
    wanted = chosen_by(first).add_columns(first.c.number).order_by(*order)
    found = db.session.connection().execute(wanted).all()
    return tasks_in(found), found[0][-1] if found else 0


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
        select(Task)
        .where(visible.concerned(viewer, plan), _finished(today))
        .order_by(*_NEWEST)
        .limit(SHOWN_DONE)
    ).all()


def asked_of(viewer: Viewer, plan: Plan) -> Sequence[Task]:
    """The tasks that wait for the viewer's yes, or for the viewer to name a person.

    Nobody is asked about what is put off.
    """
    waiting = (
        select(Task)
        .where(_asks())
        .order_by(Task.asked_at, Task.id)
        .options(joinedload(Task.accountable), joinedload(Task.person))
    )
    values = {"plan": plan.id, "actors": sorted(viewer.acts_as(plan.id))}
    return db.session.scalars(waiting, values).all()


def _asks() -> ColumnElement[bool]:
    """Condition on Task, with places for plan and actors."""
    return and_(
        Task.plan_id == PLAN,
        Task.asked_at.is_not(None),  # so say all that wait for an answer, and an index of them
        Task.state.not_in(CLOSED | {TaskState.POSTPONED}),
        or_(
            and_(
                Task.acceptance == Acceptance.ASKED,
                func.coalesce(Task.person_id, Task.accountable_id).in_(ACTORS),
            ),
            and_(Task.acceptance == Acceptance.NAMING, Task.accountable_id.in_(ACTORS)),
        ),
    )


def _finished(today: dt.date) -> ColumnElement[bool]:
    """Closed in this year: done on one of its days, or given up in it."""
    return _closed_since(dt.date(today.year, 1, 1), dt.datetime(today.year, 1, 1, tzinfo=dt.UTC))


def _closed_since(day: Any, instant: Any) -> ColumnElement[bool]:
    return and_(
        Task.state.in_((TaskState.DONE, TaskState.NOT_FEASIBLE)),  # as an index has them
        case((Task.state == TaskState.DONE, Task.done_on >= day), else_=Task.changed_at >= instant),
    )


def my_counts(viewer: Viewer, plan: Plan, today: dt.date) -> Counts:
    """How many of the viewer's tasks stand where; one query, whatever else is looked for."""
    asked = _counts(whole=viewer.sees_whole(plan.id))
    row = db.session.connection().execute(asked, values_for(viewer, plan.id, today)).one()
    found = dict(row._mapping)
    return Counts(standing={which: found.pop(which.value) for which in UNFINISHED}, **found)


@cache
def _counts(*, whole: bool) -> Any:
    led, rest = visible.concerned_in_parts()
    stands = standing_to_fill_in()
    conditions = {which.value: stands[which] for which in UNFINISHED}
    conditions["finished"] = _closed_since(THIS_YEAR, THIS_YEAR_AT)
    beside_led = (
        select(*(func.count(case((one, 1))).label(name) for name, one in conditions.items()))
        .where(rest)
        .subquery()
    )
    return select(
        *(
            (_how_many(led, condition) + beside_led.c[name]).label(name)
            for name, condition in conditions.items()
        ),
        select(Task.id).where(_asks()).exists().label("is_asked"),
        meetings.ids_owed(whole=whole).exists().label("has_invitations"),
        polls.ids_owed().exists().label("has_polls"),
        rounds.are_asking().label("has_rounds"),
    )


def _how_many(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(Task).where(*conditions).scalar_subquery()
