"""Forms of reports: for which day, words in place of a proposal, steps and additions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.domain import reports as law
from app.domain.files import ALLOWED
from app.domain.spoken import meeting_day
from app.language import lazy_gettext as _l
from app.models.meetings import Meeting
from app.models.reports import Report, Step
from app.web.editing import EditForm
from app.web.forms.choices import RowField
from app.web.forms.fields import DayField

_DAY = _l("Bitte geben Sie ein Datum ein, zum Beispiel 16.10.2017.")
_TOO_LONG = Length(max=law.LONGEST_TEXT, message=_l("Bitte kürzen Sie den Text auf 8000 Zeichen."))
_WHO_TOO_LONG = Length(max=law.LONGEST_WHO, message=_l("Bitte kürzen Sie auf 200 Zeichen."))
_WHO = {
    Step.GIVEN: _l("Wer soll mitzeichnen?"),
    Step.CO_SIGNED: _l("Wer hat mitgezeichnet?"),
    Step.SENT: _l("An wen ging der Bericht?"),
}


class CompareForm(FlaskForm):
    """With which earlier day a report is compared."""

    compared_on = DayField(
        _l("Verglichen mit"),
        [Optional()],
        description=_l("Ein früherer Tag. Leer heißt: ohne Vergleich."),
    )


class HeadForm(CompareForm, EditForm):
    """What a draft is called, and with which day it is compared."""

    title = StringField(
        _l("Titel oder Betreff"),
        [
            DataRequired(_l("Bitte geben Sie dem Bericht einen Titel.")),
            Length(max=law.LONGEST_TITLE, message=_l("Bitte kürzen Sie auf 200 Zeichen.")),
        ],
    )


class BilanzForm(CompareForm):
    """For which day a Bilanz is made."""

    reporting_on = DayField(
        _l("Stichtag"),
        [DataRequired(_DAY)],
        description=_l("Gezeigt wird der Stand, der für diesen Tag bekannt ist."),
    )


class CommitteeForm(BilanzForm):
    """For which of the committee's meetings a report is made, and for which day."""

    meeting = RowField(_l("Sitzung des Ausschusses"))

    def __init__(self, meetings: Sequence[Meeting], **more: Any) -> None:
        super().__init__(**more)
        self["meeting"].offer(meetings, empty=None, label=_meeting_label)


def _meeting_label(meeting: Meeting) -> str:
    return f"{meeting.body.name}, {meeting_day(meeting)}"


class AnnexForm(FlaskForm):
    """An annex: a Bilanz of ours, a file, or another paper by its title."""

    bilanz = RowField(_l("Bilanz"))
    files = FileField(
        _l("Oder eine Datei"), description=_l("%(kinds)s, höchstens 20 MB.", kinds=ALLOWED)
    )
    title = StringField(
        _l("Bezeichnung"),
        [Length(max=law.LONGEST_TITLE, message=_l("Bitte kürzen Sie auf 200 Zeichen."))],
        id="annex-title",  # the page has another field of this name, the report's own title
        description=_l(
            "Bei einer Bilanz oder Datei kann das Feld leer bleiben. Eine Unterlage, die hier "
            "nicht liegt, bekommt nur die Bezeichnung."
        ),
    )

    def __init__(self, bilanzen: Sequence[Report], **more: Any) -> None:
        super().__init__(**more)
        empty = str(_l("keine, eine andere Unterlage"))
        self["bilanz"].offer(bilanzen, empty=empty, label=lambda one: str(one.title))


class TextForm(EditForm):
    """Words for a goal or a part of the report."""

    body = TextAreaField(_l("Ihr Text"), [_TOO_LONG])


class StepForm(FlaskForm):
    """One step on the report's way; the names of its fields begin with the step's."""

    who = StringField(
        "", [_WHO_TOO_LONG], description=_l("Amt, Dezernat oder Funktion; kein Name einer Person.")
    )
    words = TextAreaField(_l("Bemerkung"), [_TOO_LONG])

    def __init__(self, step: Step) -> None:
        super().__init__(prefix=f"{step.value}-")
        self["who"].label.text = _WHO.get(step, "")
        self.asks_who = step in _WHO


class NumberForm(FlaskForm):
    """The number that the council's office gave the paper."""

    paper_number = StringField(
        _l("Nummer der Vorlage"),
        [Length(max=law.LONGEST_NUMBER, message=_l("Bitte kürzen Sie auf 60 Zeichen."))],
        description=_l("Wie sie der Sitzungsdienst vergeben hat, zum Beispiel 84/2017."),
    )


class SupplementForm(FlaskForm):
    """What is added to a released report."""

    text = TextAreaField(
        _l("Ergänzung"),
        [DataRequired(_l("Bitte schreiben Sie, was zu ergänzen ist.")), _TOO_LONG],
        description=_l("Steht mit dem Datum von heute vor dem Bericht, auch in den Dateien."),
    )
