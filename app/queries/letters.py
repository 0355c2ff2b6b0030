"""Letters and their fates, for people to look at."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.domain.letter_habits import WEEK
from app.domain.local_time import end_of_day, local_instant
from app.extensions import db
from app.models.accounts import PlanAccess
from app.models.meetings import Meeting
from app.models.outbox import LetterState, OutboxLetter, SystemState
from app.models.people import Actor
from app.models.plans import Plan
from app.queries.chunks import chunks
from app.queries.paging import MOST_WORDS, PAGE_SIZE, Page, cut, holds

LATEST = (OutboxLetter.due_at.desc(), OutboxLetter.id.desc())
MOST_WAITING = 50
SAID_FOR = dt.timedelta(days=1)
WAITING = (LetterState.DUE, LetterState.HELD)
GOING = (*WAITING, LetterState.LEASED, LetterState.SENDING, LetterState.SENT, LetterState.UNCERTAIN)


def waiting(limit: int = MOST_WAITING) -> list[OutboxLetter]:
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


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list is narrowed to."""

    zone: ZoneInfo
    words: str = ""
    state: LetterState | None = None
    kind: str = ""
    meeting: str = ""
    day: dt.date | None = None


def listed(plan: Plan, wanted: Filter, page: int) -> Page[OutboxLetter]:
    """One page of the plan's letters, the latest due first."""
    chosen = _chosen(plan, wanted).order_by(*LATEST)
    ids, number, total = cut(chosen, page, searching=bool(wanted.words))
    rows = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.id.in_(ids)).order_by(*LATEST)
    )
    return Page(rows.all(), number, PAGE_SIZE, total)


def whole(plan: Plan, wanted: Filter) -> Iterator[Any]:
    """All of the same list, for a file; columns and no objects, read in parts."""
    told = (
        OutboxLetter.kind,
        OutboxLetter.subject,
        OutboxLetter.address,
        OutboxLetter.due_at,
        OutboxLetter.state,
        OutboxLetter.reason,
        OutboxLetter.finished_at,
    )
    chosen = select(*told).where(OutboxLetter.id.in_(_chosen(plan, wanted))).order_by(*LATEST)
    yield from db.session.execute(chosen.execution_options(yield_per=1000))


def _chosen(plan: Plan, wanted: Filter) -> Select[Any]:
    chosen = select(OutboxLetter.id).where(OutboxLetter.plan_id == plan.id)
    if wanted.state is not None:
        chosen = chosen.where(OutboxLetter.state == wanted.state)
    if wanted.kind:
        chosen = chosen.where(OutboxLetter.kind == wanted.kind)
    if wanted.meeting:
        chosen = chosen.where(OutboxLetter.object_uid == uuid.UUID(wanted.meeting))
    if wanted.day is not None:
        begin = local_instant(wanted.day, dt.time(0), wanted.zone)
        chosen = chosen.where(
            OutboxLetter.due_at >= begin, OutboxLetter.due_at < end_of_day(wanted.day, wanted.zone)
        )
    for word in wanted.words.split()[:MOST_WORDS]:
        chosen = chosen.where(_says(plan, word))
    return chosen


def _says(plan: Plan, word: str) -> ColumnElement[bool]:
    """The word stands in the address, in the subject, or in the name of who gets the letter."""
    named = select(Actor.id).where(Actor.plan_id == plan.id, *holds(Actor.folded, word))
    accounts = select(PlanAccess.account_id).where(
        PlanAccess.plan_id == plan.id, PlanAccess.actor_id.in_(named)
    )
    return or_(
        OutboxLetter.address.icontains(word, autoescape=True),
        OutboxLetter.subject.icontains(word, autoescape=True),
        OutboxLetter.actor_id.in_(named),
        OutboxLetter.account_id.in_(accounts),
    )


def by_id(letter_id: int) -> OutboxLetter | None:
    """The letter with this number, in whatever plan."""
    return db.session.get(OutboxLetter, letter_id)


def plan_of(letter: OutboxLetter) -> Plan:
    """The plan of a letter that has one."""
    return db.session.get_one(Plan, letter.plan_id)


def folded_into(letter: OutboxLetter) -> Sequence[OutboxLetter]:
    """What the letter carries besides its own."""
    wanted = select(OutboxLetter).where(OutboxLetter.folded_into_id == letter.id)
    return db.session.scalars(wanted.order_by(OutboxLetter.id)).all()


def kinds(plan_id: int) -> Sequence[str]:
    """The kinds of letters that the plan has had."""
    wanted = select(OutboxLetter.kind).where(OutboxLetter.plan_id == plan_id).distinct()
    return db.session.scalars(wanted.order_by(OutboxLetter.kind)).all()


def meetings_written_of(plan_id: int) -> Sequence[Meeting]:
    """The meetings of which letters speak, the latest first."""
    written = select(OutboxLetter.object_uid).where(
        OutboxLetter.plan_id == plan_id, OutboxLetter.object_type == "meeting"
    )
    wanted = select(Meeting).where(Meeting.uid.in_(written)).order_by(Meeting.held_on.desc())
    return db.session.scalars(wanted.limit(100)).all()


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
