"""Laws of minutes: who takes, reads, approves them, and what may change when (R45, R47)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain import access
from app.domain import meetings as meeting_law
from app.domain.access import Viewer
from app.domain.deadlines import deadlines_of
from app.domain.errors import RuleBroken
from app.domain.holidays import working_day_after
from app.domain.wording import day_of_year
from app.language import gettext as _
from app.language import spoken
from app.models.groups import MembershipRole
from app.models.meetings import (
    Agreement,
    Attendance,
    DeadlineRule,
    Meeting,
    Minutes,
    MinutesNote,
    MinutesRevision,
    MinutesState,
    Outcome,
)

APPROVING = frozenset({MembershipRole.CHAIR, MembershipRole.DEPUTY_CHAIR})
TIME_TO_OBJECT = dt.timedelta(days=14)
NEWS = dt.timedelta(days=180)  # older meetings are history: nobody gets a letter about them (R75)
LONGEST_TEXT = 20_000
LONGEST_NOTE = 4_000


class Overtaken(Exception):
    """Somebody saved the same item meanwhile; nothing was written, `head` is what stands now."""

    def __init__(self, head: MinutesRevision) -> None:
        super().__init__(f"revision {head.id} stands now")
        self.head = head


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Whether somebody was there, from when to when, or who came instead."""

    attendance: Attendance
    present_from: dt.time | None = None
    present_until: dt.time | None = None
    represented_by_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ResultDraft:
    """What a committee did with our paper."""

    outcome: Outcome
    text: str | None = None
    paper_number: str | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None


def may_take(viewer: Viewer, meeting: Meeting) -> bool:
    """Write the minutes: whoever leads the group, and the people named for this very meeting."""
    if meeting_law.is_external(meeting) or not access.may_see_meeting(viewer, meeting):
        return False
    named = {meeting.minute_taker_id, meeting.chair_id} - {None}
    return access.may_lead_meeting(viewer, meeting) or _person(viewer, meeting) in named


def may_read(viewer: Viewer, minutes: Minutes) -> bool:
    """Members read what was put to objection or approved; a draft only who writes it."""
    if may_take(viewer, minutes.meeting):
        return True
    published = minutes.state is not MinutesState.DRAFT
    return published and access.may_see_meeting(viewer, minutes.meeting)


def may_approve(viewer: Viewer, meeting: Meeting) -> bool:
    """The office, chair or deputy chair of the group, and whoever leads this very meeting."""
    roles = viewer.body_roles.get(meeting.body_id, frozenset())
    chairs = meeting.chair_id is not None and _person(viewer, meeting) == meeting.chair_id
    return may_take(viewer, meeting) and (
        viewer.coordinates(meeting.body.plan_id) or bool(roles & APPROVING) or chairs
    )


def may_object(viewer: Viewer, minutes: Minutes) -> bool:
    """Members of the group, and the office."""
    belongs = minutes.meeting.body_id in viewer.body_roles
    return may_read(viewer, minutes) and (belongs or may_take(viewer, minutes.meeting))


def may_see_agreement(viewer: Viewer, agreement: Agreement) -> bool:
    return access.may_see_meeting(viewer, agreement.meeting)


def _person(viewer: Viewer, meeting: Meeting) -> int | None:
    return viewer.actor_ids.get(meeting.body.plan_id)


def locked(minutes: Minutes | None) -> bool:
    return minutes is not None and minutes.state is MinutesState.APPROVED


def can_be_taken(meeting: Meeting, today: dt.date) -> bool:
    """Whether there is anything to write down yet: our own, uncancelled, its day has come."""
    return (
        not meeting_law.is_external(meeting)
        and not meeting.cancelled
        and meeting.held_on is not None
        and meeting.held_on <= today
    )


def is_open(meeting: Meeting, minutes: Minutes | None) -> bool:
    """Whether agenda and agreements may still change: minutes and year close them."""
    return not locked(minutes) and meeting.cycle.closed_on is None


def check_unlocked(minutes: Minutes | None) -> None:
    """Raise RuleBroken once the minutes are approved."""
    if minutes is not None and minutes.deleted_on is not None:
        raise RuleBroken(_("Das Protokoll dieser Sitzung ist gelöscht; sie bleibt, wie sie ist."))
    if locked(minutes):
        raise RuleBroken(
            _(
                "Das Protokoll ist freigegeben und kann nicht mehr geändert werden. "
                "Für eine Berichtigung fügen Sie bitte einen Vermerk an."
            )
        )


def check_take(meeting: Meeting, minutes: Minutes | None, today: dt.date) -> None:
    """Raise RuleBroken unless the minutes of the meeting may be written on `today`."""
    check_unlocked(minutes)
    meeting_law.check_own(meeting)
    meeting_law.check_cycle_open(meeting.cycle)
    if meeting.cancelled:
        raise RuleBroken(_("Die Sitzung ist abgesagt. Ein Protokoll gibt es dazu nicht."))
    if not can_be_taken(meeting, today):
        raise RuleBroken(_("Das Protokoll kann erst ab dem Tag der Sitzung geführt werden."))


def check_text(body: str) -> None:
    """Raise RuleBroken for a text nobody would read."""
    if len(body) > LONGEST_TEXT:
        raise RuleBroken(_("Bitte kürzen Sie den Text auf 20000 Zeichen."), field="body")


def check_presence(presence: Presence, person_id: int | None = None) -> None:
    """Raise RuleBroken for times or a stand-in that do not fit the attendance."""
    start, end = presence.present_from, presence.present_until
    if presence.attendance is Attendance.PRESENT:
        if start and end and end <= start:
            raise RuleBroken(_("Die Anwesenheit muss nach ihrem Beginn enden."))
    elif start or end:
        raise RuleBroken(_("Uhrzeiten gehören nur zu Personen, die anwesend waren."))
    if presence.attendance is Attendance.REPRESENTED:
        if presence.represented_by_id is None or presence.represented_by_id == person_id:
            raise RuleBroken(_("Bitte wählen Sie, wer die Vertretung übernommen hat."))
    elif presence.represented_by_id is not None:
        raise RuleBroken(_("Eine Vertretung gehört nur zu Personen, die vertreten wurden."))


def objections_until(meeting: Meeting, rules: Iterable[DeadlineRule], today: dt.date) -> dt.date:
    """The day until which objections are asked for, as a proposal.

    The meeting's own deadline; when that has passed, two weeks from `today`, both on working days.
    """
    region = meeting.plan.holiday_region
    for deadline in deadlines_of(meeting, rules, region):
        if deadline.key == "objections" and deadline.on > today:
            return deadline.on
    return working_day_after(today + TIME_TO_OBJECT, region)


def check_publish(minutes: Minutes, until: dt.date, today: dt.date, *, written: bool) -> None:
    """Raise RuleBroken unless the draft may be put to objection until the day `until`."""
    check_take(minutes.meeting, minutes, today)
    if minutes.state is not MinutesState.DRAFT:
        raise RuleBroken(_("Das Protokoll liegt schon zur Rückmeldung vor."))
    if not written:
        raise RuleBroken(
            _("Das Protokoll ist noch leer. Bitte halten Sie zuerst ein Ergebnis fest.")
        )
    if until < today:
        raise RuleBroken(_("Der letzte Tag für Rückmeldungen ist schon vorbei."), field="until")
    if until > today + dt.timedelta(days=365):
        raise RuleBroken(_("Bitte wählen Sie einen Tag innerhalb eines Jahres."), field="until")


def takes_objections(minutes: Minutes, today: dt.date) -> bool:
    until = minutes.objections_until_on
    return minutes.state is MinutesState.OBJECTIONS and until is not None and today <= until


def check_objection(minutes: Minutes, text: str, today: dt.date) -> None:
    """Raise RuleBroken unless an objection may be filed on `today`."""
    if not takes_objections(minutes, today):
        raise RuleBroken(_("Rückmeldungen zu diesem Protokoll sind nicht (mehr) möglich."))
    _check_note_text(text)


def check_approve(minutes: Minutes, today: dt.date) -> None:
    """Raise RuleBroken unless the time for objections is over."""
    check_unlocked(minutes)
    until = minutes.objections_until_on
    if minutes.state is not MinutesState.OBJECTIONS or until is None:
        raise RuleBroken(_("Bitte legen Sie das Protokoll zuerst zur Rückmeldung vor."))
    if today <= until:
        raise RuleBroken(
            _(
                "Rückmeldungen sind bis %(day)s möglich. Danach können Sie freigeben.",
                day=day_of_year(until, spoken()),
            )
        )


def is_objection(note: MinutesNote, minutes: Minutes) -> bool:
    """Whether the note was written before the approval; later ones are dated corrections."""
    return minutes.approved_at is None or note.written_at < minutes.approved_at


def check_note(minutes: Minutes, text: str) -> None:
    """Raise RuleBroken unless a dated correction may be added: only to what is locked."""
    if not locked(minutes):
        raise RuleBroken(
            _("Solange das Protokoll nicht freigegeben ist, ändern Sie bitte den Text.")
        )
    _check_note_text(text)


def _check_note_text(text: str) -> None:
    if not text.strip():
        raise RuleBroken(_("Bitte schreiben Sie, worum es geht."), field="text")
    if len(text) > LONGEST_NOTE:
        raise RuleBroken(_("Bitte kürzen Sie den Text auf 4000 Zeichen."), field="text")


def worth_telling(meeting: Meeting, today: dt.date) -> bool:
    """Whether people are told by letter; not of meetings that lie far back (R75)."""
    return meeting.held_on is not None and today - meeting.held_on <= NEWS


def check_result(meeting: Meeting, draft: ResultDraft, today: dt.date) -> None:
    """Raise RuleBroken unless this is what an external committee can have done by `today`."""
    if not meeting_law.is_external(meeting):
        raise RuleBroken(_("Das Ergebnis eigener Sitzungen steht in ihrem Protokoll."))
    meeting_law.check_cycle_open(meeting.cycle)
    if meeting.cancelled or meeting.held_on is None or meeting.held_on > today:
        raise RuleBroken(_("Das Ergebnis kann erst nach der Sitzung eingetragen werden."))
    for name in ("votes_for", "votes_against", "abstentions"):
        votes = getattr(draft, name)
        if votes is not None and not 0 <= votes <= 999:
            raise RuleBroken(_("Bitte geben Sie eine Zahl von 0 bis 999 ein."), field=name)
    if draft.outcome is Outcome.POSTPONED and not (draft.text or "").strip():
        raise RuleBroken(_("Bitte nennen Sie, warum oder auf wann vertagt wurde."), field="text")
