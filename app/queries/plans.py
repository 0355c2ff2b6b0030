"""Reading a plan: its fields with their goals, a goal with its story, how far all of it is."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.domain.access import Viewer
from app.domain.goals import Average, average
from app.extensions import db
from app.models.groups import Body, body_field, body_goal
from app.models.plans import Assessment, Category, Example, FieldOfAction, Goal, Plan
from app.models.tasks import Task, TaskReport, task_goal
from app.queries import visible
from app.queries.authors import names_of
from app.queries.goal_gaps import newest_assessment_id
from app.queries.progress import FieldProgress

KEY = re.compile(r"([1-9][0-9]{0,5})\.([1-9][0-9]{0,5})")


@dataclass(frozen=True, kw_only=True)
class GoalRow:
    """A goal in a list, with its newest assessment."""

    goal: Goal
    key: str
    latest: Assessment | None

    @property
    def category(self) -> Category:
        return self.latest.category if self.latest else Category.UNKNOWN

    @property
    def percent(self) -> int | None:
        return self.latest.percent if self.latest else None


@dataclass(frozen=True, kw_only=True)
class FieldPage:
    """A field as the plan's page shows it."""

    field: FieldOfAction
    goals: Sequence[GoalRow]
    progress: FieldProgress


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """The whole plan on one page."""

    fields: Sequence[FieldPage]
    counts: Mapping[str, int]
    mean: Average
    as_of: dt.date | None


@dataclass(frozen=True, kw_only=True)
class GoalPage:
    """A goal with all that belongs to it; tasks are those the viewer may see."""

    tasks: Sequence[Task]
    last_reports: Mapping[int, TaskReport]
    bodies: Sequence[Body]
    authors: Mapping[int, str] = field(default_factory=dict)


def by_slug(slug: str) -> Plan | None:
    return db.session.scalar(select(Plan).where(Plan.slug == slug))


def goal_by_key(slug: str, key: str) -> Goal | None:
    """The goal with the stable key, as "7.3", of the plan (R05)."""
    match = KEY.fullmatch(key)
    if match is None:
        return None
    return db.session.scalar(
        select(Goal)
        .join(Goal.field)
        .join(FieldOfAction.plan)
        .where(
            Plan.slug == slug,
            FieldOfAction.number == int(match[1]),
            Goal.position == int(match[2]),
        )
        .options(
            contains_eager(Goal.field).contains_eager(FieldOfAction.plan),
            joinedload(Goal.responsible),
            joinedload(Goal.topic),
        )
    )


def field_by_number(slug: str, number: int) -> FieldOfAction | None:
    return db.session.scalar(
        select(FieldOfAction)
        .join(FieldOfAction.plan)
        .where(Plan.slug == slug, FieldOfAction.number == number)
        .options(contains_eager(FieldOfAction.plan))
    )


def example_by_place(slug: str, number: int, position: int) -> Example | None:
    return db.session.scalar(
        select(Example)
        .join(Example.field)
        .join(FieldOfAction.plan)
        .where(Plan.slug == slug, FieldOfAction.number == number, Example.position == position)
    )


def plan_page(plan: Plan) -> PlanPage:
    """The plan's fields and goals in order."""
    fields = _fields(plan)
    rows = _goal_rows(plan)
    pages = [
        FieldPage(
            field=field,
            goals=rows[field.id],
            progress=_progress(field, rows[field.id]),
        )
        for field in fields
    ]
    whole = [row for field in fields for row in rows[field.id]]
    return PlanPage(
        fields=pages,
        counts=_counts(whole),
        mean=average(row.percent for row in whole),
        as_of=max((row.latest.reporting_on for row in whole if row.latest), default=None),
    )


def _fields(plan: Plan) -> list[FieldOfAction]:
    return list(
        db.session.scalars(
            select(FieldOfAction)
            .where(FieldOfAction.plan_id == plan.id)
            .order_by(FieldOfAction.number)
            .options(selectinload(FieldOfAction.topics), selectinload(FieldOfAction.examples))
        )
    )


def _goal_rows(plan: Plan) -> dict[int, list[GoalRow]]:
    """All goals by field, each with its newest assessment; two queries whatever their number."""
    newest = aliased(Assessment)
    found = db.session.execute(
        select(Goal, newest)
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .outerjoin(newest, newest.id == newest_assessment_id())
        .where(FieldOfAction.plan_id == plan.id)
        .order_by(FieldOfAction.number, Goal.position)
        .options(joinedload(Goal.field), joinedload(Goal.responsible), selectinload(Goal.notes))
    ).all()
    rows: dict[int, list[GoalRow]] = defaultdict(list)
    for goal, latest in found:
        rows[goal.field_id].append(GoalRow(goal=goal, key=goal.key, latest=latest))
    return rows


def _counts(rows: Sequence[GoalRow]) -> dict[str, int]:
    return dict(Counter(row.category.value for row in rows))


def _progress(field: FieldOfAction, rows: Sequence[GoalRow]) -> FieldProgress:
    return FieldProgress(
        field=field,
        listed=len(rows),
        counts=_counts(rows),
        mean=average(row.percent for row in rows),
    )


def goal_page(goal: Goal, viewer: Viewer) -> GoalPage:
    """What belongs to the goal; five queries whatever the number of tasks."""
    plan = goal.field.plan
    tasks = db.session.scalars(
        select(Task)
        .where(
            Task.id.in_(select(task_goal.c.task_id).where(task_goal.c.goal_id == goal.id)),
            visible.tasks(viewer, plan),
        )
        .options(joinedload(Task.accountable), joinedload(Task.due_meeting))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    ).all()
    return GoalPage(
        tasks=tasks,
        last_reports=last_reports([task.id for task in tasks]),
        bodies=_bodies(goal, viewer),
        authors=names_of([row.author_id for row in goal.assessments if row.author_id]),
    )


def last_reports(task_ids: Sequence[int]) -> dict[int, TaskReport]:
    """The newest report of each task."""
    if not task_ids:
        return {}
    newest = (
        select(func.max(TaskReport.id))
        .where(TaskReport.task_id.in_(task_ids))
        .group_by(TaskReport.task_id)
    )
    found = db.session.scalars(
        select(TaskReport)
        .where(TaskReport.id.in_(newest))
        .options(joinedload(TaskReport.on_behalf_of))
    )
    return {report.task_id: report for report in found}


def _bodies(goal: Goal, viewer: Viewer) -> Sequence[Body]:
    """Bodies linked to the goal or its whole field, as far as the viewer may know of them."""
    linked = select(body_goal.c.body_id).where(body_goal.c.goal_id == goal.id)
    by_field = select(body_field.c.body_id).where(body_field.c.field_id == goal.field_id)
    return db.session.scalars(
        select(Body)
        .where(
            Body.id.in_(linked.union(by_field)),
            visible.bodies(viewer, goal.field.plan),
            Body.dissolved_on.is_(None),
        )
        .order_by(Body.name)
    ).all()
