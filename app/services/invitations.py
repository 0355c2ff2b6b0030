"""Sending a meeting's invitation: from now on everybody on the list knows, and hears of changes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain import invitations as law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import Meeting, MeetingState
from app.queries import invitations as queries
from app.queries import meetings as meeting_queries
from app.services import meetings, outbox
from app.services.meetings import log


def send(meeting: Meeting, *, answer_by: dt.date, by: int | None, now: dt.datetime) -> int:
    """Invite everybody on the list, each with one letter; how many letters leave.

    Of two who send at the same time the second gets RuleBroken. Raises it too when nobody can be
    reached, or the meeting cannot be invited to.
    """
    _lock(meeting)
    law.check_send(meeting, answer_by, now)
    meetings.invite_members(meeting, by=by, now=now)
    if not queries.audience(meeting, now).reached:
        raise RuleBroken(_("Auf der Liste steht niemand, der per E-Mail zu erreichen ist."))
    meeting.state = MeetingState.INVITED
    meeting.invited_at = now
    meeting.answer_by_on = answer_by
    db.session.flush()
    letters = outbox.queue_invitations(meeting, meeting_queries.attendees(meeting), now=now)
    changes = {"letters": [0, letters], "answer_by_on": [None, answer_by.isoformat()]}
    log.note("meeting.send_invitation", meeting, by=by, now=now, changes=changes)
    return letters


def _lock(meeting: Meeting) -> None:
    """Wait for whoever works on the meeting, and see what they left."""
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    db.session.refresh(meeting)
