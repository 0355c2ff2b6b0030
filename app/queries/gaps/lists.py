"""Gaps counted and listed: the same number of statements for ten rows and for ten thousand."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.domain.targets import missing_parts
from app.domain.wording import day_of_year
from app.extensions import db
from app.language import german, spoken
from app.language import gettext as _
from app.models.groups import Body
from app.models.meetings import Agreement, Cycle, Meeting, agreement_label
from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, GoalNote, Plan
from app.models.targets import Target
from app.models.tasks import Task
from app.queries.gaps.kinds import Kind, ids_of
from app.queries.goal_gaps import goals_of
from app.queries.paging import Page, page_within

PAGE_SIZE = 50
GOALS = (
    Kind.GOAL_UNCLEAR,
    Kind.GOAL_WITHOUT_ACTOR,
    Kind.GOAL_WITHOUT_TASK,
    Kind.GOAL_SILENT,
    Kind.GOAL_RESUBMITTED,
)
TASKS = (
    Kind.TASK_WITHOUT_GOAL,
    Kind.TASK_WITHOUT_PERSON,
    Kind.TASK_WITHOUT_DATE,
    Kind.TASK_RESUBMITTED,
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing with a gap: its key or uid for the address, its name, and what is to be said."""

    title: str
    key: str | None = None
    uid: uuid.UUID | None = None
    slug: str | None = None
    note: str = ""


def count_all(plan: Plan, today: dt.date, field: FieldOfAction | None = None) -> dict[Kind, int]:
    """How many of each kind there are; one statement."""
    counts = [
        select(func.count())
        .select_from(ids_of(kind, plan, today, field).subquery())
        .scalar_subquery()
        .label(kind.name)
        for kind in Kind
    ]
    row = db.session.execute(select(*counts)).one()
    return {kind: row._mapping[kind.name] for kind in Kind}


def first_of_each(
    plan: Plan,
    today: dt.date,
    kinds: Sequence[Kind],
    field: FieldOfAction | None = None,
    limit: int = 10,
) -> Mapping[Kind, Sequence[Row]]:
    """The first rows of each of the kinds; one statement a kind."""
    return {kind: _rows(kind, plan, today, field, limit, 0) for kind in kinds}


def page_of(
    kind: Kind, plan: Plan, today: dt.date, field: FieldOfAction | None = None, number: int = 1
) -> Page[Row]:
    """One page of one kind; two statements."""
    ids = ids_of(kind, plan, today, field).subquery()
    total = db.session.scalar(select(func.count()).select_from(ids)) or 0
    number = page_within(number, total, PAGE_SIZE)
    rows = _rows(kind, plan, today, field, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    return Page(rows, number, PAGE_SIZE, total)


def doubtful(plan: Plan, limit: int = 200) -> Sequence[Row]:
    """Goals whose wording is doubtful or contradicts itself, with what was noted (R15, R27)."""
    found = db.session.execute(
        _goal_columns(GoalNote.text)
        .join(GoalNote, GoalNote.goal_id == Goal.id)
        .where(goals_of(plan.id))
        .order_by(FieldOfAction.number, Goal.position, GoalNote.id)
        .limit(limit)
    )
    return [_goal_row(row) for row in found]


def _rows(
    kind: Kind, plan: Plan, today: dt.date, field: FieldOfAction | None, limit: int, offset: int
) -> Sequence[Row]:
    ids = ids_of(kind, plan, today, field)
    if kind in GOALS:
        return _goals(ids, limit, offset)
    if kind in TASKS:
        return _tasks(ids, limit, offset)
    if kind is Kind.TARGET_OPEN:
        return _targets(ids, limit, offset)
    return (_agreements if kind is Kind.AGREEMENT_IDLE else _bodies)(ids, limit, offset)


def _goal_columns(note: Any) -> Select[Any]:
    title = func.coalesce(Goal.working_title, Goal.official_title).label("title")
    return select(
        FieldOfAction.number, Goal.position, title, func.coalesce(note, "").label("note")
    ).join(FieldOfAction, FieldOfAction.id == Goal.field_id)


def _goal_row(row: Any) -> Row:
    return Row(title=row.title, key=f"{row.number}.{row.position}", note=row.note)


def _goals(ids: Select[int], limit: int, offset: int) -> Sequence[Row]:
    found = db.session.execute(
        _goal_columns(Actor.name)
        .outerjoin(Actor, Actor.id == Goal.responsible_id)
        .where(Goal.id.in_(ids))
        .order_by(FieldOfAction.number, Goal.position)
        .limit(limit)
        .offset(offset)
    )
    return [_goal_row(row) for row in found]


def _tasks(ids: Select[int], limit: int, offset: int) -> Sequence[Row]:
    found = db.session.execute(
        select(Task.uid, Task.title, Task.due_on, Actor.name)
        .outerjoin(Actor, Actor.id == Task.accountable_id)
        .where(Task.id.in_(ids))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        Row(
            title=row.title,
            uid=row.uid,
            note=", ".join(
                part
                for part in (
                    row.name,
                    _("bis %(day)s", day=day_of_year(row.due_on, spoken())) if row.due_on else None,
                )
                if part
            ),
        )
        for row in found
    ]


def _targets(ids: Select[int], limit: int, offset: int) -> Sequence[Row]:
    found = db.session.scalars(
        select(Target)
        .join(Target.goal)
        .join(Goal.field)
        .where(Target.id.in_(ids))
        .options(joinedload(Target.goal).joinedload(Goal.field))
        .order_by(FieldOfAction.number, Goal.position, Target.id)
        .limit(limit)
        .offset(offset)
    )
    return [
        Row(
            title=target.title,
            key=target.goal.key,
            uid=target.uid,
            note=_("Es fehlt: %(parts)s", parts=", ".join(missing_parts(target))),
        )
        for target in found
    ]


def _agreements(ids: Select[int], limit: int, offset: int) -> Sequence[Row]:
    found = db.session.execute(
        select(Agreement.uid, Agreement.number, Agreement.text, Cycle.year, Meeting.title)
        .join(Cycle, Cycle.id == Agreement.cycle_id)
        .join(Meeting, Meeting.id == Agreement.meeting_id)
        .where(Agreement.id.in_(ids))
        .order_by(Cycle.year.desc(), Agreement.number)
        .limit(limit)
        .offset(offset)
    )
    return [
        Row(
            title=row.text,
            uid=row.uid,
            note=agreement_label(row.year, row.number) + ", " + german(row.title),
        )
        for row in found
    ]


def _bodies(ids: Select[int], limit: int, offset: int) -> Sequence[Row]:
    found = db.session.execute(
        select(Body.slug, Body.name)
        .where(Body.id.in_(ids))
        .order_by(Body.name)
        .limit(limit)
        .offset(offset)
    )
    return [Row(title=row.name, slug=row.slug) for row in found]
