"""What the office decides about letters of which nobody knows whether they arrived."""

from __future__ import annotations

import datetime as dt
from typing import Unpack

from app.domain.errors import RuleBroken
from app.domain.outbox import AGAIN
from app.language import gettext as _
from app.models.outbox import LetterState, OutboxLetter
from app.services import audit
from app.services.audit import Deed
from app.services.outbox.fates import move

S = LetterState


def call_sent(letter: OutboxLetter, *, by: int | None, now: dt.datetime) -> None:
    """It has arrived, or may count as if it had. Raises RuleBroken when it is decided already."""
    _step(letter, S.SENT, "decided_sent", now=now)
    _note("letter.call_sent", letter, by=by, now=now)


def send_again(letter: OutboxLetter, *, by: int | None, now: dt.datetime) -> None:
    """The same octets once more, even if a copy may have arrived. Raises RuleBroken as above."""
    _step(letter, S.DUE, "decided_again", now=now, next_at=now, unc=AGAIN)
    _note("letter.send_again", letter, by=by, now=now)


def _step(
    letter: OutboxLetter, state: LetterState, code: str, *, now: dt.datetime, **values: object
) -> None:
    if letter.state is not S.UNCERTAIN or not move(letter, state, now=now, code=code, **values):
        raise RuleBroken(_("Über diesen Brief ist schon entschieden."))


def _note(action: str, letter: OutboxLetter, **deed: Unpack[Deed]) -> None:
    audit.note(
        action,
        plan_id=letter.plan_id,
        object_type=letter.object_type,
        object_uid=letter.object_uid,
        **deed,
    )
