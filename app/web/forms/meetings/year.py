"""The form that proposes a year: four meetings, each to be left out or changed (R68)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.domain.meetings import FIRST_YEAR, LAST_YEAR, When
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import Phase
from app.models.plans import Plan
from app.queries import groups
from app.web.forms.choices import NOT_IN_LIST, RowField
from app.web.forms.fields import DayField, WholeNumberField
from app.web.forms.meetings.dates import MonthField


@dataclass(frozen=True)
class Suggestion:
    """One meeting of the proposed year."""

    key: str
    label: Any
    phase: Phase
    title: str


SUGGESTIONS = (
    Suggestion("kickoff", _l("Auftakt"), Phase.KICKOFF, "Auftakt"),
    Suggestion("july", _l("Juli"), Phase.WORKING, "Arbeitssitzung im Juli"),
    Suggestion("september", _l("September"), Phase.WORKING, "Arbeitssitzung im September"),
    Suggestion("committee", _l("Ausschuss"), Phase.COMMITTEE, "Vorstellung im Ausschuss"),
)


class ChoiceField(RadioField):
    """One of the proposed days, or what is entered below."""

    def offer(self, days: Mapping[dt.date, str]) -> None:
        """The days with what is said of each."""
        self.days = {day.isoformat(): day for day in days}
        self.choices = [
            *(SelectChoice(day.isoformat(), words) for day, words in days.items()),
            SelectChoice("", _("Ein anderer Tag, nur der Monat oder noch offen")),
        ]

    @property
    def day(self) -> dt.date | None:
        return self.days.get(self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""

    def pre_validate(self, form: FlaskForm) -> None:
        if self.data and self.data not in self.days:
            raise ValidationError(NOT_IN_LIST)


A_YEAR = (
    InputRequired(_l("Bitte geben Sie ein Jahr ein, zum Beispiel 2018.")),
    NumberRange(FIRST_YEAR, LAST_YEAR, _l("Bitte geben Sie ein Jahr zwischen 2000 und 2099 ein.")),
)


class AskedYearForm(FlaskForm):
    """For which year days are to be proposed; reads the address and changes nothing."""

    class Meta:
        csrf = False

    jahr = WholeNumberField(_l("Jahr"), A_YEAR)


class YearForm(FlaskForm):
    """A year and its four meetings as a proposal, each to be left out or changed (R68)."""

    # The year stands in the form and cannot be changed there: its days belong to it.
    year = WholeNumberField(_l("Jahr"), A_YEAR, widget=HiddenInput())
    confirmed = HiddenField()

    def __init__(
        self, plan: Plan, year: int, days: Mapping[str, Mapping[dt.date, str]], **more: Any
    ) -> None:
        super().__init__(**more)
        bodies = [one for one in groups.all_of(plan.id) if not one.dissolved_on]
        for suggestion in SUGGESTIONS:
            # Our groups meet; the committee is somebody else's.
            external = suggestion.phase is Phase.COMMITTEE
            self[f"{suggestion.key}_body"].offer(
                [one for one in bodies if one.external is external], empty=_("Noch offen")
            )
            self[f"{suggestion.key}_month_on"].offer(year)
            self[f"{suggestion.key}_choice"].offer(days.get(suggestion.key, {}))

    def wanted(self) -> list[tuple[Suggestion, When]]:
        """The meetings to be made, with their dates."""
        return [(one, self._when(one)) for one in SUGGESTIONS if self[f"{one.key}_wanted"].data]

    def _when(self, one: Suggestion) -> When:
        chosen = self[f"{one.key}_choice"].day
        if chosen is not None:  # a day that was typed beside it is meant
            return When(held_on=self[f"{one.key}_held_on"].data or chosen)
        return When(
            held_on=self[f"{one.key}_held_on"].data, month_on=self[f"{one.key}_month_on"].first
        )


def _add_suggestion(one: Suggestion) -> None:
    """The proposal's fields are alike, so they are made alike; each label names its meeting."""
    # The committee's day is never proposed, so there is no other one.
    day = _l("%(name)s: Tag", name=one.label)
    if one.phase is not Phase.COMMITTEE:
        day = _l("%(name)s: anderer Tag", name=one.label)
    fields = {
        "wanted": BooleanField(_l("%(name)s anlegen", name=one.label), default=True),
        "title": StringField(_l("%(name)s: Name", name=one.label), default=one.title),
        "body": RowField(_l("%(name)s: Gruppe oder Gremium", name=one.label)),
        "choice": ChoiceField(_l("%(name)s: Termin", name=one.label), default=""),
        "held_on": DayField(day, [Optional()]),
        "month_on": MonthField(_l("%(name)s: oder nur der Monat", name=one.label)),
    }
    for name, field in fields.items():
        setattr(YearForm, f"{one.key}_{name}", field)


for _suggestion in SUGGESTIONS:
    _add_suggestion(_suggestion)
