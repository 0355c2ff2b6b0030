"""The date of a meeting and its fate: set, moved, cancelled, restored, held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain import meetings as law
from app.domain.days import local_day
from app.domain.invitations import answer_by_after_move
from app.domain.meetings import When
from app.extensions import db
from app.models.meetings import Meeting, MeetingState
from app.services import outbox, tasks
from app.services.meetings import fixing, log
from app.services.meetings.answers import ask_again, invite_members


def set_date(meeting: Meeting, when: When, *, by: int | None, now: dt.datetime) -> bool:
    """Give the meeting a date, or another one; answers whether anything changed.

    The entry in calendars keeps its uid and gets the next SEQUENCE (RFC 5546). Answers given to
    another day or hour are asked again. Raises RuleBroken.
    """
    law.check_changeable(meeting)
    law.check_when(when, meeting.cycle)
    old = law.when_of(meeting)
    if when == old:
        return False
    before, known = log.facts(meeting), outbox.facts_of(meeting)
    _write(meeting, when)
    _raise_version(meeting, now)
    action = "meeting.move" if old.held_on else "meeting.set_date"
    log.note(action, meeting, by=by, now=now, changes=log.differences(before, meeting))
    if old.held_on and (old.held_on, old.begins) != (when.held_on, when.begins):
        ask_again(meeting)
    _follow_invitation(meeting, now)
    _bring_along(meeting, by=by, now=now, known=known)
    outbox.tell_of_change(meeting, known, now=now)
    return True


def move(meeting: Meeting, when: When, *, by: int | None, now: dt.datetime) -> bool:
    """The same as `set_date`, said of a meeting that has a day already."""
    return set_date(meeting, when, by=by, now=now)


def cancel(meeting: Meeting, reason: str, *, by: int | None, now: dt.datetime) -> None:
    """Call the meeting off; it stays in lists and calendars as cancelled. Raises RuleBroken."""
    law.check_cancel(meeting, reason)
    before = log.facts(meeting)
    meeting.state = MeetingState.CANCELLED
    meeting.state_reason = reason.strip()
    meeting.cancelled_at = now
    _raise_version(meeting, now)
    changes = log.differences(before, meeting)
    log.note("meeting.cancel", meeting, by=by, now=now, changes=changes)
    _bring_along(meeting, by=by, now=now)
    outbox.tell_of_cancellation(meeting, outbox.facts_of(meeting), now=now)


def restore(meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    """Take a cancelled meeting up again; the office invites to it anew. Raises RuleBroken."""
    law.check_restore(meeting)
    before = log.facts(meeting)
    meeting.state = MeetingState.PLANNED
    meeting.state_reason = None
    meeting.cancelled_at = None
    meeting.invited_at = meeting.answer_by_on = None
    _raise_version(meeting, now)
    outbox.take_back_cancellation(meeting, now=now)
    changes = log.differences(before, meeting)
    log.note("meeting.restore", meeting, by=by, now=now, changes=changes)
    ask_again(meeting)
    _bring_along(meeting, by=by, now=now)


def hold(meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    """Note that the meeting took place; calendars need not know. Raises RuleBroken."""
    law.check_hold(meeting, local_day(now, meeting.plan))
    before = log.facts(meeting)
    meeting.state = MeetingState.HELD
    db.session.flush()
    log.note("meeting.hold", meeting, by=by, now=now, changes=log.differences(before, meeting))


def _write(meeting: Meeting, when: When) -> None:
    meeting.precision = when.precision
    meeting.held_on = when.held_on
    meeting.month_on = when.month_on
    meeting.begins = when.begins
    meeting.ends = when.ends


def _raise_version(meeting: Meeting, now: dt.datetime) -> None:
    meeting.sequence += 1
    meeting.changed_at = now
    db.session.flush()


def _follow_invitation(meeting: Meeting, now: dt.datetime) -> None:
    """An invited meeting with another date takes answers until another day; one without, none."""
    if meeting.state is not MeetingState.INVITED:
        return
    if meeting.held_on is None:
        meeting.state = MeetingState.PLANNED
        meeting.invited_at = meeting.answer_by_on = None
    else:
        meeting.answer_by_on = answer_by_after_move(meeting, local_day(now, meeting.plan))
    db.session.flush()


def _bring_along(
    meeting: Meeting,
    *,
    by: int | None,
    now: dt.datetime,
    known: Mapping[str, Any] | None = None,
) -> None:
    """What hangs on the date: the office's task, tasks due by the meeting, invitations."""
    fixing.follow(meeting, by=by, now=now)
    tasks.follow_meeting(meeting, by=by, now=now)
    if meeting.held_on and not meeting.cancelled and not law.is_external(meeting):
        invite_members(meeting, by=by, now=now, known=known)
