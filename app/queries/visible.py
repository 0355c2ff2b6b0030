"""The one place that turns rights on bodies, meetings and tasks into SQL for lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true, union_all

from app.domain.access import Viewer
from app.models.groups import Body
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.models.tasks import Task, task_actor
from app.queries.placeholders import ACTORS, BODIES, PLAN


def bodies(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    """Condition on Body: what `access.may_see_body` allows, within one plan."""
    return _bodies(viewer.sees_whole(plan.id), plan.id, list(viewer.body_roles))


def meetings(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    """Condition on Meeting: those of visible bodies."""
    return Meeting.body_id.in_(select(Body.id).where(bodies(viewer, plan)))


def meetings_to_fill_in(*, whole: bool) -> ColumnElement[bool]:
    """The same with places for plan and bodies; `whole` for those who see the whole plan."""
    return Meeting.body_id.in_(select(Body.id).where(_bodies(whole, PLAN, BODIES)))


def _bodies(whole: bool, plan_id: Any, body_ids: Any) -> ColumnElement[bool]:
    within = and_(Body.plan_id == plan_id)
    return within if whole else and_(within, or_(Body.external, Body.id.in_(body_ids)))


def tasks(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    """Condition on Task: what `access.may_see_task` allows, within one plan."""
    return _tasks(
        viewer.sees_whole(plan.id),
        plan.id,
        list(viewer.acts_as(plan.id)),
        list(viewer.body_roles),
    )


def tasks_to_fill_in(*, whole: bool) -> ColumnElement[bool]:
    """The same with places for plan, actors and bodies."""
    return _tasks(whole, PLAN, ACTORS, BODIES)


def _tasks(whole: bool, plan_id: Any, actors: Any, body_ids: Any) -> ColumnElement[bool]:
    within: ColumnElement[bool] = Task.plan_id == plan_id
    if whole:
        return within & true()
    of_my_groups = select(Meeting.id).where(Meeting.body_id.in_(body_ids))
    return within & or_(_concerned(actors), Task.meeting_id.in_(of_my_groups))


def concerned(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    """Condition on Task: the viewer, or whom the viewer acts for, is accountable or takes part."""
    return _concerned(list(viewer.acts_as(plan.id)))


def concerned_to_fill_in() -> ColumnElement[bool]:
    """The same with a place for the actors."""
    return _concerned(ACTORS)


def _concerned(actors: Any) -> ColumnElement[bool]:
    """Three looks into three indexes; asked with OR, both databases would read every task."""
    led = select(Task.id).where(Task.accountable_id.in_(actors)).correlate(None)
    return Task.id.in_(union_all(led, *_taking_part(actors)))


def concerned_in_parts() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """`concerned` with a place for the actors, split into what they are accountable for, and more.

    Asked by itself, the first is counted and sorted by its index alone, without a look at a row.
    """
    others = or_(Task.accountable_id.is_(None), Task.accountable_id.not_in(ACTORS))
    return (
        Task.accountable_id.in_(ACTORS),
        and_(Task.id.in_(union_all(*_taking_part(ACTORS))), others),
    )


def _taking_part(actors: Any) -> tuple[Select[int], Select[int]]:
    """Ids of the tasks that one of the actors was named for, or takes part in."""
    return (
        select(Task.id).where(Task.person_id.in_(actors)).correlate(None),
        select(task_actor.c.task_id).where(task_actor.c.actor_id.in_(actors)),
    )
