"""Letters and their fates, for people to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.domain.letter_habits import WEEK
from app.extensions import db
from app.models.outbox import LetterState, OutboxLetter, SystemState
from app.queries.chunks import chunks

PAGE_LENGTH = 50
SAID_FOR = dt.timedelta(days=1)
WAITING = (LetterState.DUE, LetterState.HELD)
GOING = (*WAITING, LetterState.LEASED, LetterState.SENDING, LetterState.SENT, LetterState.UNCERTAIN)


def waiting(limit: int = PAGE_LENGTH) -> list[OutboxLetter]:
    """Letters that have not left, the newest first."""
    return list(
        db.session.scalars(
            select(OutboxLetter)
            .where(OutboxLetter.state.in_(WAITING))
            .order_by(OutboxLetter.created_at.desc(), OutboxLetter.id.desc())
            .limit(limit)
        )
    )


def waiting_letter(letter_id: int) -> OutboxLetter | None:
    return db.session.scalar(
        select(OutboxLetter).where(OutboxLetter.id == letter_id, OutboxLetter.state.in_(WAITING))
    )


def of_plan(plan_id: int, state: LetterState | None, page: int) -> Any:
    """One page of the plan's letters, the latest due first."""
    wanted = select(OutboxLetter).where(OutboxLetter.plan_id == plan_id)
    if state is not None:
        wanted = wanted.where(OutboxLetter.state == state)
    wanted = wanted.order_by(OutboxLetter.due_at.desc(), OutboxLetter.id.desc())
    return db.paginate(wanted, page=page, per_page=PAGE_LENGTH)


def counts(plan_id: int) -> dict[LetterState, int]:
    """How many letters of the plan are in which state; absent states have none."""
    rows = db.session.execute(
        select(OutboxLetter.state, func.count())
        .where(OutboxLetter.plan_id == plan_id)
        .group_by(OutboxLetter.state)
    )
    return dict(rows.all())


def known_keys(keys: Collection[str]) -> set[str]:
    """Those of the keys under which there is a letter already."""
    return set(ids_of(keys))


def ids_of(keys: Collection[str]) -> dict[str, int]:
    """The letters under these keys."""
    found: dict[str, int] = {}
    for some in chunks(sorted(keys)):
        wanted = select(OutboxLetter.dedup_key, OutboxLetter.id)
        rows = db.session.execute(wanted.where(OutboxLetter.dedup_key.in_(some)))
        found |= {row.dedup_key: row.id for row in rows}
    return found


def received(addresses: Collection[str], now: dt.datetime) -> dict[str, int]:
    """How many letters each address was sent, or is to be sent, in the week before `now`.

    All kinds count but those somebody has just asked for.
    """
    return {
        address: number
        for some in chunks(sorted(addresses))
        for address, number in db.session.execute(
            select(OutboxLetter.address, func.count())
            .where(
                OutboxLetter.address.in_(some),
                OutboxLetter.created_at > now - WEEK,
                OutboxLetter.created_at <= now,
                OutboxLetter.state.in_(GOING),
                OutboxLetter.plan_id.is_not(None),
                OutboxLetter.kind != "barrier_report",
            )
            .group_by(OutboxLetter.address)
        )
    }


@dataclass(frozen=True)
class PostOffice:
    """Whether letters may leave at all, as far as the tables say."""

    mail_enabled: bool
    relay_failures: int
    clock_set_back_at: dt.datetime | None  # for a day after it happened


def post_office(now: dt.datetime) -> PostOffice:
    """The state at `now`; before the first tick nothing stands in the way."""
    state = db.session.get(SystemState, 1)
    set_back = state.clock_set_back_at if state else None
    return PostOffice(
        mail_enabled=state.mail_enabled if state else True,
        relay_failures=state.relay_failures if state else 0,
        clock_set_back_at=set_back if set_back and abs(now - set_back) < SAID_FOR else None,
    )
