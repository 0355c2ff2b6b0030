"""Letters that came back after a relay had taken them."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import exists, select

from app.domain.outbox import Failure, address_hash, failure
from app.extensions import db
from app.mail.bounces import Bounce
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter
from app.services.outbox.addresses import mark_unreachable

CODE = "bounced"
REFUSED = 550  # what a server says in a dialogue where a report says "failed"


class Answer(enum.Enum):
    """What became of a report."""

    MARKED = enum.auto()  # nobody lives there: no letter goes there any more
    NOTED = enum.auto()  # the letter came back, the address may still be right
    NOT_OURS = enum.auto()  # no letter of ours went to that address under that Message-ID
    NOT_FINAL = enum.auto()  # a delay; somebody still tries


def note_bounce(bounce: Bounce, *, secret: str, now: dt.datetime) -> Answer:
    """Write down that a letter came back, once; an address that does not exist is given up.

    Anybody can write such a report. It counts for a letter that we sent, under the Message-ID
    that only its recipient and the servers on its way have seen, and for its own address.
    """
    if not bounce.failed:
        return Answer.NOT_FINAL
    letter = _letter_of(bounce)
    if letter is None:
        return Answer.NOT_OURS
    state = letter.state.value
    event = OutboxEvent(letter_id=letter.id, at=now, from_state=state, to_state=state, code=CODE)
    db.session.add(event)
    if failure("rcpt", REFUSED, bounce.status) is not Failure.ADDRESS:
        return Answer.NOTED
    mark_unreachable(letter, address_hash(secret, letter.address), bounce.status, now=now)
    return Answer.MARKED


def _letter_of(bounce: Bounce) -> OutboxLetter | None:
    letter = db.session.scalar(
        select(OutboxLetter).where(
            OutboxLetter.message_id == bounce.message_id,
            OutboxLetter.state == LetterState.SENT,
            ~exists().where(OutboxEvent.letter_id == OutboxLetter.id, OutboxEvent.code == CODE),
        )
    )
    same = letter is not None and letter.address.lower() == bounce.address.lower()
    return letter if same else None
