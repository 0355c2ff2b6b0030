"""Actors of a plan: one by its uid, the choices for forms."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models.audit import AuditEntry
from app.models.groups import Membership
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


def ended_by_leaving(
    actor: Actor, left_on: dt.date, *, since: dt.datetime
) -> Iterator[tuple[Membership, dt.date | None]]:
    """Memberships that ended when the person left, each with the last day it had before.

    Left out is what somebody has changed since, and what somebody has begun anew. The day before
    is known to the audit trail alone.
    """
    rows = db.session.scalars(select(Membership).where(Membership.person_id == actor.id)).all()
    anew = {(one.body_id, one.role) for one in rows if one.until_on is None}
    before = _last_days_before(actor, left_on, since)
    for one in rows:
        if one.id in before and one.until_on == left_on and (one.body_id, one.role) not in anew:
            yield one, before[one.id]


def _last_days_before(
    actor: Actor, left_on: dt.date, since: dt.datetime
) -> dict[int, dt.date | None]:
    """By the membership's id; whoever corrects the day of leaving ends them once more."""
    entries = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.plan_id == actor.plan_id,
            AuditEntry.action == "membership.end",
            AuditEntry.at >= since,
        )
        .order_by(AuditEntry.number)
    )
    ends: dict[int, tuple[str | None, str]] = {}
    for changes in (entry.changes or {} for entry in entries):
        known, _same = changes["membership"]
        day, end = changes["until_on"]
        if known is not None:  # without: somebody ended this one alone
            first, last = ends.get(known, (None, None))
            ends[known] = (first if last is not None and last == day else day, end)
    return {
        known: dt.date.fromisoformat(day) if day else None
        for known, (day, end) in ends.items()
        if end == left_on.isoformat()
    }
