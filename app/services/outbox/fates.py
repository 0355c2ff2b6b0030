"""Steps in the life of letters: each lawful, each with its entry in the history."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Table, null, select

from app.domain.outbox import FINAL, STEPS
from app.extensions import db
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter

S = LetterState
# Bare tables: a letter takes these steps a hundred times a second.
_LETTERS, _EVENTS = cast(Table, OutboxLetter.__table__), cast(Table, OutboxEvent.__table__)
EXPLAINED = frozenset({S.HELD, S.CANCELLED, S.EXPIRED, S.DEAD, S.UNCERTAIN})


@dataclass(frozen=True)
class Lease:
    """A letter in one dispatcher's hands; `attempt` is the fence against an older owner."""

    letter_id: int
    owner: str
    attempt: int
    address: str = ""  # as it stood when claimed
    relay_failures: int = 0  # how often the relay had failed then


def step(
    lease: Lease,
    from_state: LetterState,
    to_state: LetterState,
    *,
    now: dt.datetime,
    code: str | None = None,
    **values: Any,
) -> bool:
    """Take a letter one step if it is still ours and where we think; False if it is not."""
    return _move(
        lease.letter_id,
        from_state,
        to_state,
        now=now,
        code=code,
        fence=(_LETTERS.c.owner == lease.owner, _LETTERS.c.attempt == lease.attempt),
        values=values,
    )


def move(
    letter: OutboxLetter, to_state: LetterState, *, now: dt.datetime, code: str, **values: Any
) -> bool:
    """Take a letter that nobody is sending one step; False if it has gone on meanwhile."""
    return _move(letter.id, letter.state, to_state, now=now, code=code, fence=(), values=values)


def cancel_unsent(object_uid: uuid.UUID, *, reason: str, now: dt.datetime) -> int:
    """Cancel every unsent letter about an object, in the transaction that makes them untrue.

    A letter in a dispatcher's hands is taken away too: its fence then stops the sending (G2).
    """
    found = db.session.scalars(
        select(OutboxLetter).where(
            OutboxLetter.object_uid == object_uid,
            OutboxLetter.state.in_([S.DUE, S.HELD, S.LEASED]),
        )
    ).all()
    return sum(move(letter, S.CANCELLED, now=now, code=reason) for letter in found)


def withdraw_unsent(
    object_uid: uuid.UUID,
    kinds: Collection[str],
    *,
    reason: str,
    now: dt.datetime,
    below: int | None = None,
    person_id: int | None = None,
) -> dict[int, dict[str, Any]]:
    """Cancel the unsent letters of these kinds: of a SEQUENCE `below` one, or to one person.

    Gives the payload each held, by the person it was for, since it says what the person knows.
    """
    wanted = select(OutboxLetter).where(
        OutboxLetter.object_uid == object_uid,
        OutboxLetter.kind.in_(kinds),
        OutboxLetter.state.in_([S.DUE, S.HELD, S.LEASED]),
    )
    if below is not None:
        wanted = wanted.where(OutboxLetter.object_sequence < below)
    if person_id is not None:
        wanted = wanted.where(OutboxLetter.actor_id == person_id)
    held: dict[int, dict[str, Any]] = {}
    for letter in db.session.scalars(wanted.order_by(OutboxLetter.id)).all():
        payload = letter.payload
        if move(letter, S.CANCELLED, now=now, code=reason) and payload and letter.actor_id:
            held.setdefault(letter.actor_id, payload)
    return held


def release(*, now: dt.datetime, reason: str | None = None) -> int:
    """Let held letters go; they are checked again before they are sent. How many."""
    wanted = select(OutboxLetter).where(OutboxLetter.state == S.HELD)
    if reason is not None:
        wanted = wanted.where(OutboxLetter.reason == reason)
    held: Sequence[OutboxLetter] = db.session.scalars(wanted).all()
    return sum(move(letter, S.DUE, now=now, code="released", next_at=now) for letter in held)


def expire(*, now: dt.datetime) -> int:
    """End waiting letters that are of no use any more. How many."""
    late = db.session.scalars(
        select(OutboxLetter).where(
            OutboxLetter.state.in_([S.DUE, S.HELD]), OutboxLetter.useful_until <= now
        )
    ).all()
    return sum(move(letter, S.EXPIRED, now=now, code="too_late") for letter in late)


def _move(
    letter_id: int,
    from_state: LetterState,
    to_state: LetterState,
    *,
    now: dt.datetime,
    code: str | None,
    fence: tuple[Any, ...],
    values: dict[str, Any],
) -> bool:
    if to_state not in STEPS[from_state]:
        raise ValueError(f"no letter goes from {from_state} to {to_state}")
    reason = code if to_state in EXPLAINED else None
    values = {"state": to_state, "reason": reason, **values}
    if to_state not in (S.LEASED, S.SENDING):
        values["owner"] = None
    if to_state in FINAL:  # texts and links of a finished letter are nobody's business any more
        values |= {"finished_at": now, "payload": null(), "mime": None}
    moved = db.session.execute(
        _LETTERS.update()
        .where(_LETTERS.c.id == letter_id, _LETTERS.c.state == from_state, *fence)
        .values(values)
    )
    if cast(CursorResult[Any], moved).rowcount != 1:
        return False
    event = {"letter_id": letter_id, "from_state": from_state, "to_state": to_state, "code": code}
    db.session.execute(_EVENTS.insert(), {"at": now, **event})
    return True
