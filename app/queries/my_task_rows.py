"""My tasks as their list shows them: what stands there and no entity, so that a page costs little.

Named as on `Task`, so that what draws the one draws the other.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Select, select

from app.extensions import db
from app.models.meetings import Agreement, Cycle, Meeting, agreement_label
from app.models.people import Actor
from app.models.tasks import Task, TaskState
from app.queries.task_links import Link, links_of


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a task is with."""

    name: str


@dataclass(frozen=True, slots=True)
class When:
    """A meeting at which it was agreed, or by which it is to be done."""

    title: str
    held_on: dt.date | None


@dataclass(frozen=True, slots=True)
class What:
    """The agreement that it carries out."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTask:
    """One thing to do, and what it serves."""

    id: int
    uid: uuid.UUID
    title: str
    accountable_id: int | None
    person_id: int | None
    due_on: dt.date | None
    due_label: str | None
    state: TaskState
    state_reason: str | None
    resubmit_on: dt.date | None
    percent: int | None
    result: str | None
    done_on: dt.date | None
    accountable: Who | None
    person: Who | None
    due_meeting: When | None
    meeting: When | None
    agreement: What | None
    links: Sequence[Link]


_ACCOUNTABLE, _PERSON = (Actor.__table__.alias(name) for name in ("accountable", "person"))
_DUE, _ORIGIN = (Meeting.__table__.alias(name) for name in ("due_meeting", "origin"))
_AGREEMENT, _CYCLE = Agreement.__table__, Cycle.__table__.alias("agreed_in")
_OWN: tuple[Any, ...] = (
    Task.id,
    Task.uid,
    Task.title,
    Task.accountable_id,
    Task.person_id,
    Task.due_on,
    Task.due_label,
    Task.state,
    Task.state_reason,
    Task.resubmit_on,
    Task.percent,
    Task.result,
    Task.done_on,
)
_NAMES = [column.key for column in _OWN]


def chosen_by(ids: FromClause) -> Select[Any]:
    """The tasks with these ids, each with whom and what its line names."""
    return (
        select(
            *_OWN,
            _ACCOUNTABLE.c.name,
            _PERSON.c.name,
            _DUE.c.title,
            _DUE.c.held_on,
            _ORIGIN.c.title,
            _ORIGIN.c.held_on,
            _CYCLE.c.year,
            _AGREEMENT.c.number,
        )
        .select_from(Task)
        .join(ids, ids.c.id == Task.id)
        .outerjoin(_ACCOUNTABLE, _ACCOUNTABLE.c.id == Task.accountable_id)
        .outerjoin(_PERSON, _PERSON.c.id == Task.person_id)
        .outerjoin(_DUE, _DUE.c.id == Task.due_meeting_id)
        .outerjoin(_ORIGIN, _ORIGIN.c.id == Task.meeting_id)
        .outerjoin(_AGREEMENT, _AGREEMENT.c.id == Task.agreement_id)
        .outerjoin(_CYCLE, _CYCLE.c.id == _AGREEMENT.c.cycle_id)
    )


def read(statement: Select[Any], values: Mapping[str, Any] | None = None) -> list[MyTask]:
    """What a statement of `chosen_by` finds; two queries."""
    return tasks_in(db.session.connection().execute(statement, values or {}).all())


def tasks_in(found: Sequence[Any]) -> list[MyTask]:
    """The rows that a statement of `chosen_by` found; one query for what the tasks serve."""
    links = links_of([row[0] for row in found])
    return [_task(row, links.get(row[0], ())) for row in found]


def _task(row: Any, links: Sequence[Link]) -> MyTask:
    own = dict(zip(_NAMES, row, strict=False))
    who, person, due, due_held, origin, origin_held, year, number = row[len(_OWN) :][:8]
    return MyTask(
        **own,
        accountable=Who(who) if who is not None else None,
        person=Who(person) if person is not None else None,
        due_meeting=When(due, due_held) if due is not None else None,
        meeting=When(origin, origin_held) if origin is not None else None,
        agreement=What(agreement_label(year, number)) if number is not None else None,
        links=links,
    )
