"""What every verb of a round does first and last: wait for its turn, and note the deed."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy import select

from app.extensions import db
from app.models.rounds import StatusRound
from app.queries import rounds as queries
from app.services import audit
from app.services.audit import Deed


def take(round_: StatusRound, *, shared: bool = False) -> None:
    """Wait for whoever works on the round, and see what they left.

    Shared: answers do not wait for each other, but for a closing, and a closing for them.
    """
    db.session.execute(
        select(StatusRound.id)
        .where(StatusRound.id == round_.id)
        .with_for_update(read=shared, of=StatusRound)
    )
    queries.by_id(round_.id)


def note(action: str, round_: StatusRound, **deed: Unpack[Deed]) -> None:
    """Note a deed on the round, or on a part of it."""
    audit.note(action, plan_id=round_.plan_id, object_type="round", object_uid=round_.uid, **deed)
