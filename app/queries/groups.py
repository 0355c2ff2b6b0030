"""Groups and bodies as one viewer may see them, and their members."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.access import Viewer
from app.extensions import db
from app.models.groups import Body, Membership
from app.models.meetings import Meeting
from app.models.people import Actor
from app.models.plans import Goal, Plan
from app.models.tasks import Task
from app.queries import visible


def _bodies() -> Select[Any]:
    return select(Body).options(joinedload(Body.plan), joinedload(Body.parent))


def by_slug(slug: str) -> Body | None:
    """The group with this short name, with its goals and fields, in whatever plan."""
    body: Body | None = db.session.scalar(
        _bodies()
        .where(Body.slug == slug)
        .options(
            selectinload(Body.goals).joinedload(Goal.field),
            selectinload(Body.fields),
        )
    )
    return body


def mine(viewer: Viewer, plan: Plan) -> list[Body]:
    """The living groups of the plan to which the viewer belongs today, by name."""
    return list(
        db.session.scalars(
            _bodies()
            .where(
                Body.plan_id == plan.id,
                Body.id.in_(list(viewer.body_roles)),
                Body.dissolved_on.is_(None),
            )
            .order_by(Body.name)
        )
    )


def others(viewer: Viewer, plan: Plan) -> list[Body]:
    """Further groups and bodies that the viewer may see, by name; dissolved ones at the end."""
    return list(
        db.session.scalars(
            _bodies()
            .where(
                visible.bodies(viewer, plan),
                or_(
                    Body.id.not_in(list(viewer.body_roles)),
                    Body.dissolved_on.is_not(None),
                ),
            )
            .order_by(Body.dissolved_on.is_not(None), Body.name)
        )
    )


def all_of(plan_id: int) -> list[Body]:
    """Every group and body of the plan, by name."""
    return list(
        db.session.scalars(_bodies().where(Body.plan_id == plan_id).order_by(Body.name, Body.id))
    )


def memberships(body: Body) -> list[Membership]:
    """All memberships of the group, ended ones too, by name."""
    return list(
        db.session.scalars(
            select(Membership)
            .join(Membership.person)
            .where(Membership.body_id == body.id)
            .options(
                joinedload(Membership.body),
                joinedload(Membership.person).joinedload(Actor.organisation),
                joinedload(Membership.on_behalf_of),
                joinedload(Membership.deputy),
            )
            .order_by(Actor.name, Membership.from_on, Membership.id)
        )
    )


def memberships_of(actor: Actor) -> list[Membership]:
    """The memberships of a person, or those held on behalf of an organisation; newest first."""
    return list(
        db.session.scalars(
            select(Membership)
            .where(or_(Membership.person_id == actor.id, Membership.on_behalf_of_id == actor.id))
            .options(
                joinedload(Membership.body),
                joinedload(Membership.person),
                joinedload(Membership.on_behalf_of),
            )
            .order_by(Membership.from_on.desc(), Membership.id)
        )
    )


def membership(slug: str, membership_id: int) -> Membership | None:
    """The membership with this id in the group with this short name."""
    return db.session.scalar(
        select(Membership)
        .join(Membership.body)
        .where(Membership.id == membership_id, Body.slug == slug)
        .options(joinedload(Membership.body).joinedload(Body.plan))
    )


def tasks_of(viewer: Viewer, body: Body) -> list[Task]:
    """The tasks agreed in the group's meetings that the viewer may see, by due date."""
    of_body = select(Meeting.id).where(Meeting.body_id == body.id)
    return list(
        db.session.scalars(
            select(Task)
            .where(Task.meeting_id.in_(of_body), visible.tasks(viewer, body.plan))
            .options(joinedload(Task.accountable), joinedload(Task.due_meeting))
            .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        )
    )


def counts_of_members(plan_id: int, today: dt.date) -> dict[int, int]:
    """How many persons belong to each group of the plan today, by the group's id."""
    rows = db.session.execute(
        select(Membership.body_id, Membership.person_id)
        .join(Membership.body)
        .where(
            Body.plan_id == plan_id,
            Membership.from_on <= today,
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
        )
        .distinct()
    )
    counts: dict[int, int] = {}
    for body_id, _person in rows:
        counts[body_id] = counts.get(body_id, 0) + 1
    return counts
