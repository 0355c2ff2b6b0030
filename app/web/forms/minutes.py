"""Forms for minutes: texts, attendance, agreements and tasks on the spot, approval, results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.domain.minutes import LONGEST_NOTE, LONGEST_TEXT, Presence, ResultDraft
from app.domain.tasks import LONGEST_TITLE, TaskDraft
from app.domain.wording import meeting_day
from app.models.meetings import (
    AgendaItem,
    Agreement,
    Attendance,
    Attendee,
    CommitteeResult,
    Meeting,
    MinutesRevision,
    Outcome,
)
from app.models.people import Actor
from app.queries import choices
from app.queries import meetings as meeting_queries
from app.services.minutes import Entry, presence_of
from app.web.editing import EditForm
from app.web.forms.choices import RowField, RowsField, WordField, goal_label
from app.web.forms.fields import ClockField, DayField, WholeNumberField
from app.web.words import AGREEMENT_WORDS

ATTENDANCE_WORDS = {
    Attendance.OPEN: _l("noch offen"),
    Attendance.PRESENT: _l("anwesend"),
    Attendance.EXCUSED: _l("entschuldigt"),
    Attendance.REPRESENTED: _l("vertreten"),
    Attendance.ABSENT: _l("nicht gekommen"),
}
OUTCOME_WORDS = {
    Outcome.TAKEN_NOTE: _l("Zur Kenntnis genommen"),
    Outcome.RESOLVED: _l("Beschlossen"),
    Outcome.POSTPONED: _l("Vertagt"),
}
NEW = "neu"
_VOTES = NumberRange(0, 999, _l("Bitte geben Sie eine Zahl von 0 bis 999 ein."))


class TextForm(FlaskForm):
    """The result of one item; knows the text that its writer had before them."""

    body = TextAreaField(
        _l("Ergebnis"),
        [Length(max=LONGEST_TEXT, message=_l("Bitte kürzen Sie den Text auf 20000 Zeichen."))],
    )
    parent = HiddenField()

    @classmethod
    def of(cls, item: AgendaItem, **more: Any) -> TextForm:
        """The form of an item; many stand on one page, so each has names of its own."""
        return cls(prefix=f"top{item.id}-", **more)

    @classmethod
    def showing(cls, item: AgendaItem, head: MinutesRevision | None, body: str) -> TextForm:
        """The form with `body`, ready to follow `head`."""
        parent = str(head.id) if head else ""
        return cls.of(item, formdata=None, data={"body": body, "parent": parent})

    @property
    def parent_id(self) -> int | None:
        word = str(self["parent"].data or "")
        return int(word) if word.isdecimal() and len(word) < 10 else None


class LineForm(FlaskForm):
    """One line of the attendance list."""

    class Meta:
        csrf = False  # the list around it has the token

    attendance = WordField(_l("Anwesenheit"), ATTENDANCE_WORDS)
    present_from = ClockField(_l("von"), [Optional()])
    present_until = ClockField(_l("bis"), [Optional()])
    represented_by = RowField(_l("vertreten durch"))
    seen = HiddenField()

    def __init__(self, attendee: Attendee, persons: Sequence[Actor], **more: Any) -> None:
        present = presence_of(attendee)
        stored = {
            "attendance": present.attendance.value,
            "present_from": present.present_from,
            "present_until": present.present_until,
            "represented_by": str(present.represented_by_id or ""),
            "seen": _written(present),
        }
        super().__init__(prefix=f"p{attendee.person_id}-", data=stored, **more)
        self.attendee = attendee
        self["represented_by"].offer(persons, empty=_("niemanden"))

    def entry(self, *, rest_present: bool) -> Entry:
        """What the writer saw and what it shall be; for "the rest was there", open ones are."""
        row: Actor | None = self["represented_by"].row
        attendance: Attendance = self["attendance"].word
        if rest_present and attendance is Attendance.OPEN:
            attendance = Attendance.PRESENT
        wanted = Presence(
            attendance=attendance,
            present_from=self["present_from"].data,
            present_until=self["present_until"].data,
            represented_by_id=row.id if row else None,
        )
        return Entry(
            person_id=self.attendee.person_id, seen=_read(self["seen"].data or ""), wanted=wanted
        )

    def look_again(self) -> None:
        """Take what stands in the database now for what the writer has seen."""
        self["seen"].data = _written(presence_of(self.attendee))


class AttendanceForm(FlaskForm):
    """The list as a whole."""

    rest_present = BooleanField(_l("Alle, bei denen nichts eingetragen ist, waren anwesend"))


class GuestForm(FlaskForm):
    """Somebody who came without being on the list."""

    person = RowField(_l("Wer ist dazugekommen?"))


class SpotAgreementForm(FlaskForm):
    """An agreement, recorded while it is made."""

    kind = WordField(_l("Art"), AGREEMENT_WORDS, default="agreement")
    text = TextAreaField(
        _l("Was vereinbart wurde"),
        [
            DataRequired(_l("Bitte schreiben Sie in einem Satz, was vereinbart wurde.")),
            Length(max=LONGEST_NOTE, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen.")),
        ],
    )
    based_on = RowField(
        _l("Beruht auf"), description=_l("Eine frühere Vereinbarung, die damit weitergeführt wird.")
    )

    def __init__(self, meeting: Meeting, **more: Any) -> None:
        super().__init__(prefix=f"{NEW}-", **more)
        self["based_on"].offer(
            meeting_queries.earlier_agreements(meeting),
            empty=_("nichts Früherem"),
            label=_agreement_label,
        )


class SpotTaskForm(FlaskForm):
    """A task, handed out while it is agreed: what, who, until when, for which goal."""

    title = StringField(
        _l("Was ist zu tun?"),
        [
            DataRequired(_l("Bitte sagen Sie, was zu tun ist.")),
            Length(max=LONGEST_TITLE, message=_l("Bitte kürzen Sie den Titel auf 200 Zeichen.")),
        ],
        description=_l("Das Verb zuerst, zum Beispiel „Zweiten Austausch vorbereiten“."),
    )
    accountable = RowField(_l("Wer?"), description=_l("Eine Stelle oder Person."))
    due_meeting = RowField(
        _l("Bis zur Sitzung"), description=_l("Die Frist folgt dem Termin der Sitzung.")
    )
    due_on = DayField(
        _l("Oder bis zum Tag"), [Optional()], description=_l("Zum Beispiel 19.07.2017.")
    )
    due_label = StringField(
        _l("So vereinbart"),
        [Length(max=120, message=_l("Bitte kürzen Sie auf 120 Zeichen."))],
        description=_l("Zum Beispiel „bis zur Sommerpause“."),
    )
    agreement = RowField(_l("Beruht auf der Vereinbarung"))
    goals = RowsField(_l("Für welches Ziel?"))

    def __init__(self, item: AgendaItem, agreements: Sequence[Agreement], **more: Any) -> None:
        goals = [str(goal.id) for goal in item.goals]
        super().__init__(prefix=f"{NEW}-", data={"goals": goals}, **more)
        plan = item.meeting.plan
        ahead = _after(item.meeting, choices.meetings_of(plan))
        self["accountable"].offer(choices.actors_of(plan), empty=_("noch offen"))
        self["due_meeting"].offer(
            ahead, empty=_("keine Sitzung"), label=lambda one: _meeting_label(one, item, ahead)
        )
        self["agreement"].offer(agreements, empty=_("keiner"), label=_agreement_label)
        self["goals"].offer(choices.goals_of(plan), label=goal_label)

    @property
    def draft(self) -> TaskDraft:
        """What was entered, as the service wants it."""
        return TaskDraft(
            title=self["title"].data or "",
            accountable=self["accountable"].row,
            due_on=self["due_on"].data,
            due_label=self["due_label"].data,
            due_meeting=self["due_meeting"].row,
            goals=self["goals"].chosen,
        )


class PublishForm(FlaskForm):
    """Until when objections are asked for."""

    until = DayField(
        _l("Rückmeldungen bis"),
        [DataRequired(_l("Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017."))],
        description=_l("Zum Beispiel 12.04.2017."),
    )


class NoteForm(FlaskForm):
    """An objection to a draft, or a correction of approved minutes."""

    text = TextAreaField(
        _l("Ihr Text"),
        [
            DataRequired(_l("Bitte schreiben Sie, worum es geht.")),
            Length(max=LONGEST_NOTE, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen.")),
        ],
    )


class ResultForm(EditForm):
    """What a committee did with our paper."""

    outcome = WordField(_l("Ergebnis"), OUTCOME_WORDS)
    paper_number = StringField(
        _l("Nummer der Vorlage"),
        [Length(max=60, message=_l("Bitte kürzen Sie auf 60 Zeichen."))],
        description=_l("Wie sie der Sitzungsdienst vergeben hat, zum Beispiel 84/2017."),
    )
    votes_for = WholeNumberField(_l("Ja-Stimmen"), [Optional(), _VOTES])
    votes_against = WholeNumberField(_l("Nein-Stimmen"), [Optional(), _VOTES])
    abstentions = WholeNumberField(_l("Enthaltungen"), [Optional(), _VOTES])
    text = TextAreaField(
        _l("Wortlaut oder Bemerkung"),
        [Length(max=LONGEST_NOTE, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen."))],
    )

    @property
    def draft(self) -> ResultDraft:
        """What was entered, as the service wants it."""
        return ResultDraft(
            outcome=self["outcome"].word,
            text=self["text"].data,
            paper_number=self["paper_number"].data,
            votes_for=self["votes_for"].data,
            votes_against=self["votes_against"].data,
            abstentions=self["abstentions"].data,
        )


def present_result(result: CommitteeResult) -> dict[str, Any]:
    """What the form shows of a result that was entered."""
    return {
        "outcome": result.outcome.value,
        "paper_number": result.paper_number,
        "votes_for": result.votes_for,
        "votes_against": result.votes_against,
        "abstentions": result.abstentions,
        "text": result.text,
        "version": result.version,
    }


def _written(presence: Presence) -> str:
    times = (presence.present_from, presence.present_until)
    return "|".join(
        (
            presence.attendance.value,
            *(time.isoformat("minutes") if time else "" for time in times),
            str(presence.represented_by_id or ""),
        )
    )


def _read(words: str) -> Presence:
    """The presence a form was opened on; anything else counts as never seen."""
    try:
        attendance, start, end, person = words.split("|")
        return Presence(
            attendance=Attendance(attendance),
            present_from=dt.time.fromisoformat(start) if start else None,
            present_until=dt.time.fromisoformat(end) if end else None,
            represented_by_id=int(person) if person else None,
        )
    except ValueError:
        return Presence(attendance=Attendance.OPEN)


def _after(meeting: Meeting, others: Sequence[Meeting]) -> list[Meeting]:
    """Meetings that come after this one, as far as one can tell."""
    held_on = meeting.held_on or dt.date.min
    return [
        one
        for one in others
        if one is not meeting and (one.held_on or one.month_on or dt.date.max) > held_on
    ]


def _meeting_label(one: Meeting, item: AgendaItem, ahead: Sequence[Meeting]) -> str:
    following = next((m for m in ahead if m.body_id == item.meeting.body_id), None)
    words = f"{one.title}: {meeting_day(one)}"
    return _("nächste Sitzung – %(words)s", words=words) if one is following else words


def _agreement_label(one: Agreement) -> str:
    text = one.text if len(one.text) <= 80 else one.text[:79].rstrip() + "…"
    return f"{one.label} {text}"
