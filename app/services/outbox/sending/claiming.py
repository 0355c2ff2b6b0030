"""Taking the next letter: the most urgent that is due, while letters may leave at all."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from app.domain.outbox import RETRY_HORIZON, paced, relay_pause
from app.extensions import db
from app.models.outbox import AddressState, AddressStatus, LetterState, OutboxLetter, SystemState
from app.models.plans import Plan
from app.models.reminders import LetterHabits
from app.services.outbox.fates import Lease, move
from app.services.outbox.office import silence, system_state
from app.services.outbox.resting import Resting, may_leave_at
from app.services.outbox.sending.desk import Desk

S = LetterState
UNREACHABLE = (AddressStatus.HARD, AddressStatus.COMPLAINED)
MOST_SORTED_OUT = 200  # in one transaction, so that nobody waits long for the database


def anything_to_do(desk: Desk, *, now: dt.datetime) -> bool:
    """Whether a letter may leave now, or an owner has to be looked after."""
    if silence(system_state(desk.host), host=desk.host, now=now) is not None:
        return False
    waiting = select(OutboxLetter.id).where(
        ((OutboxLetter.state == S.DUE) & (OutboxLetter.next_at <= now))
        | OutboxLetter.state.in_([S.LEASED, S.SENDING])
    )
    return db.session.scalar(waiting.limit(1)) is not None


def claim(owner: str, desk: Desk, *, now: dt.datetime) -> Lease | None:
    """Take the most urgent letter that is due, if any may leave; sort out what is too late."""
    state = system_state(desk.host)
    if state.relay_failures or desk.a_minute:  # others change what is decided here
        db.session.refresh(state, with_for_update=True)
    if silence(state, host=desk.host, now=now) is not None:
        return None
    until = paced(state.paced_until_at, a_minute=desk.a_minute, now=now)
    if desk.a_minute and until is None:
        return None
    letter = _next(desk, now)
    if letter is None:
        return None
    attempt = letter.attempt + 1
    if not move(letter, S.LEASED, now=now, code="claimed", owner=owner, attempt=attempt):
        return None
    state.paced_until_at = until
    failures = _probe(state, now)
    return Lease(letter.id, owner, attempt, address=letter.address, relay_failures=failures)


def _probe(state: SystemState, now: dt.datetime) -> int:
    """After a failure of the relay one letter tries it; the others wait as if it had failed."""
    if state.relay_failures:
        state.relay_paused_until_at = now + relay_pause(state.relay_failures)
    return state.relay_failures


def _next(desk: Desk, now: dt.datetime) -> OutboxLetter | None:
    for _ in range(MOST_SORTED_OUT):
        found = db.session.execute(_most_urgent(now)).first()
        if found is None:
            return None
        letter, habits, zone = found
        end = _end_of(letter, desk, now)
        if end is not None:
            move(letter, end[0], now=now, code=end[1])
            continue
        letter.next_at = _leaves_at(letter, (habits, ZoneInfo(zone)) if zone else None, now)
        if letter.next_at <= now:
            return letter
    return None


def _leaves_at(letter: OutboxLetter, rest: Resting | None, now: dt.datetime) -> dt.datetime:
    """The end of the night, also for what was refused for a while and fell due again in it."""
    end = may_leave_at(
        rest,
        now,
        kind=letter.kind,
        priority=letter.priority,
        useful_until=letter.useful_until,
    )
    return max(letter.next_at, end)


def _most_urgent(now: dt.datetime) -> Select[OutboxLetter, LetterHabits | None, str | None]:
    """The letter, and what says whether its plan's letters rest: one look-up for all."""
    return (
        select(OutboxLetter, LetterHabits, Plan.timezone)
        .outerjoin(Plan, Plan.id == OutboxLetter.plan_id)
        .outerjoin(LetterHabits, LetterHabits.plan_id == OutboxLetter.plan_id)
        .where(OutboxLetter.state == S.DUE, OutboxLetter.next_at <= now)
        .order_by(OutboxLetter.priority, OutboxLetter.next_at, OutboxLetter.id)
        .limit(1)
        # The letter alone is locked; on SQLite BEGIN IMMEDIATE does the same.
        .with_for_update(skip_locked=True, of=OutboxLetter)
        .execution_options(populate_existing=True)
    )


def _end_of(letter: OutboxLetter, desk: Desk, now: dt.datetime) -> tuple[LetterState, str] | None:
    """What ends a letter before anybody is troubled with it."""
    if letter.useful_until is not None and letter.useful_until <= now:
        return S.EXPIRED, "too_late"
    if now - letter.due_at > RETRY_HORIZON and letter.attempt > 0:
        return S.EXPIRED, "retries_ended"
    known = db.session.get(AddressState, desk.address_hash(letter.address))
    if known is not None and known.status in UNREACHABLE:
        return S.CANCELLED, "address_blocked"
    return None
