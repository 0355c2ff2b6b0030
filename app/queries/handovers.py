"""Tasks that lose their person, or have lost it: what an ending leaves, what nobody does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.domain.tasks import CLOSED
from app.extensions import db
from app.models.accounts import Account, PlanAccess
from app.models.groups import Membership
from app.models.meetings import Meeting
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.models.tasks import Task


def without_person(plan_id: Any, today: Any) -> ColumnElement[bool]:
    """Condition on Task of the plan: open, and no active person does it (R54); a finding.

    Active is who has not left and whose account, if there is one, is not locked. The office's own
    tasks of fixing a date do not count. Who is active is found once, not for each task.
    """
    locked = (
        select(PlanAccess.actor_id)
        .join(PlanAccess.account)
        .where(PlanAccess.plan_id == plan_id, ~Account.active, PlanAccess.actor_id.is_not(None))
    )
    active = select(Actor.id).where(
        Actor.plan_id == plan_id,
        Actor.kind == ActorKind.PERSON,
        or_(Actor.left_on.is_(None), Actor.left_on >= today),
        Actor.id.not_in(locked),
    )
    does_it = func.coalesce(Task.person_id, Task.accountable_id)
    return and_(
        Task.state.not_in(CLOSED),
        Task.fixes_meeting_id.is_(None),
        or_(does_it.is_(None), does_it.not_in(active)),
    )


def tasks_without_person(plan: Plan, today: dt.date) -> Sequence[Task]:
    """The plan's tasks that no active person does, the nearest due day first."""
    return db.session.scalars(
        _tasks(plan.id)
        .where(without_person(plan.id, today))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    ).all()


def held_by(actor: Actor) -> Sequence[Task]:
    """The open tasks an actor has: accountable, or named by an organisation."""
    return db.session.scalars(
        _tasks(actor.plan_id)
        .where(
            or_(Task.accountable_id == actor.id, Task.person_id == actor.id),
            Task.fixes_meeting_id.is_(None),
        )
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    ).all()


def bound_to(membership: Membership) -> Sequence[Task]:
    """The open tasks the person has through the membership: its meetings', its organisation's."""
    of_body = select(Meeting.id).where(Meeting.body_id == membership.body_id)
    person = membership.person_id
    return db.session.scalars(
        _tasks(membership.body.plan_id)
        .where(
            or_(
                and_(
                    or_(Task.accountable_id == person, Task.person_id == person),
                    Task.meeting_id.in_(of_body),
                ),
                and_(
                    Task.person_id == person,
                    Task.accountable_id == membership.on_behalf_of_id,
                ),
            )
        )
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    ).all()


def _tasks(plan_id: int) -> Select[Task]:
    return (
        select(Task)
        .where(Task.plan_id == plan_id, Task.state.not_in(CLOSED))
        .options(
            joinedload(Task.accountable), joinedload(Task.person), joinedload(Task.due_meeting)
        )
    )
