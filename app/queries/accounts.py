"""Who is signed in, and what that person may."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, bindparam, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.domain.access import Viewer
from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole, SignInLink, UserSession
from app.models.groups import Body, Membership, MembershipRole
from app.models.people import Actor, ActorKind
from app.models.plans import Plan

T = TypeVar("T")


def token_hash(token: str) -> str:
    """What is stored of a secret token: its SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


CHAIRS = frozenset({MembershipRole.CHAIR, MembershipRole.DEPUTY_CHAIR})
IDLE_LIFE = dt.timedelta(days=14)


# Asked by every page: put together once, as SQLAlchemy takes longer for that than SQLite to answer.
_SESSION = (
    select(UserSession)
    .where(
        UserSession.token_hash == bindparam("token"),
        UserSession.expires_at > bindparam("now"),
        UserSession.last_seen_on >= bindparam("idle_since"),
    )
    .options(joinedload(UserSession.account))
)
_ACCESSES = (
    select(PlanAccess)
    .where(PlanAccess.account_id == bindparam("account"))
    .options(joinedload(PlanAccess.plan))
    .order_by(PlanAccess.id)
)
_MEMBERSHIPS = select(Membership).where(
    Membership.person_id.in_(bindparam("persons", expanding=True))
    | Membership.deputy_id.in_(bindparam("persons", expanding=True))
)
_CONTACT_OF = select(Actor.plan_id, Actor.id).where(
    Actor.contact_id.in_(bindparam("persons", expanding=True))
)


def session_of(token: str, now: dt.datetime) -> UserSession | None:
    """The living session of an active account to which `token` belongs.

    It ends at its limit, and earlier when it has not been used for two weeks.
    """
    found = db.session.scalar(
        _SESSION,
        {"token": token_hash(token), "now": now, "idle_since": (now - IDLE_LIFE).date()},
    )
    return found if found and found.account.active else None


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


def viewer_of(account: Account, today: dt.date, plan_id: int | None = None) -> Viewer:
    """The rights of `account` today; `plan_id` is the plan it looked at last."""
    accesses = db.session.scalars(_ACCESSES, {"account": account.id}).all()
    actor_ids = {access.plan_id: access.actor_id for access in accesses if access.actor_id}
    body_roles, spoken_for = _memberships({actor: plan for plan, actor in actor_ids.items()}, today)
    return Viewer(
        account_id=account.id,
        name=account.name,
        plan=_current_plan(accesses, plan_id),
        roles={access.plan_id: access.role for access in accesses},
        actor_ids=actor_ids,
        body_roles=body_roles,
        spoken_for=spoken_for,
        plans=tuple(sorted((access.plan for access in accesses), key=lambda plan: plan.title)),
    )


def _current_plan(accesses: Sequence[PlanAccess], plan_id: int | None) -> Plan | None:
    chosen = [access.plan for access in accesses if access.plan_id == plan_id]
    plans = chosen or [access.plan for access in accesses]
    return plans[0] if plans else None


def _memberships(
    plans: Mapping[int, int], today: dt.date
) -> tuple[dict[int, frozenset[MembershipRole]], dict[int, frozenset[int]]]:
    """Active roles by body, and by plan whom the persons act for; `plans` is each person's plan."""
    if not plans:
        return {}, {}
    persons = {"persons": list(plans)}
    rows = db.session.scalars(_MEMBERSHIPS, persons).all()
    active = [row for row in rows if row.active_on(today)]
    roles: dict[int, set[MembershipRole]] = defaultdict(set)
    spoken_for: dict[int, set[int]] = defaultdict(set)
    for row in active:
        itself = row.person_id in plans
        roles[row.body_id].add(row.role if itself else MembershipRole.MEMBER)
        person = row.person_id if itself else row.deputy_id
        if row.on_behalf_of_id and person:
            spoken_for[plans[person]].add(row.on_behalf_of_id)
    chaired = [body for body, held in roles.items() if held & CHAIRS]
    found = list(db.session.execute(_CONTACT_OF, persons))
    if chaired:  # a group takes on tasks under its name, and its chair speaks for it
        as_group = (Body.plan_id == Actor.plan_id) & (Body.name == Actor.name)
        found += db.session.execute(
            select(Actor.plan_id, Actor.id)
            .join(Body, as_group)
            .where(Body.id.in_(chaired), Actor.kind != ActorKind.PERSON)
        )
    for plan_id, actor_id in found:
        spoken_for[plan_id].add(actor_id)
    return _frozen(roles), _frozen(spoken_for)


def _frozen(gathered: Mapping[int, set[T]]) -> dict[int, frozenset[T]]:
    return {key: frozenset(values) for key, values in gathered.items()}


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
