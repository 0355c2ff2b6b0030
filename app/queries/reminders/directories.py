"""Who can be reached in a plan, and by which address."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.days import local_day
from app.domain.reminders import Directory, Recipient
from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole
from app.models.groups import Body, Membership
from app.models.people import Actor
from app.models.plans import Plan

FEW = 500  # up to here people are named in the query; for more the plan is read whole


def directory(plan: Plan, now: dt.datetime, *actors: Actor | None) -> Directory:
    """Whether and how `actors` can be reached in the plan at `now`, and the office."""
    return directory_of(plan, local_day(now, plan), in_line(actors), {})


def in_line(actors: Iterable[Actor | None]) -> set[int]:
    """Each actor and its contact."""
    known = [actor for actor in actors if actor is not None]
    contacts = [actor.contact_id for actor in known if actor.contact_id is not None]
    return {*(actor.id for actor in known), *contacts}


def directory_of(
    plan: Plan,
    today: dt.date,
    actor_ids: Collection[int],
    speakers: Mapping[int, Sequence[int]],
) -> Directory:
    """The directory of `actor_ids`, their deputies and their people; of all where they are many."""
    named = actor_ids if len(actor_ids) <= FEW else None
    deputies = _deputies(plan, today, named)
    wanted = select(Actor).where(Actor.plan_id == plan.id).order_by(Actor.id)
    if named is not None:
        named = {*named, *(one for found in deputies.values() for one in found)}
        wanted = wanted.where(Actor.id.in_(named) | Actor.organisation_id.in_(named))
    actors = db.session.scalars(wanted).all()
    accesses = _accesses(plan, None if named is None else [actor.id for actor in actors])
    accounts = {access.actor_id: access.account for access in accesses if access.actor_id}
    reachable: dict[int, Recipient] = {}
    people_of: dict[int, list[Recipient]] = defaultdict(list)
    for actor in actors:
        recipient = _recipient(actor, accounts.get(actor.id), today)
        if recipient is None:
            continue
        reachable[actor.id] = recipient
        if actor.is_person and actor.organisation_id is not None:
            people_of[actor.organisation_id].append(recipient)
    return Directory(
        reachable=reachable,
        people_of=people_of,
        office=_office(plan, accesses, today),
        deputies=deputies,
        speakers=speakers,
    )


def _deputies(
    plan: Plan, today: dt.date, actor_ids: Collection[int] | None
) -> dict[int, list[int]]:
    """Who stands in for whom in the plan's groups today."""
    wanted = (
        select(Membership)
        .join(Membership.body)
        .where(Body.plan_id == plan.id, Membership.deputy_id.is_not(None))
        .order_by(Membership.id)
    )
    if actor_ids is not None:
        wanted = wanted.where(Membership.person_id.in_(actor_ids))
    found: dict[int, list[int]] = defaultdict(list)
    for membership in db.session.scalars(wanted):
        if membership.active_on(today) and membership.deputy_id is not None:
            found[membership.person_id].append(membership.deputy_id)
    return found


def _accesses(plan: Plan, actor_ids: Collection[int] | None) -> Sequence[PlanAccess]:
    wanted = select(PlanAccess).where(PlanAccess.plan_id == plan.id).order_by(PlanAccess.id)
    if actor_ids is not None:
        wanted = wanted.where(
            PlanAccess.actor_id.in_(actor_ids) | (PlanAccess.role == PlanRole.COORDINATOR)
        )
    account, actor = joinedload(PlanAccess.account), joinedload(PlanAccess.actor)
    return db.session.scalars(wanted.options(account, actor)).all()


def _recipient(actor: Actor, account: Account | None, today: dt.date) -> Recipient | None:
    """How to reach an actor: by the account if there is one, and then only while it is active."""
    if _has_left(actor, today):
        return None
    if account is not None:
        return _of_account(account, actor.id) if account.active else None
    if actor.email is None:
        return None
    return Recipient(name=actor.name, address=actor.email, actor_id=actor.id)


def _has_left(actor: Actor, today: dt.date) -> bool:
    return actor.left_on is not None and actor.left_on < today


def _of_account(account: Account, actor_id: int | None) -> Recipient:
    return Recipient(
        name=account.name,
        address=account.email,
        actor_id=actor_id,
        account_id=account.id,
        language=account.locale,
    )


def _office(plan: Plan, accesses: Sequence[PlanAccess], today: dt.date) -> list[Recipient]:
    """The active coordinators; without any, the office's own mailbox."""
    coordinators = [
        _of_account(access.account, access.actor_id)
        for access in accesses
        if access.role is PlanRole.COORDINATOR
        and access.account.active
        and (access.actor is None or not _has_left(access.actor, today))
    ]
    if coordinators or plan.office_email is None:
        return coordinators
    return [Recipient(name=plan.office_name, address=plan.office_email)]
