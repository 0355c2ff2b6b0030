"""What a meeting's page says of its minutes, or of what the committee did."""

from __future__ import annotations

from typing import Any

from app import clock
from app.domain import access
from app.domain import minutes as law
from app.domain.access import Viewer
from app.domain.archive import deleted_words, is_deleted
from app.domain.days import local_day
from app.domain.meetings import is_external
from app.models.meetings import Meeting
from app.queries import minutes as queries
from app.web.forms.minutes import OUTCOME_WORDS


def minutes_on(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """The names that `minutes/_on_meeting.html` uses; one query."""
    external = is_external(meeting)
    minutes = None if external else queries.of_meeting(meeting)
    today = local_day(clock.now(), meeting.plan)
    past = meeting.held_on is not None and meeting.held_on <= today and not meeting.cancelled
    return {
        "minutes": minutes,
        "takes_minutes": past and law.may_take(viewer, meeting) and not law.locked(minutes),
        "reads_minutes": minutes is not None and law.may_read(viewer, minutes),
        "minutes_gone": deleted_words(minutes) if minutes and is_deleted(minutes) else "",
        "committee_result": queries.result_of(meeting) if external else None,
        "enters_result": external and past and access.may_schedule(viewer, meeting),
        "outcome_words": OUTCOME_WORDS,
    }
