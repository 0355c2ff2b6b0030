"""What a goal's page tells beside its statuses: a hint from tasks, agreements, the last word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.domain.access import Viewer
from app.domain.goals import Hint, hint_of
from app.extensions import db
from app.models.meetings import Agreement, Meeting, agenda_item_goal
from app.models.plans import Goal
from app.models.targets import Target
from app.models.tasks import Task, TaskReport, task_goal
from app.queries import visible
from app.queries.tasks import standing_reports


def hint(goal: Goal) -> Hint:
    """What all tasks of the goal, whoever sees them, suggest of its progress; one query."""
    found = db.session.execute(select(Task.state, Task.percent).where(Task.id.in_(_task_ids(goal))))
    return hint_of((row.state, row.percent) for row in found)


def last_word_on(goal: Goal) -> dt.date | None:
    """The day of the newest status or report on a task of the goal."""
    reported_at = db.session.scalar(
        select(func.max(TaskReport.reported_at)).where(
            TaskReport.task_id.in_(_task_ids(goal)), standing_reports()
        )
    )
    zone = ZoneInfo(goal.field.plan.timezone)
    days = [
        goal.latest.reporting_on if goal.latest else None,
        reported_at.astimezone(zone).date() if reported_at else None,
    ]
    return max((day for day in days if day is not None), default=None)


def agreements(goal: Goal, viewer: Viewer) -> Sequence[Agreement]:
    """Agreements of meetings the viewer may see that touch the goal, the newest first.

    They do so by the agenda item they belong to, or by a task or target that rests on them.
    """
    items = select(agenda_item_goal.c.agenda_item_id).where(agenda_item_goal.c.goal_id == goal.id)
    tasks = select(Task.agreement_id).where(
        Task.id.in_(_task_ids(goal)), Task.agreement_id.is_not(None)
    )
    targets = select(Target.agreement_id).where(
        Target.goal_id == goal.id, Target.agreement_id.is_not(None)
    )
    return db.session.scalars(
        select(Agreement)
        .join(Agreement.meeting)
        .where(
            Agreement.agenda_item_id.in_(items)
            | Agreement.id.in_(tasks)
            | Agreement.id.in_(targets),
            visible.meetings(viewer, goal.field.plan),
        )
        .options(
            joinedload(Agreement.cycle), joinedload(Agreement.meeting).joinedload(Meeting.body)
        )
        .order_by(Agreement.id.desc())
    ).all()


def _task_ids(goal: Goal) -> Select[int]:
    return select(task_goal.c.task_id).where(task_goal.c.goal_id == goal.id)
