"""Forms for one meeting: its words, its cancellation, an answer to it."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField, URLField
from wtforms.validators import DataRequired, Length

from app.domain.meetings import When
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.groups import Body
from app.models.meetings import Meeting, PartStat, Phase
from app.models.people import Actor
from app.models.plans import Plan
from app.queries import groups, people
from app.services.meetings import MeetingDraft
from app.web.editing import EditForm
from app.web.forms.choices import RowField, WordField, key_of, with_present
from app.web.forms.meetings.dates import DateForm
from app.web.forms.people import SHORT_TEXT

PHASE_WORDS = {
    Phase.KICKOFF: _l("Auftakt"),
    Phase.WORKING: _l("Arbeitssitzung"),
    Phase.COMMITTEE: _l("Vorstellung im Ausschuss"),
    Phase.OTHER: _l("Andere Sitzung"),
}
ANSWER_WORDS = {
    PartStat.ACCEPTED: _l("Ich nehme teil"),
    PartStat.TENTATIVE: _l("Vielleicht"),
    PartStat.DECLINED: _l("Ich kann nicht"),
}
OFFICE_ANSWER_WORDS = {
    PartStat.ACCEPTED: _l("Nimmt teil"),
    PartStat.TENTATIVE: _l("Vielleicht"),
    PartStat.DECLINED: _l("Nimmt nicht teil"),
    PartStat.DELEGATED: _l("Eine Vertretung kommt (bitte unter Bemerkung nennen)"),
}
NAME = [
    DataRequired(_l("Bitte geben Sie der Sitzung einen Namen.")),
    Length(max=200, message=_l("Bitte kürzen Sie den Namen auf 200 Zeichen.")),
]


class MeetingForm(DateForm):
    """A meeting that is made, or whose words are edited (then without its date)."""

    title = StringField(_l("Name der Sitzung"), NAME)
    body = RowField(_l("Gruppe oder Gremium"))
    phase = WordField(_l("Art"), PHASE_WORDS)
    place = StringField(
        _l("Ort"), [Length(max=200, message=_l("Bitte kürzen Sie auf 200 Zeichen."))]
    )
    online_url = URLField(
        _l("Link zur Videokonferenz"),
        [Length(max=500, message=_l("Diese Adresse ist zu lang."))],
        description=_l("Zum Beispiel https://konferenz.kreis.example/raum."),
    )
    purpose = TextAreaField(_l("Worum es geht"), [SHORT_TEXT])
    access_note = TextAreaField(
        _l("Hinweise zum Kommen"),
        [SHORT_TEXT],
        description=_l("Anfahrt, Barrierefreiheit, Dolmetschen, Kinderbetreuung."),
    )
    public = BooleanField(
        _l("Im öffentlichen Kalender zeigen"),
        description=_l(
            "Name, Zeit, Ort, worum es geht und öffentliche Tagesordnungspunkte. Der Link zur "
            "Videokonferenz und Namen bleiben intern."
        ),
    )
    chair = RowField(_l("Sitzungsleitung"))
    minute_taker = RowField(_l("Schriftführung"))

    def __init__(self, plan: Plan, year: int, meeting: Meeting | None = None, **more: Any) -> None:
        super().__init__(**more)
        self["month_on"].offer(year)
        persons = people.persons(plan.id)
        for name in ("chair", "minute_taker"):
            present = getattr(meeting, name) if meeting else None
            self[name].offer(with_present(persons, present), empty=_("Wie in der Gruppe"))
        bodies = [one for one in groups.all_of(plan.id) if not one.dissolved_on]
        self["body"].offer(with_present(bodies, meeting.body if meeting else None), empty=None)
        if meeting is not None:
            for name in ("held_on", "begins", "ends", "month_on", "confirmed", "body"):
                del self[name]

    def draft_for(self, body: Body | None = None) -> MeetingDraft:
        """What was entered; `body` is the group of a meeting that exists."""
        return MeetingDraft(
            title=self["title"].data or "",
            body=body or self["body"].row,
            phase=self["phase"].word,
            when=When() if body else self.when,
            place=self["place"].data,
            online_url=(self["online_url"].data or "").strip(),
            purpose=self["purpose"].data,
            access_note=self["access_note"].data,
            public=self["public"].data,
            chair=self["chair"].row,
            minute_taker=self["minute_taker"].row,
        )


def present_meeting(meeting: Meeting) -> dict[str, Any]:
    """What the form shows of a meeting that exists."""
    words = ("title", "place", "online_url", "purpose", "access_note", "public", "version")
    return {name: getattr(meeting, name) for name in words} | {
        "phase": meeting.phase.value,
        "chair": key_of(meeting.chair),
        "minute_taker": key_of(meeting.minute_taker),
    }


class CancelForm(EditForm):
    """Why a meeting is called off."""

    reason = TextAreaField(
        _l("Grund"),
        [DataRequired(_l("Bitte nennen Sie den Grund der Absage in einem Satz.")), SHORT_TEXT],
        description=_l("Alle Mitglieder können ihn lesen."),
    )


class AnswerForm(FlaskForm):
    """One of the answers; the office names the person for whom it answers."""

    answer = WordField(_l("Antwort"), OFFICE_ANSWER_WORDS)
    comment = StringField(
        _l("Bemerkung"), [Length(max=500, message=_l("Bitte kürzen Sie auf 500 Zeichen."))]
    )
    person = HiddenField()


class OfficeAnswerForm(FlaskForm):
    """The office answers for a member; read by AnswerForm, so the names are the same."""

    person = RowField(_l("Mitglied"))
    answer = WordField(_l("Antwort"), OFFICE_ANSWER_WORDS, id="antwort-der-geschaeftsstelle")
    comment = StringField(_l("Bemerkung"))

    def __init__(self, persons: list[Actor], **more: Any) -> None:
        super().__init__(formdata=None, **more)
        self["person"].offer(persons, empty=None)
