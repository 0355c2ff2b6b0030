"""Who is signed in, and what that person may."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.access import Viewer
from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole, UserSession
from app.models.groups import Membership, MembershipRole
from app.models.people import Actor
from app.models.plans import Plan


def token_hash(token: str) -> str:
    """What is stored of a secret token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def session_of(token: str, now: dt.datetime) -> UserSession | None:
    """The living session of an active account to which `token` belongs."""
    found = db.session.scalar(
        select(UserSession)
        .where(UserSession.token_hash == token_hash(token), UserSession.expires_at > now)
        .options(joinedload(UserSession.account))
    )
    return found if found and found.account.active else None


def account_by_email(email: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def viewer_of(account: Account, today: dt.date, plan_id: int | None = None) -> Viewer:
    """The rights of `account` today; `plan_id` is the plan it looked at last."""
    accesses = db.session.scalars(
        select(PlanAccess)
        .where(PlanAccess.account_id == account.id)
        .options(joinedload(PlanAccess.plan))
        .order_by(PlanAccess.id)
    ).all()
    actor_ids = {access.plan_id: access.actor_id for access in accesses if access.actor_id}
    body_roles, spoken_for = _memberships(set(actor_ids.values()), today)
    return Viewer(
        account_id=account.id,
        name=account.name,
        plan=_current_plan(accesses, plan_id),
        roles={access.plan_id: access.role for access in accesses},
        actor_ids=actor_ids,
        body_roles=body_roles,
        spoken_for_ids=frozenset(spoken_for),
    )


def _current_plan(accesses: list[PlanAccess], plan_id: int | None) -> Plan | None:
    chosen = [access.plan for access in accesses if access.plan_id == plan_id]
    return (chosen or [access.plan for access in accesses] or [None])[0]


def _memberships(
    actor_ids: set[int], today: dt.date
) -> tuple[dict[int, frozenset[MembershipRole]], set[int]]:
    """Active roles by body, and the organisations the persons act for."""
    if not actor_ids:
        return {}, set()
    rows = db.session.scalars(
        select(Membership).where(
            Membership.person_id.in_(actor_ids) | Membership.deputy_id.in_(actor_ids)
        )
    ).all()
    active = [row for row in rows if row.active_on(today)]
    roles: dict[int, set[MembershipRole]] = defaultdict(set)
    for row in active:
        held = row.role if row.person_id in actor_ids else MembershipRole.MEMBER
        roles[row.body_id].add(held)
    spoken_for = {row.on_behalf_of_id for row in active if row.on_behalf_of_id}
    spoken_for |= set(
        db.session.scalars(select(Actor.id).where(Actor.contact_id.in_(actor_ids)))
    )
    return {body: frozenset(held) for body, held in roles.items()}, spoken_for


def plans_of(account_id: int) -> list[Plan]:
    """The plans the account may look at, by title."""
    return list(
        db.session.scalars(
            select(Plan)
            .join(PlanAccess, PlanAccess.plan_id == Plan.id)
            .where(PlanAccess.account_id == account_id)
            .order_by(Plan.title)
        )
    )


def coordinators(plan_id: int) -> list[Account]:
    """Active accounts of the coordination office of a plan."""
    return list(
        db.session.scalars(
            select(Account)
            .join(PlanAccess)
            .where(
                PlanAccess.plan_id == plan_id,
                PlanAccess.role == PlanRole.COORDINATOR,
                Account.active,
            )
            .order_by(Account.id)
        )
    )
