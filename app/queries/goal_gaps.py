"""Conditions on goals: which assessment counts, what is unclear, idle or silent."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarSelect, exists, select
from sqlalchemy.orm import aliased

from app.domain.days import months_later
from app.domain.local_time import local_instant
from app.models.plans import Assessment, Category, FieldOfAction, Goal, Plan
from app.models.tasks import TaskReport, task_goal
from app.queries.tasks import standing_reports

FINISHED = (Category.DONE, Category.NOT_FEASIBLE)
_each, _last = aliased(Assessment, name="each"), aliased(Assessment, name="last")


def newest_assessment_id(until: ColumnElement[dt.date] | None = None) -> ScalarSelect[int]:
    """The id of the newest assessment of the Goal around it (of one date the last written).

    With `until` the newest one as of that reporting date. One look into the index per goal;
    ranking them all would read and sort every assessment of the plan.
    """
    found = select(_each.id).where(_each.goal_id == Goal.id)
    if until is not None:
        found = found.where(_each.reporting_on <= until)
    last = found.order_by(_each.reporting_on.desc(), _each.id.desc()).limit(1)
    return last.correlate(Goal).scalar_subquery()


def goals_of(plan_id: Any) -> ColumnElement[bool]:
    """Condition on Goal: it belongs to the plan."""
    return Goal.field_id.in_(select(FieldOfAction.id).where(FieldOfAction.plan_id == plan_id))


def unfinished() -> ColumnElement[bool]:
    """Condition on Goal: still to be worked on; of what is finished only ongoing duties (R09)."""
    return ~exists().where(
        _last.id == newest_assessment_id(),
        _last.category.in_(FINISHED),
        _last.ongoing_duty.is_(False),
    )


def unclear_goals(plan_id: Any) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Goal: never assessed, or "Keine Angabe" (R08)."""
    return goals_of(plan_id), ~_clear()


def idle_goals(plan_id: Any) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Goal: still to be worked on, and nobody has a task for it (R49, R09)."""
    return goals_of(plan_id), unfinished(), Goal.id.not_in(select(task_goal.c.goal_id))


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
        goals_of(plan.id),
        unfinished(),
        _clear(),
        Goal.id.not_in(assessed),
        Goal.id.not_in(reported),
    )


def _clear() -> ColumnElement[bool]:
    return exists().where(_last.id == newest_assessment_id(), _last.category != Category.UNKNOWN)
