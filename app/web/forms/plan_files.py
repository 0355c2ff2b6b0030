"""Forms for reading a file into a plan: the file, what its columns are, of which day it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Map
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from app.domain.errors import RuleBroken
from app.domain.goals import check_percent
from app.domain.words import CATEGORY_WORDS
from app.imports.lists import HEADS, Mapping, Role
from app.imports.lists.cells import letters
from app.imports.meanings import Meaning
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.plans import Category
from app.web.forms.fields import DayField, WholeNumberField

PREFIX = "spalte_"
CATEGORY, PERCENT = "einordnung_", "prozent_"
DEEPEST = 5_000


class PlanFileForm(FlaskForm):
    """A file with a plan or a Bilanz."""

    file = FileField(
        _l("Datei"),
        [FileRequired(_l("Bitte wählen Sie eine Datei aus."))],
        description=_l("DOCX oder XLSX bis 20 MB, CSV, TXT oder JSON bis 2 MB."),
    )
    as_of = DayField(
        _l("Stand"),
        [Optional()],
        description=_l("Nur wenn die Datei keinen Stand nennt. Zum Beispiel 20.02.2017."),
    )


class DayOfFileForm(FlaskForm):
    """The reporting day of a file that names none, or another one."""

    as_of = DayField(
        _l("Stand"),
        [InputRequired(_l("Bitte geben Sie ein Datum ein, zum Beispiel 20.02.2017."))],
        description=_l("Zum Beispiel 20.02.2017."),
    )


class SheetForm(FlaskForm):
    """Which sheet of a workbook holds the list, and in which row its headings stand."""

    class Meta:
        csrf = False  # a question in the address: it changes nothing

    blatt = SelectField(_l("Tabellenblatt"), coerce=int)
    kopf = WholeNumberField(
        _l("Zeile mit den Überschriften"),
        [Optional(), NumberRange(0, DEEPEST, _l("Bitte geben Sie eine Zeile von 0 bis 5000 ein."))],
        description=_l("0, wenn die Liste keine Überschriften hat."),
    )

    def __init__(self, sheets: Sequence[Map[str, Any]], **more: Any) -> None:
        super().__init__(**more)
        self["blatt"].choices = [
            SelectChoice(place, sheet["name"] or _("Liste")) for place, sheet in enumerate(sheets)
        ]


class ColumnsForm(FlaskForm):
    """What each column of the list is."""

    def columns(self) -> dict[Role, int]:
        """The columns that somebody has given a meaning."""
        return {
            Role(field.data): int(field.short_name.removeprefix(PREFIX))
            for field in self
            if field.short_name.startswith(PREFIX) and field.data
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """A meaning is given once, and a goal and its field must be among them."""
        if not super().validate(extra_validators):
            return False
        taken: dict[str, int] = {}
        for field in self:
            if not field.short_name.startswith(PREFIX) or not field.data:
                continue
            place = int(field.short_name.removeprefix(PREFIX))
            first = taken.setdefault(field.data, place)
            if first != place:
                field.errors = [
                    _(
                        "Das ist schon Spalte %(column)s. Bitte wählen Sie anders.",
                        column=letters(first),
                    )
                ]
        if not any(field.errors for field in self) and not Mapping(0, 0, self.columns()).is_enough:
            self.form_errors.append(
                _("Bitte ordnen Sie „Ziel“ zu, und „Handlungsfeld“ oder „Nummer“.")
            )
        return not self.errors


def columns_form(count: int, roles: Map[Role, int]) -> ColumnsForm:
    """A form with one choice for each column, the guess filled in."""
    meanings = [SelectChoice("", _("Nicht einlesen"))]
    meanings += [SelectChoice(role.value, _(label)) for role, label in HEADS.items()]
    guessed = {place: role.value for role, place in roles.items()}
    fields = {
        f"{PREFIX}{place}": SelectField(
            _("Bedeutung von Spalte %(column)s", column=letters(place)),
            choices=meanings,
            default=guessed.get(place, ""),
        )
        for place in range(count)
    }
    made: ColumnsForm = type("ColumnsOfThisList", (ColumnsForm,), fields)()
    return made


class MeaningsForm(FlaskForm):
    """What wordings mean that no rule can read: a category each, and a number if one is known."""

    wordings: Map[str, str]  # by the end of their fields' names

    def meanings(self) -> dict[str, Meaning]:
        """The wordings that somebody has put into a category."""
        return {
            words: Meaning(Category(self[f"{CATEGORY}{mark}"].data), self[f"{PERCENT}{mark}"].data)
            for mark, words in self.wordings.items()
            if self[f"{CATEGORY}{mark}"].data
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """The number must fit the category."""
        if not super().validate(extra_validators):
            return False
        for mark, words in self.wordings.items():
            field, meaning = self[f"{PERCENT}{mark}"], self.meanings().get(words)
            try:
                if meaning is not None:
                    check_percent(meaning.category, meaning.percent)
            except RuleBroken as broken:
                field.errors = [broken.sentence]
        return not self.errors

    def rows(self) -> list[tuple[str, Field, Field]]:
        """Each wording with its two fields."""
        return [
            (words, self[f"{CATEGORY}{mark}"], self[f"{PERCENT}{mark}"])
            for mark, words in self.wordings.items()
        ]


def meanings_form(wordings: Iterable[str], kept: Map[str, Meaning]) -> MeaningsForm:
    """A form with two fields for each wording, what was said of it filled in."""
    marked = {hashlib.sha256(words.encode()).hexdigest()[:12]: words for words in wordings}
    categories = [SelectChoice("", _("Noch nicht einordnen"))]
    categories += [
        SelectChoice(one.value, _(word))
        for one, word in CATEGORY_WORDS.items()
        if one is not Category.UNKNOWN
    ]
    fields: dict[str, Any] = {"wordings": marked}
    for mark, words in marked.items():
        said = kept.get(words)
        fields[f"{CATEGORY}{mark}"] = SelectField(
            _("Einordnung"), choices=categories, default=said.category.value if said else ""
        )
        fields[f"{PERCENT}{mark}"] = WholeNumberField(
            _("Prozent"), [Optional()], default=said.percent if said else None
        )
    made: MeaningsForm = type("MeaningsOfThisFile", (MeaningsForm,), fields)()
    return made
