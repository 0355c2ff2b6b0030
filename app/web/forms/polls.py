"""Forms for date polls: the days on offer, and what somebody says to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, HiddenField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from app.domain.errors import RuleBroken
from app.domain.polls import MOST_OPTIONS, Offer
from app.domain.spoken import long_day, time_span
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import DatePoll, PollChoice, PollOption
from app.web.editing import attach
from app.web.forms.fields import ClockField, DayField
from app.web.forms.people import SHORT_TEXT

ROWS = range(1, MOST_OPTIONS + 1)
CHOICE_WORDS = {
    PollChoice.YES: _l("Ja"),
    PollChoice.IF_NEED_BE: _l("Zur Not"),
    PollChoice.NO: _l("Nein"),
}


def _day_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for row in ROWS:
        fields[f"held_on_{row}"] = DayField(_l("Tag %(row)s", row=row), [Optional()])
        fields[f"begins_{row}"] = ClockField(_l("Beginn %(row)s", row=row), [Optional()])
        fields[f"ends_{row}"] = ClockField(_l("Ende %(row)s", row=row), [Optional()])
    return fields


class _PollForm(FlaskForm):
    """The days on offer in rows, empty ones left out; `confirmed` names those with hints."""

    answer_by = DayField(
        _l("Antworten bis"),
        [DataRequired(_l("Bitte geben Sie an, bis wann geantwortet werden soll."))],
        description=_l("Zum Beispiel 12.05.2017. Drei Tage vorher erinnern wir."),
    )
    note = TextAreaField(
        _l("Hinweis an die Mitglieder"), [SHORT_TEXT], description=_l("Steht in der E-Mail.")
    )
    confirmed = HiddenField()

    @property
    def filled(self) -> list[int]:
        """The rows in which a day stands."""
        return [row for row in ROWS if self[f"held_on_{row}"].data]

    @property
    def offers(self) -> list[Offer]:
        """The days on offer, in the order of the rows."""
        return [
            Offer(
                held_on=self[f"held_on_{row}"].data,
                begins=self[f"begins_{row}"].data,
                ends=self[f"ends_{row}"].data,
            )
            for row in self.filled
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: a day and its beginning need each other."""
        fine: bool = super().validate(extra_validators)
        for row in ROWS:
            day, begins = self[f"held_on_{row}"], self[f"begins_{row}"]
            if day.errors or begins.errors:
                continue
            if day.data and not begins.data:
                begins.errors = [_("Bitte geben Sie auch den Beginn ein.")]
                fine = False
            elif (begins.data or self[f"ends_{row}"].data) and not day.data:
                day.errors = [_("Eine Uhrzeit braucht einen Tag. Bitte ergänzen Sie ihn.")]
                fine = False
        return fine

    def unconfirmed(self, hinted: Sequence[dt.date]) -> bool:
        """Whether these days have hints that nobody has confirmed by a second submit."""
        asked = " ".join(day.isoformat() for day in hinted)
        if self["confirmed"].data == asked:
            return False
        self["confirmed"].data = asked
        return bool(asked)

    def say(self, broken: RuleBroken) -> None:
        """Put the sentence to its field; the law counts days, the form counts rows."""
        name = broken.field or ""
        if name.startswith("offer_"):
            rows = self.filled or [1]
            place = int(name.removeprefix("offer_"))
            broken = RuleBroken(broken.sentence, field=f"held_on_{rows[place - 1]}")
        attach(broken, self)


PollForm = type("PollForm", (_PollForm,), _day_fields())


def poll_form(offers: Sequence[Offer] = (), answer_by: dt.date | None = None) -> _PollForm:
    """The form, filled with a proposal until somebody submits it."""
    shown: dict[str, Any] = {"answer_by": answer_by}
    for row, offer in zip(ROWS, offers, strict=False):
        shown[f"held_on_{row}"] = offer.held_on
        shown[f"begins_{row}"] = offer.begins
        shown[f"ends_{row}"] = offer.ends
    return cast(_PollForm, PollForm(data=shown))


def option_words(option: PollOption) -> str:
    """ "Mittwoch, 12. Juli 2017, 14:00–16:30 Uhr"."""
    return f"{long_day(option.held_on)}, {time_span(option.begins, option.ends)}"


class PollAnswerForm(FlaskForm):
    """One of three answers to each option."""

    @property
    def questions(self) -> list[Field]:
        """The fields, one an option."""
        return [field for field in self if field.short_name.startswith("option_")]

    @property
    def choices(self) -> dict[int, PollChoice]:
        """What was said, by the option's id."""
        return {
            int(field.short_name.removeprefix("option_")): PollChoice(field.data)
            for field in self.questions
        }


def answer_form(
    poll: DatePoll, given: Mapping[int, PollChoice], hints: Mapping[int, Sequence[str]]
) -> PollAnswerForm:
    """The questions of one poll, answered as they were last; hints stand under the days."""
    fields = {
        f"option_{option.id}": RadioField(
            option_words(option),
            [InputRequired(_l("Bitte wählen Sie eine Antwort."))],
            choices=[SelectChoice(word.value, text) for word, text in CHOICE_WORDS.items()],
            description=Markup(" · ").join(hints.get(option.id, ())),
            default=given[option.id].value if option.id in given else None,
        )
        for option in poll.options
    }
    form_type = type("AnswerForm", (PollAnswerForm,), fields)
    return cast(PollAnswerForm, form_type())
