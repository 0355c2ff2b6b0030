"""What an external committee did with our paper, entered afterwards by the office (R44)."""

from __future__ import annotations

import datetime as dt

from app.domain import minutes as law
from app.domain.days import local_day
from app.domain.minutes import ResultDraft
from app.extensions import db
from app.models.meetings import CommitteeResult, Meeting, MeetingState
from app.queries import minutes as queries
from app.services import meetings
from app.services.meetings import log
from app.services.minutes.desk import lock


def record_result(
    meeting: Meeting, draft: ResultDraft, *, by: int | None, now: dt.datetime
) -> CommitteeResult:
    """Enter the result, or correct it; the meeting is noted as held. Raises RuleBroken."""
    lock(meeting)
    law.check_result(meeting, draft, local_day(now, meeting.plan))
    result = queries.result_of(meeting)
    before = result.outcome.value if result else None
    if result is None:
        result = CommitteeResult(meeting=meeting, outcome=draft.outcome, recorded_at=now)
        db.session.add(result)
    result.outcome = draft.outcome
    result.text = (draft.text or "").strip() or None
    result.paper_number = (draft.paper_number or "").strip() or None
    result.votes_for = draft.votes_for
    result.votes_against = draft.votes_against
    result.abstentions = draft.abstentions
    db.session.flush()
    changes = {"outcome": [before, draft.outcome.value]}
    log.note("committee.result", meeting, by=by, now=now, changes=changes)
    if meeting.state in (MeetingState.PLANNED, MeetingState.INVITED):
        meetings.hold(meeting, by=by, now=now)
    return result
