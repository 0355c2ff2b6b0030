"""Laws of invitations: when they may leave, until when one answers, who knows of a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from app.domain import access
from app.domain import meetings as law
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.holidays import working_day_before
from app.domain.local_time import end_of_day, local_instant
from app.domain.spoken import long_day
from app.language import gettext as _
from app.models.meetings import Meeting, MeetingState
from app.models.outbox import LetterState

PURPOSE = "answer"  # of the signed page on which an invitation is answered
INVITATION, CHANGED, CANCELLED = "invitation", "meeting_changed", "meeting_cancelled"
WITHDRAWN = "invitation_withdrawn"  # to one person who was taken off the list
FAREWELLS = frozenset({CANCELLED, WITHDRAWN})
# Whoever got one of these knows the date, and must hear when it no longer holds.
TELLING = frozenset({INVITATION, CHANGED, "meeting_reminder", "answer_reminder", "poll_closed"})
LEFT_THE_HOUSE = frozenset({LetterState.SENDING, LetterState.SENT, LetterState.UNCERTAIN})
TIME_TO_PREPARE = dt.timedelta(days=7)  # between the last answer and the meeting


def may_read_letter(viewer: Viewer, meeting: Meeting) -> bool:
    """The invitation as a document: whoever may see the meeting, a draft only who leads it."""
    if law.is_external(meeting) or meeting.held_on is None:
        return False
    if meeting.invited_at is None:
        return access.may_lead_meeting(viewer, meeting)
    return access.may_see_meeting(viewer, meeting)


def why_not(meeting: Meeting, now: dt.datetime) -> str | None:
    """The sentence that says why no invitation can be sent; None if it can."""
    if law.is_external(meeting):
        return _("Zu dieser Sitzung lädt ein anderes Gremium ein.")
    if meeting.cycle.closed_on:
        return _("Das Jahr %(year)s ist abgeschlossen.", year=meeting.cycle.year)
    if meeting.cancelled:
        return _("Die Sitzung ist abgesagt.")
    if meeting.held_on is None:
        return _("Bitte legen Sie zuerst den Tag der Sitzung fest.")
    if meeting.state is MeetingState.HELD or law.has_begun(meeting, now):
        return _("Die Sitzung hat schon begonnen oder ist vorbei.")
    if meeting.state is MeetingState.INVITED:
        return _("Die Einladung ist schon versendet.")
    return None


def check_send(meeting: Meeting, answer_by: dt.date, now: dt.datetime) -> None:
    """Raise RuleBroken unless the invitation may leave and be answered until `answer_by`."""
    reason = why_not(meeting, now)
    if reason is not None:
        raise RuleBroken(reason)
    assert meeting.held_on is not None
    if answer_by < local_day(now, meeting.plan):
        raise RuleBroken(_("Die Antwortfrist liegt in der Vergangenheit."), field="answer_by")
    if answer_by > meeting.held_on:
        raise RuleBroken(_("Die Antwortfrist muss vor der Sitzung enden."), field="answer_by")


def proposed_answer_by(meeting: Meeting, today: dt.date) -> dt.date | None:
    """A week before the meeting, on a working day; today where that lies behind us."""
    if meeting.held_on is None:
        return None
    day = working_day_before(meeting.held_on - TIME_TO_PREPARE, meeting.plan.holiday_region)
    return min(max(day, today), max(meeting.held_on, today))


def answer_by_after_move(meeting: Meeting, today: dt.date) -> dt.date | None:
    """The answer-by day of an invited meeting with a new date: the old one while it can hold."""
    kept = meeting.answer_by_on
    if kept is not None and meeting.held_on is not None and today <= kept <= meeting.held_on:
        return kept
    return proposed_answer_by(meeting, today)


def useful_until(day: dt.date, begins: dt.time | None, zone: ZoneInfo) -> dt.datetime:
    """Until when a letter about a meeting at that time is of use: its start (A9)."""
    return local_instant(day, begins, zone) if begins else end_of_day(day, zone)


def who_knows(letters: Iterable[tuple[int, str, LetterState]]) -> frozenset[int]:
    """The people who know of the date, from (person id, kind, fate) of letters in order of time."""
    knowing: set[int] = set()
    for person_id, kind, state in letters:
        if state not in LEFT_THE_HOUSE:
            continue
        if kind in TELLING:
            knowing.add(person_id)
        elif kind in FAREWELLS:
            knowing.discard(person_id)
    return frozenset(knowing)


def link_is_over(meeting: Meeting, on_list: bool, now: dt.datetime) -> str | None:
    """The sentence a signed link shows when it cannot be used to answer; None if it can."""
    if not on_list:
        return _(
            "Diese Einladung gilt nicht mehr: Sie stehen nicht mehr auf der Liste der Sitzung."
        )
    if meeting.cancelled:
        return _("Diese Sitzung ist abgesagt. Eine Antwort ist nicht mehr nötig.")
    if meeting.state is MeetingState.HELD or law.has_begun(meeting, now):
        return _("Die Sitzung hat begonnen oder ist vorbei. Antworten sind nicht mehr möglich.")
    if not law.takes_answers(meeting, now) or meeting.cycle.closed_on:
        return _("Der Termin ist wieder offen. Wir laden Sie neu ein, sobald er feststeht.")
    return None


def until_words(answer_by: dt.date | None) -> str:
    """ "Mittwoch, 22. März 2017", or empty when nobody has set a day."""
    return long_day(answer_by) if answer_by else ""
