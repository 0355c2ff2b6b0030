"""Reading for the overview: what of a plan is missing, and how much of everything there is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select

from app.domain.tasks import CLOSED
from app.extensions import db
from app.models.accounts import PlanAccess
from app.models.groups import Body
from app.models.meetings import Cycle, DatePrecision, Meeting, MeetingState
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.reports import KEPT, Report, ReportState
from app.models.rounds import RoundState, StatusRound
from app.models.tasks import Task
from app.queries.goal_gaps import idle_goals, unclear_goals
from app.queries.handovers import without_person
from app.queries.placeholders import PLAN, THIS_MONTH, TODAY, values_for
from app.queries.task_lists import without_goal
from app.queries.tasks import overdue

FAILED = (LetterState.DEAD, LetterState.UNCERTAIN, LetterState.HELD)


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """What the office may want to fill."""

    unclear_goals: int
    goals_without_task: int
    undated_meetings: int
    tasks_without_person: int
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
    open_rounds: int
    draft_reports: int


def gaps(plan: Plan, today: dt.date) -> Gaps:
    """What is missing in the plan as of `today`; one query."""
    row = db.session.execute(_GAPS, values_for(None, plan.id, today)).one()
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
            _count(select(Actor.id).where(Actor.plan_id == plan.id, Actor.left_on.is_(None))).label(
                "actors"
            ),
            _count(
                select(Body.id).where(Body.plan_id == plan.id, Body.dissolved_on.is_(None))
            ).label("bodies"),
            _count(select(Cycle.id).where(mine)).label("cycles"),
            _count(select(Meeting.id).join(Meeting.cycle).where(mine)).label("meetings"),
            _tasks(plan.id).label("open_tasks"),
            _count(select(PlanAccess.id).where(PlanAccess.plan_id == plan.id)).label("accounts"),
            _count(
                select(OutboxLetter.id).where(
                    OutboxLetter.plan_id == plan.id, OutboxLetter.state.in_(FAILED)
                )
            ).label("failed_letters"),
            _count(
                select(StatusRound.id).where(
                    StatusRound.plan_id == plan.id, StatusRound.state == RoundState.OPEN
                )
            ).label("open_rounds"),
            _count(
                select(Report.id).where(
                    Report.plan_id == plan.id,
                    KEPT,
                    Report.state.in_((ReportState.DRAFT, ReportState.CO_SIGNING)),
                )
            ).label("draft_reports"),
        )
    ).one()
    return Inventory(**row._mapping)


def _undated() -> Select[int]:
    """Meetings to come of which the day is not known."""
    return (
        select(Meeting.id)
        .join(Meeting.cycle)
        .where(
            Cycle.plan_id == PLAN,
            Meeting.precision != DatePrecision.DAY,
            Meeting.state.not_in((MeetingState.HELD, MeetingState.CANCELLED)),
            or_(Meeting.month_on.is_(None), Meeting.month_on >= THIS_MONTH),
        )
    )


def _tasks(plan_id: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return _count(
        select(Task.id).where(Task.plan_id == plan_id, Task.state.not_in(CLOSED), *conditions)
    )


def _count(chosen: Select[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(chosen.subquery()).scalar_subquery()


_GAPS: Any = select(
    _count(select(Goal.id).where(*unclear_goals(PLAN))).label("unclear_goals"),
    _count(select(Goal.id).where(*idle_goals(PLAN))).label("goals_without_task"),
    _count(_undated()).label("undated_meetings"),
    _tasks(PLAN, without_person(PLAN, TODAY)).label("tasks_without_person"),
    _tasks(PLAN, without_goal()).label("tasks_without_goal"),
    _tasks(PLAN, overdue(TODAY)).label("overdue_tasks"),
)
