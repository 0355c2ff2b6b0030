"""Conditions on goals: which assessment counts, what is unclear, idle or silent."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import aliased

from app.domain.days import months_later
from app.domain.local_time import local_instant
from app.models.plans import Assessment, Category, FieldOfAction, Goal, Plan
from app.models.tasks import Task, TaskReport, task_goal
from app.queries.tasks import standing_reports

FINISHED = (Category.DONE, Category.NOT_FEASIBLE)


def latest_assessment_ids(
    plan_id: int, until: ScalarSelect[dt.date] | None = None
) -> Select[tuple[int]]:
    """A select of the ids of each goal's newest assessment (of one date the last written).

    With `until` the newest one as of that reporting date.
    """
    place = func.row_number().over(
        partition_by=Assessment.goal_id,
        order_by=(Assessment.reporting_on.desc(), Assessment.id.desc()),
    )
    ranked = (
        select(Assessment.id.label("id"), place.label("place"))
        .join(Goal, Goal.id == Assessment.goal_id)
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .where(FieldOfAction.plan_id == plan_id)
    )
    if until is not None:
        ranked = ranked.where(Assessment.reporting_on <= until)
    found = ranked.subquery()
    return select(found.c.id).where(found.c.place == 1)


def goals_of(plan: Plan) -> ColumnElement[bool]:
    """Condition on Goal: it belongs to the plan."""
    return Goal.field_id.in_(select(FieldOfAction.id).where(FieldOfAction.plan_id == plan.id))


def unfinished(plan: Plan) -> ColumnElement[bool]:
    """Condition on Goal: still to be worked on; of what is finished only ongoing duties (R09)."""
    newest = aliased(Assessment)
    finished = select(newest.goal_id).where(
        newest.id.in_(latest_assessment_ids(plan.id)),
        newest.category.in_(FINISHED),
        newest.ongoing_duty.is_(False),
    )
    return Goal.id.not_in(finished)


def unclear_goals(plan: Plan) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Goal: never assessed, or "Keine Angabe" (R08)."""
    return goals_of(plan), Goal.id.not_in(_clear(plan))


def idle_goals(plan: Plan) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Goal: still to be worked on, and nobody has a task for it (R49, R09)."""
    worked_on = select(task_goal.c.goal_id).join(Task, Task.id == task_goal.c.task_id)
    return goals_of(plan), unfinished(plan), Goal.id.not_in(worked_on)


def silent_goals(plan: Plan, today: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Goal: once clear, still to be worked on, and for months without a word.

    A word is an assessment or a report on one of the goal's tasks. How many months: by plan.
    """
    since = months_later(today, -plan.silent_after_months)
    assessed = select(Assessment.goal_id).where(Assessment.reporting_on > since)
    reported = (
        select(task_goal.c.goal_id)
        .join(TaskReport, TaskReport.task_id == task_goal.c.task_id)
        .where(
            TaskReport.reported_at >= local_instant(since, dt.time(), ZoneInfo(plan.timezone)),
            standing_reports(),
        )
    )
    return (
        goals_of(plan),
        unfinished(plan),
        Goal.id.in_(_clear(plan)),
        Goal.id.not_in(assessed),
        Goal.id.not_in(reported),
    )


def _clear(plan: Plan) -> Select[int]:
    newest = aliased(Assessment)
    return select(newest.goal_id).where(
        newest.id.in_(latest_assessment_ids(plan.id)), newest.category != Category.UNKNOWN
    )
