"""What the patterns page needs: one form with every kind of field, once calm and once full of mistakes."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

ACTORS = [SelectChoice("", "Bitte wählen"), SelectChoice("a", "Kreisjugendring"), SelectChoice("b", "Jobcenter")]
GOALS = [SelectChoice("7.1", "7.1 Vereine öffnen"), SelectChoice("7.2", "7.2 Ehrenamt stärken")]
STATES = [SelectChoice("open", "Offen"), SelectChoice("in_progress", "In Arbeit"), SelectChoice("done", "Erledigt")]


class PatternForm(FlaskForm):  # type: ignore[misc]
    """Every kind of field once."""

    title = StringField(_l("Aufgabe"), [DataRequired()], description=_l("Verb zuerst, höchstens 120 Zeichen."))
    body = TextAreaField(_l("Beschreibung"))
    day = DateField(_l("Fällig am"), description=_l("Zum Beispiel 19.07.2017."))
    time = TimeField(_l("Uhrzeit"), description=_l("Zum Beispiel 14:00."))
    percent = IntegerField(_l("Anteil in Prozent"), description=_l("Ganze Zahl von 0 bis 100."))
    email = EmailField(_l("E-Mail-Adresse"), [DataRequired()])
    password = PasswordField(_l("Passwort"), [DataRequired()])
    actor = SelectField(_l("Verantwortliche Stelle"), [DataRequired()], choices=ACTORS)
    goals = SelectMultipleField(_l("Ziele"), description=_l("Mindestens eines."), choices=GOALS)
    state = RadioField(_l("Stand"), [DataRequired()], choices=STATES)
    agreed = BooleanField(_l("Mit der Leitung abgestimmt"))
    evidence = FileField(_l("Nachweis"), description=_l("PDF oder Bild, höchstens 10 MB."))


class PatternFilter(FlaskForm):  # type: ignore[misc]
    """A search beside a choice."""

    word = SearchField(_l("Suchwort"))
    field_of_action = SelectField(_l("Handlungsfeld"), choices=[SelectChoice("", "Alle"), SelectChoice("1", "Sprache")])


@dataclass(frozen=True)
class PatternPage:
    """Stands in for a page of a list, the second of three."""

    page: int = 2
    pages: int = 3
    has_prev: bool = True
    has_next: bool = True
    prev_num: int = 1
    next_num: int = 3


def pattern_context() -> dict[str, Any]:
    """Everything patterns.html asks for; needs a request, writes nothing."""
    return {"form": PatternForm(), "wrong": _form_with_errors(), "filters": PatternFilter(), "page": PatternPage()}


def _form_with_errors() -> PatternForm:
    form = PatternForm(prefix="falsch")
    for field in form:
        if field.short_name != "csrf_token":
            field.errors = [_l("Bitte ergänzen Sie diese Angabe.")]
    return form
