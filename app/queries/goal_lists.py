"""The list of a plan's goals: narrowed, sorted and paged in the database, or read whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.domain.access import Viewer
from app.extensions import db
from app.models.groups import Body, body_field, body_goal
from app.models.meetings import Cycle
from app.models.people import Actor
from app.models.plans import Assessment, Category, FieldOfAction, Goal, Plan
from app.models.tasks import Task, task_actor, task_goal
from app.queries import visible
from app.queries.goal_gaps import idle_goals, newest_assessment_id
from app.queries.paging import OWN_ORDER, PAGE_SIZE, Order, Page, cut, holds
from app.queries.plans import KEY, GoalRow

SORTED_BY = ("ziel", "zustaendig", "stand", "anteil", "stichtag")
newest = aliased(Assessment, name="newest")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list of goals is narrowed to; nothing means no narrowing."""

    words: str = ""
    category: Category | None = None
    field_id: int | None = None
    body_id: int | None = None
    actor_id: int | None = None
    year: int | None = None
    without_task: bool = False


def listed(
    viewer: Viewer, plan: Plan, wanted: Filter, order: Order = OWN_ORDER, number: int = 1
) -> Page[GoalRow]:
    """One page of the plan's goals; three queries whatever their number."""
    chosen, number, total = cut(
        _chosen(viewer, plan, wanted, order), number, searching=bool(wanted.words)
    )
    return Page(_rows(plan, chosen, order), number, PAGE_SIZE, total)


def whole(viewer: Viewer, plan: Plan, wanted: Filter, order: Order = OWN_ORDER) -> list[GoalRow]:
    """All of the same list, for a file."""
    return _rows(plan, _chosen(viewer, plan, wanted, order).order_by(None), order)


def _chosen(viewer: Viewer, plan: Plan, wanted: Filter, order: Order) -> Select[Any]:
    return (
        _joined(plan, select(Goal.id))
        .where(*_conditions(viewer, plan, wanted))
        .order_by(*_sorting(order))
    )


def _joined(plan: Plan, chosen: Any) -> Select[Any]:
    """Goals of the plan beside their newest assessment and whoever is responsible."""
    joined: Select[Any] = (
        chosen.join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .outerjoin(newest, newest.id == newest_assessment_id())
        .outerjoin(Actor, Actor.id == Goal.responsible_id)
        .where(FieldOfAction.plan_id == plan.id)
    )
    return joined


def _sorting(order: Order) -> tuple[ColumnElement[Any], ...]:
    places = {category.value: place for place, category in enumerate(Category)}
    columns = {
        "zustaendig": Actor.folded,
        "stand": case(places, value=newest.category),
        "anteil": newest.percent,
        "stichtag": newest.reporting_on,
    }
    last = (FieldOfAction.number.asc(), Goal.position.asc())
    if order == Order("ziel", descending=True):
        return FieldOfAction.number.desc(), Goal.position.desc()
    return order.by(columns, last)


def _conditions(viewer: Viewer, plan: Plan, wanted: Filter) -> list[ColumnElement[bool]]:
    found = _searched(wanted.words)
    if wanted.category:
        category = func.coalesce(newest.category, Category.UNKNOWN)
        found.append(category == wanted.category)
    if wanted.field_id:
        found.append(Goal.field_id == wanted.field_id)
    if wanted.body_id:
        found.append(_of_body(viewer, plan, wanted.body_id))
    if wanted.actor_id:
        tasks = _tasks_of(viewer, plan, wanted.actor_id)
        found.append(or_(Goal.responsible_id == wanted.actor_id, Goal.id.in_(tasks)))
    if wanted.year:
        year = select(Cycle.id).where(Cycle.year == wanted.year)
        found.append(Goal.id.in_(_served(viewer, plan, Task.cycle_id.in_(year))))
    if wanted.without_task:
        found.extend(idle_goals(plan.id))
    return found


def _searched(words: str) -> list[ColumnElement[bool]]:
    """A key as "7.1" finds that goal, anything else is looked for in the goal's words."""
    key = KEY.fullmatch(words.strip())
    if key:
        return [FieldOfAction.number == int(key[1]), Goal.position == int(key[2])]
    return holds(Goal.folded, words)


def _of_body(viewer: Viewer, plan: Plan, body_id: int) -> ColumnElement[bool]:
    """Condition on Goal: a body the viewer may know of works on it or on its whole field."""
    body = select(Body.id).where(Body.id == body_id, visible.bodies(viewer, plan))
    goals = select(body_goal.c.goal_id).where(body_goal.c.body_id.in_(body))
    fields = select(body_field.c.field_id).where(body_field.c.body_id.in_(body))
    return or_(Goal.id.in_(goals), Goal.field_id.in_(fields))


def _tasks_of(viewer: Viewer, plan: Plan, actor_id: int) -> Select[Any]:
    shared = select(task_actor.c.task_id).where(task_actor.c.actor_id == actor_id)
    return _served(viewer, plan, or_(Task.accountable_id == actor_id, Task.id.in_(shared)))


def _served(viewer: Viewer, plan: Plan, tasks: ColumnElement[bool]) -> Select[Any]:
    """Goals that such tasks serve, as far as the viewer may know of the tasks."""
    return (
        select(task_goal.c.goal_id)
        .join(Task, Task.id == task_goal.c.task_id)
        .where(tasks, visible.tasks(viewer, plan))
    )


def _rows(plan: Plan, ids: Any, order: Order) -> list[GoalRow]:
    chosen = (
        _joined(plan, select(Goal, newest))
        .where(Goal.id.in_(ids))
        .order_by(*_sorting(order))
        .options(contains_eager(Goal.field), joinedload(Goal.responsible))
    )
    return [
        GoalRow(goal=goal, key=goal.key, latest=latest)
        for goal, latest in db.session.execute(chosen)
    ]
