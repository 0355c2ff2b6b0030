"""Moves a plan's calendar mark with every change that can show in somebody's feed.

A poll of an unchanged feed is answered from this mark alone, so a forgotten mark would hide a
change for ever. Therefore the session moves it, not each service. Bulk statements pass by the
session's notice; whoever writes meetings, tasks or memberships with one calls `mark_changed`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import event, update
from sqlalchemy.orm import Session, UOWTransaction

from app.models.groups import Body, Membership
from app.models.meetings import Attendee, Cycle, Meeting, Uninvited
from app.models.people import Actor
from app.models.plans import Plan
from app.models.tasks import Task

_WAITING = "plans whose calendar mark is to move"


def mark_changed(session: Session, plan_id: int) -> None:
    """Have the plan's calendar mark moved when this transaction commits."""
    session.info.setdefault(_WAITING, set()).add(plan_id)


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, _flush: UOWTransaction) -> None:
    for row in _changed_rows(session):
        plan_id = _plan_of(session, row)
        if plan_id is not None:
            mark_changed(session, plan_id)


@event.listens_for(Session, "before_commit")
def _move_marks(session: Session) -> None:
    session.flush()  # the event comes before the last flush of a commit
    # Last of all and in order: the plan's row is locked for a moment only, and never crosswise.
    # Not through the object: its version must not rise, else every edit of the plan would collide.
    for plan_id in sorted(session.info.pop(_WAITING, ())):
        moved = update(Plan.__table__).where(Plan.__table__.c.id == plan_id)  # type: ignore[arg-type]
        session.connection().execute(moved.values(calendar_mark=Plan.__table__.c.calendar_mark + 1))


@event.listens_for(Session, "after_soft_rollback")
def _forget_changes(session: Session, _undone: object) -> None:
    session.info.pop(_WAITING, None)


def _changed_rows(session: Session) -> Iterator[object]:
    yield from session.new
    yield from session.deleted
    for row in session.dirty:
        # An answer to an invitation changes nobody's calendar.
        if not isinstance(row, Attendee) and session.is_modified(row):
            yield row


def _plan_of(session: Session, row: object) -> int | None:
    match row:
        case Plan():
            return row.id
        case Task() | Body() | Actor():
            return row.plan_id
        case Meeting():
            return _plan_of_cycle(session, row.cycle_id)
        case Attendee() | Uninvited():
            meeting = session.get(Meeting, row.meeting_id)
            return _plan_of_cycle(session, meeting.cycle_id) if meeting else None
        case Membership():
            body = session.get(Body, row.body_id)
            return body.plan_id if body else None
        case _:
            return None


def _plan_of_cycle(session: Session, cycle_id: int) -> int | None:
    cycle = session.get(Cycle, cycle_id)
    return cycle.plan_id if cycle else None
