"""Writing down what an attempt has proved; a letter that is not ours stays as it is."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app.domain.outbox import Failure, after_unknown, failure, retry_pause
from app.extensions import db
from app.mail.outcome import Accepted, Outcome, Refused, Withheld
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter
from app.services.outbox.addresses import mark_unreachable
from app.services.outbox.fates import Lease, step
from app.services.outbox.office import relay_failed, relay_works, system_state
from app.services.outbox.sending.desk import Desk
from app.services.outbox.sending.intending import held

S = LetterState


def settle(lease: Lease, outcome: Outcome, desk: Desk, *, now: dt.datetime) -> None:
    """The letter's next state, and what the attempt says of the relay and of the address."""
    if isinstance(outcome, Accepted):
        step(lease, S.SENDING, S.SENT, now=now, last_code=str(outcome.code))
        _relay_spoke(lease, desk)
    elif isinstance(outcome, Refused):
        _refused(lease, outcome, desk, now)
    elif isinstance(outcome, Withheld):
        _relay_spoke(lease, desk)
        step(lease, S.LEASED, S.DUE, now=now, code="withheld", next_at=now)
    else:
        _unknown(lease, now)


def unknown(letter: OutboxLetter, *, now: dt.datetime, code: str, wait: bool = True) -> bool:
    """An attempt whose outcome nobody can know: again with the same octets, three times at most.

    A relay that did not answer is given a pause; the death of our own process asks for none.
    """
    assert letter.owner is not None
    lease = Lease(letter.id, letter.owner, letter.attempt)
    unc = letter.unc + 1
    pause = retry_pause(unc, letter.dedup_key) if wait else dt.timedelta(0)
    return step(
        lease,
        S.SENDING,
        after_unknown(unc),
        now=now,
        code=code,
        unc=unc,
        next_at=now + pause,
        last_class="unknown",
    )


def _refused(lease: Lease, refused: Refused, desk: Desk, now: dt.datetime) -> None:
    letter = held(lease, S.SENDING) or held(lease, S.LEASED)
    if letter is None:
        return
    said = f"{refused.code} {refused.enhanced or ''}".strip()
    what = failure(refused.phase, refused.code, refused.enhanced)
    marks = {"last_class": what.value, "last_code": f"{refused.phase} {said}"[:20]}
    if what is Failure.RELAY:
        relay_failed(system_state(desk.host), known=lease.relay_failures, now=now)
        step(lease, letter.state, S.DUE, now=now, code="relay", next_at=now, **marks)
        return
    _relay_spoke(lease, desk)
    if what is Failure.LATER:
        pause = retry_pause(_refusals(lease) + 1, letter.dedup_key)
        step(lease, letter.state, S.DUE, now=now, code=what.value, next_at=now + pause, **marks)
    else:
        if what is Failure.ADDRESS:
            mark_unreachable(letter, desk.address_hash(lease.address), said, now=now)
        step(lease, letter.state, S.DEAD, now=now, code=what.value, **marks)


def _relay_spoke(lease: Lease, desk: Desk) -> None:
    """The relay has answered a letter: what it had failed in before is over."""
    if lease.relay_failures:
        relay_works(system_state(desk.host))


def _refusals(lease: Lease) -> int:
    """How often this letter was refused for a while; `attempt` is only the fence."""
    return (
        db.session.scalar(
            select(func.count(OutboxEvent.id)).where(
                OutboxEvent.letter_id == lease.letter_id, OutboxEvent.code == Failure.LATER.value
            )
        )
        or 0
    )


def _unknown(lease: Lease, now: dt.datetime) -> None:
    letter = held(lease, S.SENDING)
    if letter is not None:
        unknown(letter, now=now, code="no_answer")
