"""Moves the calendar marks with every change that can show in somebody's feed, and no other.

A poll of an unchanged feed is answered from the plan's mark alone, so a forgotten mark would hide
a change for ever. Therefore the session moves the marks, not each service. The mark of a meeting
or a task says whether its stored VEVENT still holds; a person's own answers have a mark of their
own, at its access to the plan. Bulk statements pass by the session's notice; whoever writes what
is watched here with one calls `mark_changed` or `mark_meeting`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, event, inspect, update
from sqlalchemy.orm import Mapper, Session, UOWTransaction

from app.models.accounts import PlanAccess
from app.models.groups import Body, Membership
from app.models.meetings import AgendaItem, Attendee, Cycle, DatePoll, Meeting, Uninvited
from app.models.people import Actor
from app.models.plans import Plan
from app.models.rounds import RoundAnswer, RoundDecision, RoundRequest, StatusRound
from app.models.tasks import Task
from app.orm import Base


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# What of each thing shows in a calendar, or decides who sees it there. Nothing changes its plan.
SHOWN: dict[type[Base], frozenset[str]] = {
    Meeting: _names(
        "uid body_id sequence title precision held_on month_on begins ends place online_url",
        "purpose access_note external public state cancelled_at invited_at answer_by_on",
        "created_at changed_at",
    ),
    AgendaItem: _names("meeting_id number position title public withdrawn removed_at"),
    Task: _names(
        "uid meeting_id accountable_id person_id further_actors sequence title due_on",
        "due_label state created_at changed_at",
    ),
    Body: _names("name external"),
    Membership: _names(
        "body_id person_id role on_behalf_of_id deputy_id from_on until_on reinvitation"
    ),
    Actor: _names("kind name contact_id"),
    Attendee: _names("meeting_id person_id"),
    Uninvited: _names("meeting_id person_id"),
    Cycle: _names("closed_on"),
    DatePoll: _names("uid meeting_id answer_by opened_at closed_at"),
    StatusRound: _names("uid state reporting_on answer_by opened_at sequence changed_at"),
    RoundRequest: _names("round_id actor_id recipient_id delivered_at"),
    RoundAnswer: _names("item_id"),
    RoundDecision: _names("answer_id verdict"),
}
# Shows to one person alone.
ANSWER = frozenset({"partstat"})
_WAITING = "calendar marks that are to move"


@dataclass
class _Waiting:
    """What has changed in a transaction, until it commits."""

    plans: set[int] = field(default_factory=set)
    meetings: set[int] = field(default_factory=set)
    bodies: set[int] = field(default_factory=set)
    tasks: set[int] = field(default_factory=set)
    persons: set[int] = field(default_factory=set)
    at: dt.datetime | None = None


def mark_changed(session: Session, plan_id: int) -> None:
    """Have the plan's mark moved when this transaction commits."""
    _waiting(session).plans.add(plan_id)


def mark_meeting(session: Session, meeting: Meeting) -> None:
    """Have the mark of the meeting and of its plan moved when this transaction commits."""
    _note_meeting(session, _waiting(session), meeting.id)


def mark_person(session: Session, actor_id: int) -> None:
    """Have the mark of one person's own calendars moved when this transaction commits."""
    _waiting(session).persons.add(actor_id)


def mark_moment(session: Session, at: dt.datetime) -> None:
    """Say when what this transaction changes was changed; every deed's note in the trail does."""
    waiting = _waiting(session)
    waiting.at = max(at, waiting.at or at)


def _waiting(session: Session) -> _Waiting:
    waiting: _Waiting = session.info.setdefault(_WAITING, _Waiting())
    return waiting


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, _flush: UOWTransaction) -> None:
    for row in (*session.new, *session.deleted):
        if type(row) in SHOWN:
            _note(session, _waiting(session), row)
    for row in session.dirty:
        if type(row) in SHOWN and _changed(row, SHOWN[type(row)]):
            _note(session, _waiting(session), row)
        elif isinstance(row, Attendee) and _changed(row, ANSWER):
            mark_person(session, row.person_id)


def _changed(row: Base, names: frozenset[str]) -> bool:
    state = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in _attributes(type(row), names))


@cache
def _attributes(model: type[Base], names: frozenset[str]) -> frozenset[str]:
    """With the relationships through which the columns are set."""
    mapper: Mapper[Any] = inspect(model)
    columns = {mapper.columns[name] for name in names if name in mapper.columns}
    through = {one.key for one in mapper.relationships if one.local_columns & columns}
    return names | {name for name in through if not mapper.relationships[name].uselist}


def _note(session: Session, waiting: _Waiting, row: Base) -> None:
    match row:
        case Meeting():
            _note_meeting(session, waiting, row.id)
        case AgendaItem():
            for meeting_id in _now_and_before(row, "meeting_id"):
                _note_meeting(session, waiting, meeting_id)
        case Attendee() | Uninvited() | DatePoll():
            _note_plan_of_meeting(session, waiting, row.meeting_id)
        case Task():
            waiting.plans.add(row.plan_id)
            waiting.tasks.add(row.id)
            waiting.meetings.update(_now_and_before(row, "meeting_id"))
        case Body():
            waiting.plans.add(row.plan_id)
            waiting.bodies.add(row.id)
        case Membership():
            body = session.get(Body, row.body_id)
            waiting.plans.update({body.plan_id} if body else ())
        case Actor() | Cycle() | StatusRound():
            waiting.plans.add(row.plan_id)
        case RoundRequest() | RoundAnswer() | RoundDecision():
            with session.no_autoflush:
                waiting.plans.add(_round_of(row).plan_id)


def _round_of(row: RoundRequest | RoundAnswer | RoundDecision) -> StatusRound:
    match row:
        case RoundRequest():
            return row.round
        case RoundAnswer():
            return row.item.request.round
        case RoundDecision():
            return row.answer.item.request.round


def _note_meeting(session: Session, waiting: _Waiting, meeting_id: int) -> None:
    waiting.meetings.add(meeting_id)
    _note_plan_of_meeting(session, waiting, meeting_id)


def _note_plan_of_meeting(session: Session, waiting: _Waiting, meeting_id: int) -> None:
    with session.no_autoflush:
        meeting = session.get(Meeting, meeting_id)
        body = session.get(Body, meeting.body_id) if meeting else None
    waiting.plans.update({body.plan_id} if body else ())


def _now_and_before(row: Base, name: str) -> set[int]:
    history = inspect(row).attrs[name].history
    return {value for value in (*history.sum(), getattr(row, name)) if value is not None}


@event.listens_for(Session, "before_commit")
def _move_marks(session: Session) -> None:
    session.flush()  # the event comes before the last flush of a commit
    waiting: _Waiting | None = session.info.pop(_WAITING, None)
    if waiting is None:
        return
    # Not through the objects: their versions must not rise, else every edit would collide.
    meetings, tasks = _table(Meeting), _table(Task)
    at = {"changed_at": waiting.at} if waiting.at else {}
    _move(session, meetings, meetings.c.id.in_(waiting.meetings), waiting.meetings, at)
    _move(session, meetings, meetings.c.body_id.in_(waiting.bodies), waiting.bodies, at)
    _move(session, tasks, tasks.c.id.in_(waiting.tasks), waiting.tasks)
    accesses, plans = _table(PlanAccess), _table(Plan)
    _move(session, accesses, accesses.c.actor_id.in_(waiting.persons), waiting.persons)
    # Last of all and in order: the plan's row is locked for a moment only, and never crosswise.
    since = {"calendar_changed_at": waiting.at} if waiting.at else {}
    for plan_id in sorted(waiting.plans):
        _move(session, plans, plans.c.id == plan_id, [plan_id], since)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _move(
    session: Session,
    table: Table,
    chosen: ColumnElement[bool],
    any_at_all: Collection[int],
    more: dict[str, Any] | None = None,
) -> None:
    if any_at_all:
        moved = {"calendar_mark": table.c.calendar_mark + 1, **(more or {})}
        session.connection().execute(update(table).where(chosen).values(moved))


@event.listens_for(Session, "after_soft_rollback")
def _forget_changes(session: Session, _undone: object) -> None:
    session.info.pop(_WAITING, None)
