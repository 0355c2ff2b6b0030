"""Actors: making and editing them, and marking that somebody has left."""

from __future__ import annotations

import datetime as dt
from typing import Any, Unpack

from sqlalchemy import select

from app.domain import people as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.people import ActorDraft
from app.extensions import db
from app.language import gettext as _
from app.models.groups import Membership
from app.models.people import Actor, ActorAlias, ActorKind
from app.models.plans import Plan
from app.queries import people as queries
from app.services import audit, handovers
from app.services.accounts import normal_email
from app.services.audit import Deed

RETURNING = dt.timedelta(days=30)  # how long whoever left can come back as if never gone


def create_actor(plan: Plan, draft: ActorDraft, *, by: int | None, now: dt.datetime) -> Actor:
    """A new person, organisation or function. Raises RuleBroken (R23, R24)."""
    _check(draft, plan, None)
    actor = Actor(plan_id=plan.id, kind=draft.kind, name=law.tidy(draft.name), created_at=now)
    _write(actor, draft)
    db.session.add(actor)
    db.session.flush()
    _note("actor.create", actor, by=by, now=now)
    return actor


def edit_actor(actor: Actor, draft: ActorDraft, *, by: int | None, now: dt.datetime) -> None:
    """Change what is said of the actor. Raises RuleBroken.

    Whoever leaves leaves the groups too, and is back in them when that is undone in time.
    """
    plan = db.session.get_one(Plan, actor.plan_id)
    _check(draft, plan, actor)
    if actor.is_person and draft.kind is not ActorKind.PERSON:
        raise RuleBroken(_("Eine Person kann nicht zur Organisation werden."), field="kind")
    if draft.left_on is not None and draft.left_on != actor.left_on:
        handovers.check_actor_free(actor, draft.left_on, today=local_day(now, plan))
    before, left_on = _facts(actor), actor.left_on
    _write(actor, draft)
    if actor.left_on is not None:
        _end_memberships(actor, actor.left_on, by=by, now=now)
    elif left_on is not None:
        _take_memberships_up(actor, left_on, by=by, now=now)
    db.session.flush()
    after = _facts(actor)
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        _note("actor.edit", actor, by=by, now=now, changes=_discreet(actor, changes))


def office_actor(plan: Plan, *, now: dt.datetime) -> Actor:
    """The coordination office as an actor of the plan, made when it is first needed."""
    found = db.session.scalar(
        select(Actor).where(
            Actor.plan_id == plan.id,
            Actor.kind != ActorKind.PERSON,
            Actor.name == plan.office_name,
        )
    )
    if found is not None:
        return found
    actor = Actor(plan_id=plan.id, kind=ActorKind.FUNCTION, name=plan.office_name, created_at=now)
    db.session.add(actor)
    db.session.flush()
    _note("actor.create", actor, by=None, now=now)
    return actor


def _check(draft: ActorDraft, plan: Plan, actor: Actor | None) -> None:
    law.check_actor(draft, plan, queries.all_of(plan.id), actor)
    if not draft.email:
        return
    address = normal_email(draft.email)
    twin = queries.person_with_email(plan.id, address)
    if draft.kind is ActorKind.PERSON and twin is not None and twin is not actor:
        raise RuleBroken(
            _("Diese Adresse gehört schon zu „%(name)s“.", name=twin.name), field="email"
        )


def _write(actor: Actor, draft: ActorDraft) -> None:
    actor.kind = draft.kind
    actor.name = law.tidy(draft.name)
    actor.email = normal_email(draft.email) if draft.email else None
    actor.phone = (draft.phone or "").strip() or None
    actor.note = (draft.note or "").strip() or None
    actor.organisation = draft.organisation
    actor.contact = draft.contact
    actor.left_on = draft.left_on
    _write_aliases(actor, law.tidy_aliases(draft.aliases, draft.name))


def _write_aliases(actor: Actor, names: list[str]) -> None:
    """Kept names stay the rows they are: a new row beside the old would break the constraint."""
    for alias in [one for one in actor.aliases if one.name not in names]:
        actor.aliases.remove(alias)
    known = {alias.name for alias in actor.aliases}
    for name in names:
        if name not in known:
            db.session.add(ActorAlias(actor=actor, name=name))


def _end_memberships(actor: Actor, left_on: dt.date, *, by: int | None, now: dt.datetime) -> None:
    """Memberships that go on after the person has left end with that day (R54)."""
    open_ones = db.session.scalars(
        select(Membership).where(
            Membership.person_id == actor.id,
            Membership.until_on.is_(None) | (Membership.until_on > left_on),
            Membership.from_on <= left_on,
        )
    )
    for membership in open_ones:
        _set_end("membership.end", membership, left_on, by=by, now=now)


def _take_memberships_up(
    actor: Actor, left_on: dt.date, *, by: int | None, now: dt.datetime
) -> None:
    """What ended because the person left goes on as before, unless somebody changed it since."""
    for membership, until_on in queries.ended_by_leaving(actor, left_on, since=now - RETURNING):
        _set_end("membership.resume", membership, until_on, by=by, now=now)


def _set_end(
    action: str,
    membership: Membership,
    until_on: dt.date | None,
    *,
    by: int | None,
    now: dt.datetime,
) -> None:
    before, membership.until_on = membership.until_on, until_on
    db.session.flush()
    audit.note(
        action,
        by=by,
        now=now,
        plan_id=membership.body.plan_id,
        object_type="body",
        object_uid=membership.body.uid,
        changes={
            "membership": [membership.id, membership.id],
            "until_on": [day.isoformat() if day else None for day in (before, until_on)],
        },
    )


def _facts(actor: Actor) -> dict[str, Any]:
    return {
        "kind": actor.kind.value,
        "name": actor.name,
        "email": actor.email,
        "phone": actor.phone,
        "note": actor.note,
        "organisation": actor.organisation.id if actor.organisation else None,
        "contact": actor.contact.id if actor.contact else None,
        "left_on": actor.left_on.isoformat() if actor.left_on else None,
        "aliases": sorted(alias.name for alias in actor.aliases),
    }


def _discreet(actor: Actor, changes: dict[str, Any]) -> dict[str, Any]:
    """The log keeps no words about somebody, and no name of a person: it may have to go."""
    private = {"note"} | ({"name", "aliases"} if actor.is_person else set())
    return {key: ["…", "…"] if key in private else value for key, value in changes.items()}


def _note(action: str, actor: Actor, **deed: Unpack[Deed]) -> None:
    audit.note(action, plan_id=actor.plan_id, object_type="actor", object_uid=actor.uid, **deed)
