"""Conditions on goals: which assessment counts, what is unclear, on what nobody works."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from app.models.plans import Assessment, Category, FieldOfAction, Goal, Plan
from app.models.tasks import Task, task_goal

FINISHED = (Category.DONE, Category.NOT_FEASIBLE)


def latest_assessment_ids(plan_id: int) -> Select[tuple[int]]:
    """A select of the ids of each goal's newest assessment (of one date the last written)."""
    place = func.row_number().over(
        partition_by=Assessment.goal_id,
        order_by=(Assessment.reporting_on.desc(), Assessment.id.desc()),
    )
    ranked = (
        select(Assessment.id.label("id"), place.label("place"))
        .join(Goal, Goal.id == Assessment.goal_id)
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .where(FieldOfAction.plan_id == plan_id)
        .subquery()
    )
    return select(ranked.c.id).where(ranked.c.place == 1)


def unclear_goals(plan: Plan) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Goal: never assessed, or "Keine Angabe" (R08)."""
    newest = aliased(Assessment)
    clear = select(newest.goal_id).where(
        newest.id.in_(latest_assessment_ids(plan.id)), newest.category != Category.UNKNOWN
    )
    return _of(plan), Goal.id.not_in(clear)


def idle_goals(plan: Plan) -> tuple[ColumnElement[bool], ...]:
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
