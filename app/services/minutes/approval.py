"""From the draft over objections to approval; afterwards only dated notes."""

from __future__ import annotations

import datetime as dt

from app.domain import archive
from app.domain import minutes as law
from app.domain.days import local_day
from app.extensions import db
from app.models.meetings import (
    Meeting,
    MeetingState,
    Minutes,
    MinutesName,
    MinutesNote,
    MinutesState,
)
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.services import meetings, outbox
from app.services.meetings import log
from app.services.minutes.desk import opened, there


def publish(meeting: Meeting, until: dt.date, *, by: int | None, now: dt.datetime) -> int:
    """Put the minutes to objection until the day `until` is over; how many letters were queued.

    A meeting whose minutes are read took place: it is noted as held. Raises RuleBroken.
    """
    minutes = opened(meeting, now)
    today = local_day(now, meeting.plan)
    law.check_publish(minutes, until, today, written=_written(meeting))
    minutes.state, minutes.objections_until_on = MinutesState.OBJECTIONS, until
    db.session.flush()
    changes = {"minutes": ["draft", "objections"], "until": [None, until.isoformat()]}
    log.note("minutes.publish", meeting, by=by, now=now, changes=changes)
    if meeting.state in (MeetingState.PLANNED, MeetingState.INVITED):
        meetings.hold(meeting, by=by, now=now)
    return outbox.queue_minutes(minutes, now=now)


def approve(meeting: Meeting, *, by: int | None, now: dt.datetime) -> int:
    """Lock the minutes for good; how many letters were queued. Raises RuleBroken."""
    minutes = there(meeting)
    law.check_approve(minutes, local_day(now, meeting.plan))
    _keep_names(minutes)
    minutes.state, minutes.approved_at, minutes.approved_by_id = MinutesState.APPROVED, now, by
    db.session.flush()
    changes = {"minutes": ["objections", "approved"]}
    log.note("minutes.approve", meeting, by=by, now=now, changes=changes)
    return outbox.queue_minutes(minutes, now=now)


def file_objection(meeting: Meeting, text: str, *, by: int | None, now: dt.datetime) -> MinutesNote:
    """Tell the minute-taker and the office what is wrong with the draft. Raises RuleBroken."""
    minutes = there(meeting)
    law.check_objection(minutes, text, local_day(now, meeting.plan))
    return _append(minutes, text, "minutes.object", by=by, now=now)


def add_note(meeting: Meeting, text: str, *, by: int | None, now: dt.datetime) -> MinutesNote:
    """A dated correction of approved minutes. Raises RuleBroken."""
    minutes = there(meeting)
    archive.check_there(minutes)
    law.check_note(minutes, text)
    return _append(minutes, text, "minutes.note", by=by, now=now)


def _keep_names(minutes: Minutes) -> None:
    """Write down what everybody in the minutes is called: approved minutes name them for good."""
    for person in sorted(queries.people_of(minutes.meeting), key=lambda person: person.id):
        name = MinutesName(minutes_id=minutes.id, person_id=person.id, name=person.name)
        db.session.add(name)
    db.session.flush()


def _append(
    minutes: Minutes, text: str, action: str, *, by: int | None, now: dt.datetime
) -> MinutesNote:
    note = MinutesNote(minutes=minutes, text=text.strip(), author_id=by, written_at=now)
    db.session.add(note)
    db.session.flush()
    log.note(action, minutes.meeting, by=by, now=now, changes={"note": [None, note.id]})
    return note


def _written(meeting: Meeting) -> bool:
    """Whether anything was written down: a text, or an agreement."""
    texts = queries.heads(meeting).values()
    return any(text.body for text in texts) or bool(meeting_queries.agreements(meeting))
