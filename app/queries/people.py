"""Actors of a plan: one by its uid, the choices for forms."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models.people import Actor
from app.models.plans import Plan


def _actors() -> Select[Any]:
    return select(Actor).options(
        joinedload(Actor.organisation),
        joinedload(Actor.contact),
        selectinload(Actor.aliases),
    )


def by_uid(uid: uuid.UUID) -> Actor | None:
    """The actor with this uid, in whatever plan."""
    actor: Actor | None = db.session.scalar(_actors().where(Actor.uid == uid))
    return actor


def by_id(actor_id: int) -> Actor | None:
    """The actor that a signed link names."""
    return db.session.get(Actor, actor_id)


def plan_of(actor: Actor) -> Plan:
    """The plan the actor belongs to."""
    return db.session.get_one(Plan, actor.plan_id)


def all_of(plan_id: int) -> list[Actor]:
    """Every actor of the plan, by name."""
    found = db.session.scalars(_actors().where(Actor.plan_id == plan_id))
    return sorted(found, key=lambda actor: (actor.name.casefold(), actor.id))


def by_person_uid(uid: uuid.UUID) -> Actor | None:
    """The person with this uid, unless it was forgotten."""
    actor = by_uid(uid)
    return actor if actor is not None and actor.is_person and actor.erased_on is None else None


def persons(plan_id: int) -> list[Actor]:
    """The plan's persons who have not left, by name."""
    return [a for a in all_of(plan_id) if a.is_person and a.left_on is None]


def organisations(plan_id: int) -> list[Actor]:
    """The plan's actors that are not persons and still exist, by name."""
    return [a for a in all_of(plan_id) if not a.is_person and a.left_on is None]


def person_with_email(plan_id: int, email: str) -> Actor | None:
    """The plan's person with this address, in any case."""
    wanted = email.strip().casefold()
    for actor in all_of(plan_id):
        if actor.is_person and (actor.email or "").casefold() == wanted:
            return actor
    return None
