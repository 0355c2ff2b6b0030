"""The page that shows every macro in every state, and the form it needs for that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, render_template
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
from wtforms.fields import SelectChoice as Choice
from wtforms.validators import DataRequired

from app.domain import charts
from app.language import lazy_gettext as _l
from app.web.guards import current_viewer, public

bp = Blueprint("patterns", __name__)

ACTORS = [Choice("", "Bitte wählen"), Choice("a", "Kreisjugendring"), Choice("b", "Jobcenter")]
GOALS = [Choice("7.1", "7.1 Vereine öffnen"), Choice("7.2", "7.2 Ehrenamt stärken")]
STATES = [Choice("open", "Offen"), Choice("in_progress", "In Arbeit"), Choice("done", "Erledigt")]
MEASURED = charts.over_time(
    [
        charts.Series(
            "Gemessen",
            [
                (dt.date(2016, 12, 31), 4),
                (dt.date(2017, 6, 30), 9),
                (dt.date(2017, 9, 30), None),
                (dt.date(2017, 12, 31), 10.5),
            ],
        ),
        charts.Series(
            "Ziel", [(dt.date(2016, 12, 31), 4), (dt.date(2018, 12, 31), 18)], dashed=True
        ),
    ]
)
FIELDS = [Choice("", "Alle"), Choice("1", "1 Sprache"), Choice("2", "2 Bildung")]


class PatternForm(FlaskForm):
    """Every kind of field once."""

    title = StringField(
        _l("Aufgabe"), [DataRequired()], description=_l("Verb zuerst, höchstens 120 Zeichen.")
    )
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


class PatternFilter(FlaskForm):
    """A search beside a choice."""

    word = SearchField(_l("Suchwort"))
    field_of_action = SelectField(_l("Handlungsfeld"), choices=FIELDS)


@dataclass(frozen=True)
class SecondOfThree:
    """Stands in for a page of a long list."""

    page: int = 2
    pages: int = 3
    has_prev: bool = True
    has_next: bool = True
    prev_num: int = 1
    next_num: int = 3


@bp.get("/-/muster")
@public
def show() -> str:
    """Made-up words only: everybody sees it in a demo, elsewhere the office that may need it."""
    viewer = current_viewer()
    if not current_app.config["DEMO"] and not (viewer and viewer.is_office):
        abort(404)
    return render_template(
        "patterns.html",
        form=PatternForm(),
        wrong=_form_with_mistakes(),
        filters=PatternFilter(prefix="filter"),
        page=SecondOfThree(),
        measured=MEASURED,
        unmeasured=charts.over_time([charts.Series("Gemessen", [])]),
    )


def _form_with_mistakes() -> PatternForm:
    form = PatternForm(prefix="falsch")
    for field in form:
        if field.short_name != "csrf_token":
            field.errors = [_l("Bitte ergänzen Sie diese Angabe.")]
    return form
