"""Reading the outbox: letters and their fates, and the sum that must always be right."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.extensions import db
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter


def letters(
    states: Sequence[LetterState] = (), *, plan_id: int | None = None, limit: int | None = None
) -> Sequence[OutboxLetter]:
    """Letters, the newest first; of all states if none is named."""
    wanted = select(OutboxLetter).order_by(OutboxLetter.id.desc()).limit(limit)
    if states:
        wanted = wanted.where(OutboxLetter.state.in_(states))
    if plan_id is not None:
        wanted = wanted.where(OutboxLetter.plan_id == plan_id)
    return db.session.scalars(wanted).all()


def history(letter_id: int) -> Sequence[OutboxEvent]:
    """The steps of one letter, the first first."""
    return db.session.scalars(
        select(OutboxEvent).where(OutboxEvent.letter_id == letter_id).order_by(OutboxEvent.id)
    ).all()
