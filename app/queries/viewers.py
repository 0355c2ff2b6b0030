"""Who asks, with all that decides over rights: two questions, since every page asks them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, null, or_, select, union_all

from app.domain.access import Viewer
from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole, UserSession
from app.models.groups import Body, Membership, MembershipRole
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.queries.accounts import IDLE_LIFE, token_hash
from app.queries.placeholders import TODAY
from app.queries.speakers import holds

T = TypeVar("T")
CHAIRS = (MembershipRole.CHAIR, MembershipRole.DEPUTY_CHAIR)


class Holding(NamedTuple):
    """What an account may in one plan, and the person it is there."""

    role: PlanRole
    actor_id: int | None
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingSession:
    """A browser that is signed in with an active account, and what that holds in which plan.

    `plan_id` is the plan it looked at last.
    """

    id: int
    uid: uuid.UUID
    plan_id: int | None
    last_seen_on: dt.date
    account_id: int
    name: str
    locale: str
    is_new: bool
    holdings: Sequence[Holding]


def _with_holdings(asked: Any) -> Any:
    """Put together once, as SQLAlchemy takes longer for that than SQLite to answer."""
    return (
        asked.outerjoin(PlanAccess, PlanAccess.account_id == Account.id)
        .outerjoin(Plan, Plan.id == PlanAccess.plan_id)
        .add_columns(PlanAccess.role, PlanAccess.actor_id, Plan)
        .order_by(PlanAccess.id)
    )


_SESSION = _with_holdings(
    select(
        UserSession.id,
        UserSession.uid,
        UserSession.plan_id,
        UserSession.last_seen_on,
        UserSession.account_id,
        Account.name,
        Account.locale,
        Account.welcomed_at.is_(None).label("is_new"),
    )
    .join(Account, Account.id == UserSession.account_id)
    .where(
        UserSession.token_hash == bindparam("token"),
        UserSession.expires_at > bindparam("now"),
        UserSession.last_seen_on >= bindparam("idle_since"),
        Account.active,
    )
)
_ACCOUNT = _with_holdings(select(Account.name).where(Account.id == bindparam("account")))

_PERSONS: Any = bindparam("persons", expanding=True)
_SEATS = select(
    Membership.body_id.label("body"),
    Membership.role.label("role"),
    Membership.person_id.label("person"),
    Membership.deputy_id.label("deputy"),
    Membership.on_behalf_of_id.label("acts_for"),
).where(or_(Membership.person_id.in_(_PERSONS), Membership.deputy_id.in_(_PERSONS)), holds(TODAY))
_CONTACT_OF = select(null(), null(), Actor.contact_id, null(), Actor.id).where(
    Actor.contact_id.in_(_PERSONS)
)
# A group takes on tasks under its name, and its chair speaks for it.
_CHAIR_OF = (
    select(null(), null(), Membership.person_id, null(), Actor.id)
    .join(Body, Body.id == Membership.body_id)
    .join(Actor, (Actor.plan_id == Body.plan_id) & (Actor.name == Body.name))
    .where(Membership.person_id.in_(_PERSONS), Membership.role.in_(CHAIRS), holds(TODAY))
    .where(Actor.kind != ActorKind.PERSON)
)
_STANDING: Any = union_all(_SEATS, _CONTACT_OF, _CHAIR_OF)


def session_of(token: str, now: dt.datetime) -> LivingSession | None:
    """The living session of an active account to which `token` belongs.

    It ends at its limit, and earlier when it has not been used for two weeks.
    """
    values = {"token": token_hash(token), "now": now, "idle_since": (now - IDLE_LIFE).date()}
    rows: Any = db.session.execute(_SESSION, values).all()
    if not rows:
        return None
    said = rows[0]
    return LivingSession(
        id=said.id,
        uid=said.uid,
        plan_id=said.plan_id,
        last_seen_on=said.last_seen_on,
        account_id=said.account_id,
        name=said.name,
        locale=said.locale,
        is_new=said.is_new,
        holdings=_holdings(rows),
    )


def viewer_in(session: LivingSession, today: dt.date) -> Viewer:
    """The rights of whoever uses the session, today."""
    return _viewer(session.account_id, session.name, session.holdings, today, session.plan_id)


def viewer_of(account_id: int, today: dt.date, plan_id: int | None = None) -> Viewer:
    """The rights of an account today; `plan_id` is the plan it looks at."""
    rows: Any = db.session.execute(_ACCOUNT, {"account": account_id}).all()
    return _viewer(account_id, rows[0].name, _holdings(rows), today, plan_id)


def reader_of(
    account_id: int, plan_id: int, role: PlanRole, actor_id: int | None, today: dt.date
) -> Viewer:
    """The rights of an account in one plan today, where its role there is known already."""
    body_roles, spoken_for = _standing({actor_id: plan_id} if actor_id else {}, today)
    return Viewer(
        account_id=account_id,
        name="",
        plan=None,
        roles={plan_id: role},
        actor_ids={plan_id: actor_id} if actor_id else {},
        body_roles=body_roles,
        spoken_for=spoken_for,
    )


def _holdings(rows: Iterable[Any]) -> Sequence[Holding]:
    return tuple(Holding(*row[-3:]) for row in rows if row[-1] is not None)


def _viewer(
    account_id: int, name: str, holdings: Sequence[Holding], today: dt.date, plan_id: int | None
) -> Viewer:
    actor_ids = {one.plan.id: one.actor_id for one in holdings if one.actor_id}
    body_roles, spoken_for = _standing({actor: plan for plan, actor in actor_ids.items()}, today)
    plans = [one.plan for one in holdings]
    return Viewer(
        account_id=account_id,
        name=name,
        plan=next((plan for plan in plans if plan.id == plan_id), plans[0] if plans else None),
        roles={one.plan.id: one.role for one in holdings},
        actor_ids=actor_ids,
        body_roles=body_roles,
        spoken_for=spoken_for,
        plans=tuple(sorted(plans, key=lambda plan: plan.title)),
    )


def _standing(
    plans: Mapping[int, int], today: dt.date
) -> tuple[dict[int, frozenset[MembershipRole]], dict[int, frozenset[int]]]:
    """Active roles by body, and by plan whom the persons act for; `plans` is each person's plan."""
    if not plans:
        return {}, {}
    roles: dict[int, set[MembershipRole]] = defaultdict(set)
    spoken_for: dict[int, set[int]] = defaultdict(set)
    asked = {"persons": list(plans), "today": today}
    for one in db.session.connection().execute(_STANDING, asked):
        itself = one.person in plans
        if one.body is not None:
            roles[one.body].add(one.role if itself else MembershipRole.MEMBER)
        if one.acts_for is not None:
            spoken_for[plans[one.person if itself else one.deputy]].add(one.acts_for)
    return _frozen(roles), _frozen(spoken_for)


def _frozen(gathered: Mapping[int, set[T]]) -> dict[int, frozenset[T]]:
    return {key: frozenset(values) for key, values in gathered.items()}
