"""Form fields that read what people here write: days, whole numbers, numbers with a comma."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, IntegerField, RadioField
from wtforms.validators import ValidationError


class DayField(DateField):
    """A day as the browser sends it, or written as 19.07.2017."""

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("format", ["%Y-%m-%d", "%d.%m.%Y"])
        super().__init__(*args, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([word.strip() for word in valuelist])
        except ValueError as error:
            raise ValueError(
                _("Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017.")
            ) from error


class OneWordField(RadioField):
    """One of a few words."""

    def pre_validate(self, form: FlaskForm) -> None:
        if not any(choice.value == self.data for choice in self.choices):
            raise ValidationError(_("Bitte wählen Sie einen Eintrag aus der Liste."))


class WholeNumberField(IntegerField):
    """A whole number or nothing; nothing is None, never 0."""

    def process_formdata(self, valuelist: list[str]) -> None:
        words = valuelist[0].strip() if valuelist else ""
        if not words:
            self.data = None
            return
        try:
            self.data = int(words)
        except ValueError as error:
            self.data = None
            raise ValueError(_("Bitte geben Sie eine ganze Zahl ein.")) from error


class NumberField(FloatField):
    """A number with a comma or a point, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        words = valuelist[0].strip().replace(",", ".") if valuelist else ""
        if not words:
            self.data = None
            return
        try:
            self.data = float(words)
        except ValueError as error:
            self.data = None
            raise ValueError(_("Bitte geben Sie eine Zahl ein, zum Beispiel 12,5.")) from error
        if self.data in (float("inf"), float("-inf")) or self.data != self.data:
            self.data = None
            raise ValueError(_("Bitte geben Sie eine Zahl ein, zum Beispiel 12,5."))
