"""Who speaks for an organisation, function or group, and whom it can name for a task."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models.groups import Body, Membership, MembershipRole
from app.models.people import Actor, ActorKind

CHAIRS = (MembershipRole.CHAIR, MembershipRole.DEPUTY_CHAIR)


def speakers_of(actor: Actor, today: dt.date) -> list[Actor]:
    """Whom to ask to name a person, first choice first: the contact, else the body's chair.

    A group takes on tasks under its name: the actor is called as the body is.
    """
    if actor.contact is not None and _is_there(actor.contact, today):
        return [actor.contact]
    return chairs_of([actor], today).get(actor.id, [])


def chairs_of(actors: Sequence[Actor], today: dt.date) -> dict[int, list[Actor]]:
    """The chairs of the groups among these actors, the first before its deputies; one query."""
    group, chair_first = aliased(Actor), case((Membership.role == MembershipRole.CHAIR, 0), else_=1)
    rows = db.session.execute(
        select(group.id, Actor)
        .join(Membership, Membership.person_id == Actor.id)
        .join(Body, Body.id == Membership.body_id)
        .join(group, and_(group.plan_id == Body.plan_id, group.name == Body.name))
        .where(
            group.id.in_([actor.id for actor in actors]),
            group.kind != ActorKind.PERSON,
            Body.dissolved_on.is_(None),
            Membership.role.in_(CHAIRS),
            holds(today),
        )
        .order_by(chair_first, Membership.id)
    )
    found: dict[int, list[Actor]] = defaultdict(list)
    for group_id, person in rows:
        if _is_there(person, today):
            found[group_id].append(person)
    return found


def people_to_name(actor: Actor, today: dt.date) -> Sequence[Actor]:
    """The persons an organisation can name: its own, its speakers, those who act for it."""
    acting = select(Membership.person_id).where(
        Membership.on_behalf_of_id == actor.id, holds(today)
    )
    deputies = select(Membership.deputy_id).where(
        Membership.on_behalf_of_id == actor.id, Membership.deputy_id.is_not(None), holds(today)
    )
    members = (
        select(Membership.person_id)
        .join(Body, Body.id == Membership.body_id)
        .where(Body.plan_id == actor.plan_id, Body.name == actor.name, holds(today))
    )
    return db.session.scalars(
        select(Actor)
        .where(
            Actor.plan_id == actor.plan_id,
            Actor.kind == ActorKind.PERSON,
            Actor.left_on.is_(None) | (Actor.left_on >= today),
            or_(
                Actor.organisation_id == actor.id,
                Actor.id == actor.contact_id,
                Actor.id.in_(acting),
                Actor.id.in_(deputies),
                Actor.id.in_(members),
            ),
        )
        .order_by(Actor.name, Actor.id)
    ).all()


def holds(today: Any) -> ColumnElement[bool]:
    """Condition on Membership: in force on `today`, a day or a place for one (`active_on`)."""
    return and_(
        Membership.from_on <= today,
        Membership.until_on.is_(None) | (Membership.until_on >= today),
    )


def _is_there(person: Actor, today: dt.date) -> bool:
    return person.left_on is None or person.left_on >= today
