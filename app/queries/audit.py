"""Reading the audit trail: one plan's deeds, narrowed and cut, and the names of what they name."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.extensions import db
from app.models.accounts import Account, PlanAccess
from app.models.audit import AuditEntry, AuditHead
from app.models.body_results import BodyResult
from app.models.feeds import Feed
from app.models.groups import Body
from app.models.meetings import DatePoll, Meeting, TopicProposal
from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, Plan, Topic
from app.models.reports import Report
from app.models.rounds import StatusRound
from app.models.targets import Target
from app.models.tasks import Task
from app.queries.paging import PAGE_SIZE, Ids, Page, cut

MOST_AT_ONCE = 500  # values in one statement
THINGS: Mapping[str, Any] = {
    "account": Account,
    "actor": Actor,
    "body": Body,
    "bodyresult": BodyResult,
    "feed": Feed,
    "goal": Goal,
    "meeting": Meeting,
    "poll": DatePoll,
    "report": Report,
    "round": StatusRound,
    "target": Target,
    "task": Task,
    "topic_proposal": TopicProposal,
}
# Fields of a change that hold the id of a row, or a list of them.
REFERENCES: Mapping[str, Any] = {
    "accountable": Actor,
    "body": Body,
    "chair": Actor,
    "contact": Actor,
    "due_meeting": Meeting,
    "fields": FieldOfAction,
    "further_actors": Actor,
    "goals": Goal,
    "minute_taker": Actor,
    "organisation": Actor,
    "parent": Body,
    "person": Actor,
    "responsible": Actor,
    "topic": Topic,
    "topics": Topic,
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list is narrowed to; days are those of the plan's zone."""

    account_id: int | None = None
    thing: uuid.UUID | None = None
    kinds: Sequence[str] = ()
    from_on: dt.date | None = None
    until_on: dt.date | None = None


@dataclass(frozen=True)
class Names:
    """What the ids in some entries are called today."""

    accounts: Mapping[int, str]
    actors: Mapping[int, str]
    things: Mapping[uuid.UUID, Any]
    references: Mapping[tuple[str, int], str]


def listed(plan: Plan, wanted: Filter, number: int = 1) -> Page[AuditEntry]:
    """One page of the plan's deeds, newest first."""
    chosen, number, total = cut(_chosen(plan, wanted), number)
    return Page(_entries(chosen), number, PAGE_SIZE, total)


def whole(plan: Plan, wanted: Filter) -> list[AuditEntry]:
    """All of the same list, for a file."""
    return _entries(_chosen(plan, wanted).order_by(None))


def head() -> AuditHead | None:
    """The end of the chain; none while nothing was noted."""
    return db.session.get(AuditHead, 1)


def about_account(account_id: int, actor_ids: Sequence[int], uids: Sequence[uuid.UUID]) -> Any:
    """The deeds of somebody, in somebody's name, and on what is kept of somebody."""
    return list(
        db.session.scalars(
            select(AuditEntry)
            .where(
                or_(
                    AuditEntry.account_id == account_id,
                    AuditEntry.on_behalf_of_id.in_(actor_ids),
                    AuditEntry.object_uid.in_(uids),
                )
            )
            .order_by(AuditEntry.number.desc())
        )
    )


def people(plan: Plan) -> list[Account]:
    """Whose deeds the plan's list can be narrowed to."""
    return list(
        db.session.scalars(
            select(Account).where(Account.id.in_(_accounts(plan))).order_by(Account.name)
        )
    )


def names_in(entries: Sequence[AuditEntry]) -> Names:
    """Names for all that the entries mention; a number of queries that does not grow with them."""
    accounts = {entry.account_id for entry in entries if entry.account_id}
    actors = {entry.on_behalf_of_id for entry in entries if entry.on_behalf_of_id}
    wanted: dict[Any, set[int]] = {}
    for field, key in _referred(entries):
        wanted.setdefault(REFERENCES[field], set()).add(key)
    found = {model: _titles(model, keys) for model, keys in wanted.items()}
    return Names(
        accounts=_titles(Account, accounts),
        actors=_titles(Actor, actors),
        things=_things(entries),
        references={
            (field, key): title
            for field, model in REFERENCES.items()
            for key, title in found.get(model, {}).items()
        },
    )


def ids_in(value: object) -> list[int]:
    """The ids that one side of a change holds."""
    held = value if isinstance(value, list) else [value]
    return [one for one in held if isinstance(one, int) and not isinstance(one, bool)]


def _chosen(plan: Plan, wanted: Filter) -> Select[Any]:
    mine = _accounts(plan)
    uids = select(Account.uid).where(Account.id.in_(mine))
    without_plan = and_(
        AuditEntry.plan_id.is_(None),
        or_(AuditEntry.account_id.in_(mine), AuditEntry.object_uid.in_(uids)),
    )
    return (
        select(AuditEntry.id)
        .where(or_(AuditEntry.plan_id == plan.id, without_plan), *_conditions(plan, wanted))
        .order_by(AuditEntry.number.desc())
    )


def _accounts(plan: Plan) -> Select[Any]:
    return select(PlanAccess.account_id).where(PlanAccess.plan_id == plan.id)


def _conditions(plan: Plan, wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.account_id:
        yield AuditEntry.account_id == wanted.account_id
    if wanted.thing:
        yield AuditEntry.object_uid == wanted.thing
    if wanted.kinds:
        yield AuditEntry.object_type.in_(wanted.kinds)
    if wanted.from_on:
        yield AuditEntry.at >= _midnight(wanted.from_on, plan)
    if wanted.until_on:
        yield AuditEntry.at < _midnight(wanted.until_on + dt.timedelta(days=1), plan)


def _midnight(day: dt.date, plan: Plan) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(plan.timezone))


def _entries(ids: Ids) -> list[AuditEntry]:
    return list(
        db.session.scalars(
            select(AuditEntry).where(AuditEntry.id.in_(ids)).order_by(AuditEntry.number.desc())
        )
    )


def _referred(entries: Iterable[AuditEntry]) -> Iterator[tuple[str, int]]:
    for entry in entries:
        for field, pair in (entry.changes or {}).items():
            if field in REFERENCES and isinstance(pair, list):
                yield from ((field, key) for side in pair for key in ids_in(side))


def _titles(model: Any, keys: Iterable[int]) -> dict[int, str]:
    return {
        row.id: title_of(row)
        for some in _parts(keys)
        for row in db.session.scalars(select(model).where(model.id.in_(some)))
    }


def _parts(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """As many values at a time as one statement takes."""
    all_of_them = list(keys)
    for start in range(0, len(all_of_them), MOST_AT_ONCE):
        yield all_of_them[start : start + MOST_AT_ONCE]


def _things(entries: Sequence[AuditEntry]) -> dict[uuid.UUID, Any]:
    wanted: dict[str, set[uuid.UUID]] = {}
    for entry in entries:
        if entry.object_uid and entry.object_type in THINGS:
            wanted.setdefault(entry.object_type, set()).add(entry.object_uid)
    return {
        row.uid: row
        for kind, uids in wanted.items()
        for some in _parts(uids)
        for row in db.session.scalars(select(THINGS[kind]).where(THINGS[kind].uid.in_(some)))
    }


def title_of(row: Any) -> str:
    """What people call the thing."""
    match row:
        case DatePoll():
            return row.meeting.title
        case StatusRound():
            return f"{row.reporting_on:%d.%m.%Y}"
        case BodyResult():
            return row.text[:80]
        case Goal():
            return f"{row.key} {row.title}"
    return str(getattr(row, "name", None) or row.title)
