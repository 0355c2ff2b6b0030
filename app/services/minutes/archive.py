"""Approved minutes on their way out: offered to the archive, its answer, and then the deletion.

What goes with the deletion is what the minutes said and whom they named: the texts of the items
with their history, notes and objections, the names as they were written down, who was invited and
who was there, who led, wrote, presented and approved, and what had been written to an item.

What stays is the history of the plan (R73): that the meeting was held and what stood on its
agenda, how many came and for how many places, agreements with their numbers, tasks and what they
rest on, papers. The row of the minutes stays and says since when and why there are none.
"""

from __future__ import annotations

import datetime as dt

from app.domain import archive as law
from app.domain.attendance import answer_numbers, came_numbers
from app.domain.days import local_day
from app.extensions import db
from app.models.calendar_marks import mark_meeting
from app.models.meetings import (
    AgendaItem,
    ArchiveState,
    Meeting,
    Minutes,
    MinutesName,
    MinutesNote,
    MinutesRevision,
    Uninvited,
)
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.services import meetings, outbox, writing
from app.services.meetings import log
from app.services.minutes.desk import there


def offer(meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    """Note that the minutes were offered; the period begins today, never earlier.

    Raises RuleBroken.
    """
    minutes, today = there(meeting), local_day(now, meeting.plan)
    law.check_offer(minutes)
    minutes.archive_offered_on, minutes.archive_until_on = today, law.until(today)
    _step(minutes, ArchiveState.OFFERED, "minutes.offer", by=by, now=now)


def note_answer(
    meeting: Meeting, answer: ArchiveState, *, by: int | None, now: dt.datetime
) -> None:
    """Note what the archive answered. Raises RuleBroken."""
    minutes = there(meeting)
    law.check_answer(minutes, answer)
    minutes.archive_answered_on = local_day(now, meeting.plan)
    _step(minutes, answer, "minutes.archive_answer", by=by, now=now)


def take_back(meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    """Take back the answer, or the offer, that was noted by mistake. Raises RuleBroken.

    With the answer gone the offer counts from its own day again; a new offer from its new one.
    """
    minutes = there(meeting)
    law.check_take_back(minutes)
    before = law.BACK[minutes.archive_state]
    minutes.archive_answered_on = None
    if before is ArchiveState.CURRENT:
        minutes.archive_offered_on = minutes.archive_until_on = None
    _step(minutes, before, "minutes.archive_back", by=by, now=now)


def delete(meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    """Delete the words of the minutes for good. Raises RuleBroken with its reason.

    The row says so first: the database lets go of words only after that.
    """
    minutes, today = there(meeting), local_day(now, meeting.plan)
    law.check_delete(minutes, today)
    came, came_for = came_numbers(queries.attendance(meeting))
    minutes.deleted_on, minutes.approved_by_id = today, None
    minutes.came, minutes.came_for = came, came_for
    _step(minutes, ArchiveState.DELETED, "minutes.delete", by=by, now=now)
    _forget_people(meeting)
    _forget_words(minutes)
    outbox.drop_papers(meeting)
    mark_meeting(db.session(), meeting)
    db.session.flush()
    db.session.expire_all()


def _forget_people(meeting: Meeting) -> None:
    """Of the answers to the invitation the numbers stay, as they do after their limit."""
    attendees = queries.attendance(meeting)
    if meeting.answer_numbers is None and attendees:
        meeting.answer_numbers = answer_numbers(attendees)
    for attendee in attendees:
        db.session.delete(attendee)
    meeting.chair = meeting.minute_taker = None
    db.session.flush()
    writing.remove(Uninvited, Uninvited.meeting_id == meeting.id)


def _forget_words(minutes: Minutes) -> None:
    items = meeting_queries.agenda(minutes.meeting)
    meetings.forget_items(AgendaItem.meeting_id == minutes.meeting.id)
    for item in items:
        item.result = item.description = item.presenter = None
    db.session.flush()
    of_meeting = MinutesRevision.agenda_item_id.in_([item.id for item in items])
    writing.remove(MinutesRevision, of_meeting)  # in one statement: each text rests on another
    writing.remove(MinutesNote, MinutesNote.minutes_id == minutes.id)
    writing.remove(MinutesName, MinutesName.minutes_id == minutes.id)


def _step(
    minutes: Minutes, to: ArchiveState, action: str, *, by: int | None, now: dt.datetime
) -> None:
    before = minutes.archive_state
    minutes.archive_state = to
    db.session.flush()
    changes = {"archive": [before.value, to.value]}
    log.note(action, minutes.meeting, by=by, now=now, changes=changes)
