"""Reading what tasks serve: goals, fields and topics, ready to be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, literal, null, select, union_all

from app.extensions import db
from app.models.plans import FieldOfAction, Goal, Topic
from app.models.tasks import task_field, task_goal, task_topic


@dataclass(frozen=True, kw_only=True)
class Link:
    """A goal, field or topic that a task serves, ready to be shown."""

    kind: str  # "goal", "field" or "topic"
    field_number: int
    key: str  # "7.3" for a goal, "7" for a field or topic
    title: str


def _links() -> Any:
    tasks: Any = bindparam("tasks", expanding=True)
    title = func.coalesce(Goal.working_title, Goal.official_title)
    goals = (
        select(
            task_goal.c.task_id,
            literal("goal").label("kind"),
            FieldOfAction.number.label("number"),
            Goal.position.label("position"),
            title.label("title"),
        )
        .join(Goal, Goal.id == task_goal.c.goal_id)
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .where(task_goal.c.task_id.in_(tasks))
    )
    fields = (
        select(
            task_field.c.task_id, literal("field"), FieldOfAction.number, null(), FieldOfAction.name
        )
        .join(FieldOfAction, FieldOfAction.id == task_field.c.field_id)
        .where(task_field.c.task_id.in_(tasks))
    )
    topics = (
        select(task_topic.c.task_id, literal("topic"), FieldOfAction.number, null(), Topic.name)
        .join(Topic, Topic.id == task_topic.c.topic_id)
        .join(FieldOfAction, FieldOfAction.id == Topic.field_id)
        .where(task_topic.c.task_id.in_(tasks))
    )
    return union_all(goals, fields, topics).order_by("number", "position", "title")


_LINKS = _links()  # asked by every list of tasks, so put together once


def links_of(task_ids: Sequence[int]) -> Mapping[int, Sequence[Link]]:
    """What each task serves, in the plan's order; one query for all of them."""
    if not task_ids:
        return {}
    found: dict[int, list[Link]] = defaultdict(list)
    for row in db.session.connection().execute(_LINKS, {"tasks": list(task_ids)}):
        key = f"{row.number}.{row.position}" if row.position else str(row.number)
        found[row.task_id].append(
            Link(kind=row.kind, field_number=row.number, key=key, title=row.title)
        )
    return found
