"""What did not arrive, or may not have: addresses that fail, letters nobody knows about."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.domain.outbox import address_hash
from app.extensions import db
from app.models.accounts import Account, PlanAccess
from app.models.meetings import Meeting
from app.models.outbox import AddressState, AddressStatus, LetterState, OutboxEvent, OutboxLetter
from app.models.people import Actor
from app.queries.invitations import audience, recipients

FAILING = (AddressStatus.HARD, AddressStatus.COMPLAINED)


class CutOff(enum.Enum):
    """Why no e-mail reaches somebody."""

    NO_ADDRESS = enum.auto()
    FAILING = enum.auto()
    CLOSED = enum.auto()  # the account is locked, or the person has left


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """An address that fails, and whose it is: an account's counts before a person's own."""

    name: str
    address: str
    actor: Actor | None
    account: Account | None
    state: AddressState


@dataclass(frozen=True)
class Undecided:
    """A letter of unknown fate and when it was handed in."""

    letter: OutboxLetter
    tried_at: Sequence[dt.datetime]


def troubles(plan_id: int, secret: str) -> list[Trouble]:
    """Everybody in the plan whose address fails, by name."""
    failing = {
        state.address_hash: state
        for state in db.session.scalars(
            select(AddressState).where(AddressState.status.in_(FAILING))
        )
    }
    if not failing:
        return []
    found = []
    for name, address, actor, account in _addresses(plan_id):
        state = failing.get(address_hash(secret, address))
        if state is not None:
            found.append(
                Trouble(name=name, address=address, actor=actor, account=account, state=state)
            )
    return sorted(found, key=lambda one: one.name.casefold())


def trouble_of(actor: Actor, secret: str) -> Trouble | None:
    """Why letters do not reach the actor, if its address is the reason."""
    account = db.session.scalar(
        select(Account)
        .join(PlanAccess, PlanAccess.account_id == Account.id)
        .where(PlanAccess.actor_id == actor.id)
    )
    address = account.email if account else actor.email
    if address is None:
        return None
    state = db.session.get(AddressState, address_hash(secret, address))
    if state is None or state.status not in FAILING:
        return None
    return Trouble(name=actor.name, address=address, actor=actor, account=account, state=state)


def out_of_reach(meeting: Meeting, now: dt.datetime, secret: str) -> list[tuple[Actor, CutOff]]:
    """Who is on the meeting's list and gets no e-mail, by name, with the reason."""
    whom = audience(meeting, now)
    known = recipients(meeting, whom.reached, now)
    hashes = {person.id: address_hash(secret, known[person.id].address) for person in whom.reached}
    failing = set(
        db.session.scalars(
            select(AddressState.address_hash).where(
                AddressState.address_hash.in_(hashes.values()), AddressState.status.in_(FAILING)
            )
        )
    )
    found = [(one, CutOff.FAILING) for one in whom.reached if hashes[one.id] in failing]
    for person in whom.unreached:
        found.append((person, CutOff.CLOSED if person.email else CutOff.NO_ADDRESS))
    return sorted(found, key=lambda pair: (pair[0].name, pair[0].id))


def uncertain(plan_id: int) -> list[Undecided]:
    """The plan's letters that a person has to decide about, the oldest first."""
    letters = db.session.scalars(
        select(OutboxLetter)
        .where(OutboxLetter.plan_id == plan_id, OutboxLetter.state == LetterState.UNCERTAIN)
        .order_by(OutboxLetter.due_at, OutboxLetter.id)
    ).all()
    tries: dict[int, list[dt.datetime]] = {letter.id: [] for letter in letters}
    events = select(OutboxEvent.letter_id, OutboxEvent.at).where(
        OutboxEvent.letter_id.in_(tries), OutboxEvent.to_state == LetterState.SENDING.value
    )
    for letter_id, at in db.session.execute(events.order_by(OutboxEvent.id)):
        tries[letter_id].append(at)
    return [Undecided(letter, tries[letter.id]) for letter in letters]


@dataclass(frozen=True)
class NotArrived:
    """How many letters and addresses wait for the office."""

    letters: int
    addresses: int


def not_arrived(plan_id: int, secret: str) -> NotArrived:
    """The counts, for the pages that lead here."""
    uncertain = select(func.count()).where(
        OutboxLetter.plan_id == plan_id, OutboxLetter.state == LetterState.UNCERTAIN
    )
    return NotArrived(db.session.scalar(uncertain) or 0, len(troubles(plan_id, secret)))


def letter_by_id(letter_id: int) -> OutboxLetter | None:
    """A letter that a page names."""
    return db.session.get(OutboxLetter, letter_id)


def _addresses(plan_id: int) -> Iterator[tuple[str, str, Actor | None, Account | None]]:
    with_account = set()
    accesses = (
        select(PlanAccess)
        .where(PlanAccess.plan_id == plan_id)
        .options(joinedload(PlanAccess.account), joinedload(PlanAccess.actor))
    )
    for access in db.session.scalars(accesses):
        with_account.add(access.actor_id)
        if access.account.active:
            yield access.account.name, access.account.email, access.actor, access.account
    actors = select(Actor).where(Actor.plan_id == plan_id, Actor.email.is_not(None))
    for actor in db.session.scalars(actors):
        if actor.id not in with_account and actor.email is not None:
            yield actor.name, actor.email, actor, None
