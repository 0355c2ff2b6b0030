"""Fields that read what people here write: days, times, whole numbers, numbers with a comma."""

from __future__ import annotations

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, FloatField, IntegerField, RadioField, TimeField
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from app.language import gettext as _

PLAIN = re.compile(r"[+-]?[0-9]{1,40}([.,][0-9]{1,40})?")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,40})?")
UNCLEAR_POINT = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")  # a thousand, or one and a bit?


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


class ClockField(TimeField):
    """A time of day or nothing, as people here write it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("format", ["%H:%M", "%H:%M:%S", "%H.%M"])
        super().__init__(*args, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        words = [word.strip() for word in valuelist]
        if words == [""]:
            self.data = None  # emptied by the writer; nothing sent at all leaves it as it was
            return
        try:
            super().process_formdata(words)
        except ValueError as error:
            raise ValueError(_("Bitte geben Sie eine Uhrzeit ein, zum Beispiel 14:00.")) from error


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
    """A number as written here, "12,5" or "1.234,5" (also "12.5"), or nothing."""

    widget = TextInput()  # a browser's own number field takes the comma only in its own language

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("render_kw", {"inputmode": "decimal"})
        super().__init__(*args, **more)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return f"{self.data:.10f}".rstrip("0").rstrip(".").replace(".", ",")

    def process_formdata(self, valuelist: list[str]) -> None:
        words = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not words:
            return
        if UNCLEAR_POINT.fullmatch(words):
            raise ValueError(
                _(
                    "Bitte schreiben Sie %(whole)s oder %(part)s.",
                    whole=words.replace(".", ""),
                    part=words.replace(".", ","),
                )
            )
        if GROUPED.fullmatch(words):
            words = words.replace(".", "")
        if not PLAIN.fullmatch(words):
            raise ValueError(_("Bitte geben Sie eine Zahl ein, zum Beispiel 12,5."))
        self.data = float(words.replace(",", "."))
