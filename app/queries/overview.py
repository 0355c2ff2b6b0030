"""Reading for the overview: what of a plan is missing, and how much of everything there is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.tasks import CLOSED
from app.extensions import db
from app.models.accounts import PlanAccess
from app.models.groups import Body
from app.models.meetings import Cycle, DatePrecision, Meeting, MeetingState
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor
from app.models.plans import Assessment, Category, FieldOfAction, Goal, Plan
from app.models.tasks import Task, task_goal
from app.queries.plans import latest_assessment_ids
from app.queries.tasks import overdue, without_goal

FINISHED = (Category.DONE, Category.NOT_FEASIBLE)
FAILED = (LetterState.DEAD, LetterState.UNCERTAIN, LetterState.HELD)


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """What the office may want to fill."""

    unclear_goals: int
    goals_without_task: int
    undated_meetings: int
    tasks_without_actor: int
    tasks_without_goal: int
    overdue_tasks: int

    @property
    def any(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """How much of everything the plan has."""

    fields: int
    goals: int
    actors: int
    bodies: int
    cycles: int
    meetings: int
    open_tasks: int
    accounts: int
    failed_letters: int


def gaps(plan: Plan, today: dt.date) -> Gaps:
    """What is missing in the plan as of `today`; one query."""
    row = db.session.execute(
        select(
            _count(select(Goal.id).where(*unclear(plan))).label("unclear_goals"),
            _count(select(Goal.id).where(*without_task(plan))).label("goals_without_task"),
            _count(_undated(plan, today)).label("undated_meetings"),
            _tasks(plan, Task.accountable_id.is_(None), Task.fixes_meeting_id.is_(None)).label(
                "tasks_without_actor"
            ),
            _tasks(plan, without_goal()).label("tasks_without_goal"),
            _tasks(plan, overdue(today)).label("overdue_tasks"),
        )
    ).one()
    return Gaps(**row._mapping)


def inventory(plan: Plan) -> Inventory:
    """How much of everything the plan has; one query."""
    mine = Cycle.plan_id == plan.id
    row = db.session.execute(
        select(
            _count(select(FieldOfAction.id).where(FieldOfAction.plan_id == plan.id)).label(
                "fields"
            ),
            _count(select(Goal.id).join(Goal.field).where(FieldOfAction.plan_id == plan.id)).label(
                "goals"
            ),
            _count(
                select(Actor.id).where(Actor.plan_id == plan.id, Actor.left_on.is_(None))
            ).label("actors"),
            _count(
                select(Body.id).where(Body.plan_id == plan.id, Body.dissolved_on.is_(None))
            ).label("bodies"),
            _count(select(Cycle.id).where(mine)).label("cycles"),
            _count(select(Meeting.id).join(Meeting.cycle).where(mine)).label("meetings"),
            _tasks(plan).label("open_tasks"),
            _count(select(PlanAccess.id).where(PlanAccess.plan_id == plan.id)).label("accounts"),
            _count(
                select(OutboxLetter.id).where(
                    OutboxLetter.plan_id == plan.id, OutboxLetter.state.in_(FAILED)
                )
            ).label("failed_letters"),
        )
    ).one()
    return Inventory(**row._mapping)


def unclear(plan: Plan) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Goal: never assessed, or "Keine Angabe" (R08)."""
    newest = aliased(Assessment)
    clear = select(newest.goal_id).where(
        newest.id.in_(latest_assessment_ids(plan.id)), newest.category != Category.UNKNOWN
    )
    return _of(plan), Goal.id.not_in(clear)


def without_task(plan: Plan) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Goal: still to be worked on, and nobody has a task for it (R49, R09).

    Goals that are finished count only as an ongoing duty.
    """
    newest = aliased(Assessment)
    finished = select(newest.goal_id).where(
        newest.id.in_(latest_assessment_ids(plan.id)),
        newest.category.in_(FINISHED),
        newest.ongoing_duty.is_(False),
    )
    worked_on = select(task_goal.c.goal_id).join(Task, Task.id == task_goal.c.task_id)
    return _of(plan), Goal.id.not_in(finished), Goal.id.not_in(worked_on)


def _of(plan: Plan) -> ColumnElement[bool]:
    return Goal.field_id.in_(select(FieldOfAction.id).where(FieldOfAction.plan_id == plan.id))


def _undated(plan: Plan, today: dt.date) -> Select[int]:
    """Meetings to come of which the day is not known."""
    month = dt.date(today.year, today.month, 1)
    return (
        select(Meeting.id)
        .join(Meeting.cycle)
        .where(
            Cycle.plan_id == plan.id,
            Meeting.precision != DatePrecision.DAY,
            Meeting.state.not_in((MeetingState.HELD, MeetingState.CANCELLED)),
            or_(Meeting.month_on.is_(None), Meeting.month_on >= month),
        )
    )


def _tasks(plan: Plan, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return _count(
        select(Task.id).where(Task.plan_id == plan.id, Task.state.not_in(CLOSED), *conditions)
    )


def _count(chosen: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(chosen.subquery()).scalar_subquery()
