"""The date of a meeting as far as it is known, and free days somebody wants anyway."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.domain.errors import RuleBroken
from app.domain.meetings import When, check_cycle_open, check_when, date_warnings
from app.domain.spoken import month_name
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.groups import Body
from app.models.meetings import Cycle, Meeting
from app.queries import meetings as queries
from app.web.editing import EditForm
from app.web.forms.choices import NOT_IN_LIST
from app.web.forms.fields import ClockField, DayField


class MonthField(SelectField):
    """A month of one year, or none; `first` is its first day."""

    def offer(self, year: int) -> None:
        """The months of that year."""
        months = [dt.date(year, month, 1) for month in range(1, 13)]
        self.choices = [
            SelectChoice("", _("Kein Monat")),
            *(SelectChoice(first.isoformat(), month_name(first)) for first in months),
        ]

    @property
    def first(self) -> dt.date | None:
        return dt.date.fromisoformat(self.data) if self.data else None

    def pre_validate(self, form: FlaskForm) -> None:
        if not any(choice.value == (self.data or "") for choice in self.choices):
            raise ValidationError(NOT_IN_LIST)


class DateForm(EditForm):
    """The date as far as it is known; `confirmed` names the free day somebody wants anyway."""

    held_on = DayField(_l("Tag"), [Optional()], description=_l("Zum Beispiel 19.07.2017."))
    begins = ClockField(_l("Beginn"), [Optional()], description=_l("Zum Beispiel 14:00."))
    ends = ClockField(_l("Ende"), [Optional()], description=_l("Zum Beispiel 16:30."))
    month_on = MonthField(
        _l("Oder nur der Monat"),
        description=_l("Ohne Tag und Monat bleibt der Termin ganz offen."),
    )
    confirmed = HiddenField()

    @property
    def when(self) -> When:
        """What was entered, as the laws read it."""
        return When(
            held_on=self["held_on"].data,
            begins=self["begins"].data,
            ends=self["ends"].data,
            month_on=self["month_on"].first,
        )

    def warnings(
        self, cycle: Cycle, body: Body | None, besides: Meeting | None = None
    ) -> list[str]:
        """What speaks against the day, until this very day is confirmed by a second submit.

        Free days, and what else meets then, seen from a meeting of `body`.

        Nothing for a date that cannot be at all: the verb refuses it with its own sentence.
        """
        try:
            check_cycle_open(cycle)
            check_when(self.when, cycle)
        except RuleBroken:
            return []
        day, region = self["held_on"].data, cycle.plan.holiday_region
        others = queries.clashes(body, day, besides) if body else []
        return unconfirmed(self["confirmed"], [day], region, others)


def unconfirmed(
    confirmed: HiddenField,
    days: Sequence[dt.date | None],
    region: str,
    others: Sequence[str] = (),
) -> list[str]:
    """Warnings for these days, unless `confirmed` names them; has the form name them then."""
    warnings = [text for day in days for text in date_warnings(day, region)] + list(others)
    asked = " ".join(day.isoformat() for day in days if day)
    if confirmed.data == asked:
        return []
    confirmed.data = asked if warnings else ""
    return warnings


def present_date(meeting: Meeting) -> dict[str, Any]:
    """What the form shows of the present date."""
    return {
        "held_on": meeting.held_on,
        "begins": meeting.begins,
        "ends": meeting.ends,
        "month_on": meeting.month_on.isoformat() if meeting.month_on else "",
        "version": meeting.version,
    }
