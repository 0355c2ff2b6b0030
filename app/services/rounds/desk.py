"""What every verb of a round does first and last: wait for its turn, and note the deed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models.rounds import StatusRound
from app.queries import rounds as queries
from app.services import audit


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


def note(
    action: str,
    round_: StatusRound,
    *,
    by: int | None,
    now: dt.datetime,
    on_behalf_of: int | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    audit.note(
        action,
        by=by,
        now=now,
        plan_id=round_.plan_id,
        object_type="round",
        object_uid=round_.uid,
        on_behalf_of=on_behalf_of,
        changes=changes,
    )
