"""A group as an actor: made when it is first given something to do, and called as the group is."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.extensions import db
from app.models.groups import Body
from app.models.people import Actor, ActorKind
from app.services import audit


def actor_of(body: Body, *, by: int | None, now: dt.datetime) -> Actor:
    """The actor under whose name the group takes on tasks; its chair speaks for it."""
    found = _called(body.plan_id, body.name)
    if found is not None:
        return found
    actor = Actor(plan_id=body.plan_id, kind=ActorKind.GROUP, name=body.name, created_at=now)
    db.session.add(actor)
    db.session.flush()
    audit.note(
        "actor.create",
        by=by,
        now=now,
        plan_id=actor.plan_id,
        object_type="actor",
        object_uid=actor.uid,
    )
    return actor


def follow(body: Body, former: str) -> None:
    """Call the group's actor as the group is called now, unless somebody else is called so."""
    actor = _called(body.plan_id, former)
    if actor is not None and actor.kind is ActorKind.GROUP and not _called(body.plan_id, body.name):
        actor.name = body.name


def _called(plan_id: int, name: str) -> Actor | None:
    return db.session.scalar(
        select(Actor).where(
            Actor.plan_id == plan_id, Actor.name == name, Actor.kind != ActorKind.PERSON
        )
    )
