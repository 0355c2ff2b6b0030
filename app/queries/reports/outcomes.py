"""The third part of the committee's report: agreed targets, tasks, and what has come of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.reports.committee import ResultLine, TargetLine
from app.domain.targets import entries, in_words, missing_parts
from app.extensions import db
from app.models.body_results import BodyResult
from app.models.groups import Body
from app.models.meetings import Agreement, Meeting
from app.models.plans import FieldOfAction, Goal
from app.models.targets import Target
from app.models.tasks import Task, TaskState
from app.queries.reports.frame import Frame


def targets(frame: Frame) -> list[TargetLine]:
    """The plan's targets as they were agreed and measured by the reporting date."""
    found = db.session.scalars(
        select(Target)
        .join(Target.goal)
        .join(Goal.field)
        .outerjoin(Target.agreement)
        .outerjoin(Agreement.meeting)
        .where(
            FieldOfAction.plan_id == frame.plan.id,
            (Target.created_at < frame.ends_at) | (Meeting.held_on <= frame.reporting_on),
        )
        .order_by(FieldOfAction.number, Goal.position, Target.id)
        .options(
            joinedload(Target.goal).joinedload(Goal.field),
            joinedload(Target.agreement).joinedload(Agreement.cycle),
            selectinload(Target.values),
        )
    )
    return [_target(one, frame.reporting_on) for one in found]


def _target(target: Target, day: dt.date) -> TargetLine:
    known = [
        entry.value
        for entry in entries(target.values)
        if entry.value.value is not None and entry.value.measured_on <= day
    ]
    last = known[-1] if known else None
    return TargetLine(
        goal=f"{target.goal.key} {target.goal.official_title}",
        title=target.title,
        agreed=target.agreement.label if target.agreement else "",
        baseline=_value(target.baseline_value, target.baseline_on, target.unit),
        target=_value(target.target_value, target.target_on, target.unit),
        latest=_value(last.value, last.measured_on, target.unit) if last else "",
        missing=missing_parts(target),
    )


def _value(value: float | None, on: dt.date | None, unit: str | None) -> str:
    """ "18 Kurse (30.09.2017)"; as far as it is known."""
    if value is None:
        return ""
    said = in_words(value, unit)
    return f"{said} ({on:%d.%m.%Y})" if on else said


def tasks(frame: Frame) -> tuple[int, int]:
    """How many tasks the year handed out by the reporting date, and how many of them are done."""
    row = db.session.execute(
        select(
            func.count(Task.id),
            func.count(Task.id).filter(Task.done_on <= frame.reporting_on),
        )
        .outerjoin(Task.meeting)
        .where(
            Task.plan_id == frame.plan.id,
            Task.cycle_id == frame.meeting.cycle_id,
            Task.fixes_meeting_id.is_(None),
            (Task.created_at < frame.ends_at) | (Meeting.held_on <= frame.reporting_on),
        )
    ).one()
    return row[0], row[1]


def finished(frame: Frame) -> list[ResultLine]:
    """What came of tasks that were finished since."""
    found = db.session.scalars(
        select(Task)
        .where(
            Task.plan_id == frame.plan.id,
            Task.state == TaskState.DONE,
            Task.fixes_meeting_id.is_(None),
            Task.done_on > frame.since,
            Task.done_on <= frame.reporting_on,
        )
        .order_by(Task.done_on, Task.id)
        .options(selectinload(Task.goals).joinedload(Goal.field))
    )
    return [
        ResultLine(
            source=task.title,
            text=task.result or "",
            on=task.done_on or frame.reporting_on,
            goals=_keys(task.goals),
        )
        for task in found
    ]


def found_by_bodies(frame: Frame) -> list[ResultLine]:
    """What existing bodies found out since, with the perspective it is told from (R32)."""
    found = db.session.scalars(
        select(BodyResult)
        .join(BodyResult.body)
        .where(
            Body.plan_id == frame.plan.id,
            BodyResult.found_on > frame.since,
            BodyResult.found_on <= frame.reporting_on,
        )
        .order_by(BodyResult.found_on, BodyResult.id)
        .options(joinedload(BodyResult.body), selectinload(BodyResult.goals).joinedload(Goal.field))
    )
    return [
        ResultLine(
            source=one.body.name + (f" ({one.perspective})" if one.perspective else ""),
            text=one.text,
            on=one.found_on,
            goals=_keys(one.goals),
        )
        for one in found
    ]


def _keys(goals: Iterable[Goal]) -> str:
    """ "1.3, 4.5, 8.2" in the plan's order."""
    placed = sorted((goal.field.number, goal.position, goal.key) for goal in goals)
    return ", ".join(key for _field, _position, key in placed)
