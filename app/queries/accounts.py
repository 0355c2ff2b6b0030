"""Accounts, their sessions, and what they may in which plan."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import uuid

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole, SignInLink, UserSession
from app.models.people import Actor, ActorKind
from app.models.plans import Plan


def token_hash(token: str) -> str:
    """What is stored of a secret token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


IDLE_LIFE = dt.timedelta(days=14)


def account_by_email(email: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


class LinkStanding(enum.Enum):
    """What can be done with a sign-in link in the browser that shows it."""

    OPEN = "open"
    ELSEWHERE = "elsewhere"
    GONE = "gone"


def link_standing(token: str, *, browser: str | None, now: dt.datetime) -> LinkStanding:
    """Whether the link signs in here, in another browser only, or nowhere (any more)."""
    bound_here = db.session.scalar(
        select(for_this_browser(browser))
        .select_from(SignInLink)
        .join(Account)
        .where(
            SignInLink.token_hash == token_hash(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > now,
            Account.active,
        )
    )
    if bound_here is None:
        return LinkStanding.GONE
    return LinkStanding.OPEN if bound_here else LinkStanding.ELSEWHERE


def for_this_browser(browser: str | None) -> ColumnElement[bool]:
    """Condition on SignInLink: bound to the secret `browser`, or a rescue link bound to none."""
    return SignInLink.browser_hash.is_(None) | (
        func.coalesce(SignInLink.browser_hash, "") == token_hash(browser or "")
    )


def sessions_of(account_id: int, now: dt.datetime) -> list[UserSession]:
    """The account's living sessions, newest first."""
    return list(
        db.session.scalars(
            select(UserSession)
            .where(
                UserSession.account_id == account_id,
                UserSession.expires_at > now,
                UserSession.last_seen_on >= (now - IDLE_LIFE).date(),
            )
            .order_by(UserSession.created_at.desc(), UserSession.id.desc())
        )
    )


def account(account_id: int) -> Account:
    return db.session.get_one(Account, account_id)


def account_id_of(person: Actor) -> int | None:
    """The active account that stands for the person, if there is one."""
    return db.session.scalar(
        select(Account.id).join(PlanAccess).where(PlanAccess.actor_id == person.id, Account.active)
    )


def all_accounts() -> list[Account]:
    """Every account with its roles, by address."""
    return list(
        db.session.scalars(
            select(Account)
            .options(selectinload(Account.accesses).joinedload(PlanAccess.plan))
            .order_by(Account.email)
        )
    )


def accesses_of(plan_id: int) -> list[PlanAccess]:
    """The accounts of a plan with account and person: the office first, then by name."""
    office_first = case((PlanAccess.role == PlanRole.COORDINATOR, 0), else_=1)
    return list(
        db.session.scalars(
            select(PlanAccess)
            .join(PlanAccess.account)
            .where(PlanAccess.plan_id == plan_id)
            .options(contains_eager(PlanAccess.account), joinedload(PlanAccess.actor))
            .order_by(office_first, Account.name, Account.id)
        )
    )


def access_in(plan_id: int, uid: uuid.UUID) -> PlanAccess | None:
    """What the account with this uid may in the plan."""
    return db.session.scalar(
        select(PlanAccess)
        .join(PlanAccess.account)
        .where(PlanAccess.plan_id == plan_id, Account.uid == uid)
        .options(contains_eager(PlanAccess.account), joinedload(PlanAccess.plan))
    )


def persons_without_account(plan_id: int) -> list[Actor]:
    """Persons of the plan that no account stands for, by name."""
    taken = select(PlanAccess.actor_id).where(PlanAccess.actor_id.is_not(None))
    return list(
        db.session.scalars(
            select(Actor)
            .where(
                Actor.plan_id == plan_id,
                Actor.kind == ActorKind.PERSON,
                Actor.left_on.is_(None),
                Actor.id.not_in(taken),
            )
            .order_by(Actor.name, Actor.id)
        )
    )


def person_by_uid(plan_id: int, uid: str) -> Actor | None:
    """A person of the plan; None also when `uid` is no uid."""
    try:
        wanted = uuid.UUID(uid)
    except ValueError:
        return None
    return db.session.scalar(
        select(Actor).where(
            Actor.plan_id == plan_id, Actor.uid == wanted, Actor.kind == ActorKind.PERSON
        )
    )


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
