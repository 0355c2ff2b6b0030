"""The one place that turns rights on bodies, meetings and tasks into SQL for lists."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select, true, union_all

from app.domain.access import Viewer
from app.models.groups import Body
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.models.tasks import Task, task_actor


def bodies(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    """Condition on Body: what `access.may_see_body` allows, within one plan."""
    if viewer.sees_whole(plan.id):
        return Body.plan_id == plan.id
    return (Body.plan_id == plan.id) & or_(Body.external, Body.id.in_(list(viewer.body_roles)))


def meetings(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    """Condition on Meeting: those of visible bodies."""
    return Meeting.body_id.in_(select(Body.id).where(bodies(viewer, plan)))


def tasks(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    """Condition on Task: what `access.may_see_task` allows, within one plan."""
    within = Task.plan_id == plan.id
    if viewer.sees_whole(plan.id):
        return within & true()
    of_my_groups = select(Meeting.id).where(Meeting.body_id.in_(list(viewer.body_roles)))
    return within & or_(concerned(viewer, plan), Task.meeting_id.in_(of_my_groups))


def concerned(viewer: Viewer, plan: Plan) -> ColumnElement[bool]:
    """Condition on Task: the viewer, or whom the viewer acts for, is accountable or takes part.

    Three looks into three indexes; asked with OR, both databases would read every task. Whom the
    viewer acts for may belong to other plans as well.
    """
    actors = list(viewer.acts_as(plan.id))
    theirs = union_all(
        select(Task.id).where(Task.accountable_id.in_(actors)).correlate(None),
        select(Task.id).where(Task.person_id.in_(actors)).correlate(None),
        select(task_actor.c.task_id).where(task_actor.c.actor_id.in_(actors)),
    )
    return Task.id.in_(theirs)
