"""Takes letters back from dispatchers that are proved dead; time alone proves nothing (A7)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select

from app.domain.outbox import STEPS
from app.extensions import db
from app.models.outbox import LetterState, OutboxLetter, Worker
from app.services.outbox.fates import Lease, step
from app.services.outbox.sending import unknown

S = LetterState
WORKING = [state for state in STEPS if state in (S.LEASED, S.SENDING)]


def enter(owner: str, *, host: str, pid: int, now: dt.datetime) -> None:
    """Note that a dispatcher has begun; its lock must be held already."""
    db.session.add(Worker(id=owner, host=host[:120], pid=pid, started_at=now, heartbeat_at=now))
    db.session.flush()


def leave(owner: str) -> None:
    """Forget a dispatcher that ends; letters still in its hands are taken back by the next."""
    db.session.execute(delete(Worker).where(Worker.id == owner))


def others(owner: str) -> list[str]:
    """Every other dispatcher that holds letters or is noted as working."""
    holding = select(OutboxLetter.owner).where(OutboxLetter.state.in_(WORKING)).distinct()
    noted = select(Worker.id)
    found = {*db.session.scalars(holding), *db.session.scalars(noted)} - {owner, None}
    return sorted(name for name in found if name is not None)


def take_back(dead: str, *, now: dt.datetime) -> int:
    """Re-queue what a dead dispatcher held. Call only while holding its lock. How many."""
    held = db.session.scalars(
        select(OutboxLetter)
        .where(OutboxLetter.owner == dead, OutboxLetter.state.in_(WORKING))
        .with_for_update()
    ).all()
    taken = sum(_back(letter, dead, now) for letter in held)
    db.session.execute(delete(Worker).where(Worker.id == dead))
    return taken


def _back(letter: OutboxLetter, dead: str, now: dt.datetime) -> bool:
    if letter.state is S.SENDING:
        return unknown(letter, now=now, code="owner_dead", wait=False)
    lease = Lease(letter.id, dead, letter.attempt)
    return step(lease, S.LEASED, S.DUE, now=now, code="owner_dead", next_at=now)
