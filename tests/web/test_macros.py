"""The macros promise accessible markup and the right words; pages rely on both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, flash
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from app.domain import charts

CHOICES = [SelectChoice("a", "Amt"), SelectChoice("b", "Bildung")]


class Form(FlaskForm):
    title = StringField("Titel", [DataRequired("Bitte geben Sie einen Titel ein.")])
    note = TextAreaField("Notiz", description="Ein Satz genügt.")
    day = DateField("Tag")
    secret = PasswordField("Passwort")
    actor = SelectField("Stelle", choices=CHOICES)
    goals = SelectMultipleField("Ziele", choices=CHOICES)
    state = RadioField("Stand", choices=CHOICES)
    agreed = BooleanField("Abgestimmt")
    proof = FileField("Nachweis")
    version = HiddenField("Fassung")

    def validate_goals(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError("Bitte ordnen Sie mindestens ein Ziel zu.")


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/liste?wort=x&page=2"):
        yield


@pytest.fixture
def page(app: Flask) -> Any:
    def render(source: str, **context: Any) -> BeautifulSoup:
        text = app.jinja_env.from_string(source).render(**context)
        return BeautifulSoup(text, "html.parser")

    return render


def the(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, f"{len(found)} of {selector} in {soup}"
    return found[0]


def words(tag: BeautifulSoup | Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_a_required_field_says_so_in_words(page: Any) -> None:
    soup = page("{{ forms.field(form.title) }}", form=Form())

    assert words(the(soup, "label")) == "Titel (erforderlich)"
    assert the(soup, "label")["for"] == the(soup, "input")["id"]
    assert the(soup, "input").has_attr("required")


def test_a_hint_is_read_with_its_field(page: Any) -> None:
    soup = page("{{ forms.field(form.note, optional=true) }}", form=Form())

    assert words(the(soup, "label")) == "Notiz (freiwillig)"
    assert words(the(soup, f"#{the(soup, 'textarea')['aria-describedby']}")) == "Ein Satz genügt."


def test_an_error_is_tied_to_its_field(page: Any) -> None:
    form = Form(MultiDict())
    form.validate()

    field = the(page("{{ forms.field(form.title, hint='Kurz.') }}", form=form), "input")
    soup = page("{{ forms.field(form.title, hint='Kurz.') }}", form=form)

    assert field["aria-invalid"] == "true"
    told = " ".join(words(the(soup, f"#{name}")) for name in field["aria-describedby"].split())
    assert told == "Kurz. Bitte geben Sie einen Titel ein."


@pytest.mark.parametrize(
    ("name", "selector"),
    [
        ("title", "input[type=text]"),
        ("note", "textarea"),
        ("day", "input[type=date]"),
        ("secret", "input[type=password]"),
        ("actor", "select"),
        ("agreed", "input[type=checkbox]"),
        ("proof", "input[type=file]"),
        ("version", "input[type=hidden]"),
    ],
)
def test_each_kind_of_field_keeps_its_kind(page: Any, name: str, selector: str) -> None:
    soup = page("{{ forms.field(field) }}", field=Form()[name])

    assert the(soup, selector)["name"] == name


@pytest.mark.parametrize(("name", "kind"), [("goals", "checkbox"), ("state", "radio")])
def test_choices_stand_in_a_named_group_and_keep_what_was_chosen(
    page: Any, name: str, kind: str
) -> None:
    form = Form(MultiDict({name: "b"}))

    soup = page("{{ forms.field(field) }}", field=form[name])

    assert words(the(soup, "fieldset > legend")) == form[name].label.text
    boxes = soup.select(f"input[type={kind}]")
    assert [(box["value"], box.has_attr("checked")) for box in boxes] == [("a", False), ("b", True)]
    assert [words(the(soup, f"label[for={box['id']}]")) for box in boxes] == ["Amt", "Bildung"]


def test_the_error_summary_leads_to_each_wrong_field(page: Any) -> None:
    form = Form(MultiDict({"actor": "a", "state": "a"}))
    form.validate()

    soup = page(
        "{{ ui.error_summary(form) }}{% for f in form %}{{ forms.field(f) }}{% endfor %}", form=form
    )

    summary = the(soup, "[role=alert]")
    assert {link["href"]: words(link) for link in summary.select("a")} == {
        "#title": "Titel: Bitte geben Sie einen Titel ein.",
        "#goals-0": "Ziele: Bitte ordnen Sie mindestens ein Ziel zu.",
    }
    for link in summary.select("a"):
        assert the(soup, str(link["href"])).name == "input"


def test_a_form_without_errors_has_no_summary(page: Any) -> None:
    assert words(page("{{ ui.error_summary(form) }}", form=Form())) == ""


def test_forms_and_buttons_carry_the_csrf_token(app: Flask, page: Any) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    whole = page("{% call forms.form(form) %}{% endcall %}", form=Form())
    single = page("{{ forms.post_button('/weg', 'Löschen', context='Aufgabe 1') }}")

    for soup in (whole, single):
        assert the(soup, "form")["method"] == "post"
        assert the(soup, "form input[name=csrf_token]")["value"]
    assert words(the(single, "button")) == "Löschen (Aufgabe 1)"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("status.status_badge('done')", "Umgesetzt"),
        ("status.status_badge('done', ongoing_duty=true)", "Umgesetzt, Daueraufgabe"),
        ("status.status_badge('in_progress')", "In Arbeit"),
        ("status.status_badge('started')", "Begonnen"),
        ("status.status_badge('not_started')", "Nicht umgesetzt"),
        ("status.status_badge('not_started', label='In Abstimmung')", "In Abstimmung"),
        ("status.status_badge('not_feasible')", "Wird nicht umgesetzt"),
        ("status.status_badge('unknown')", "Keine Angabe"),
        ("task_badge('open')", "Offen"),
        ("task_badge('waiting')", "Wartet auf andere"),
        ("task_badge('to_check')", "Zur Prüfung"),
        ("task_badge('postponed')", "Zurückgestellt"),
        ("status.answer_badge('NEEDS-ACTION')", "Antwort steht aus"),
        ("status.answer_badge('DELEGATED')", "Vertretung benannt"),
        ("status.ampel('green')", "im Plan"),
        ("status.ampel('red', 'blockiert')", "blockiert"),
    ],
)
def test_a_state_is_a_word_beside_a_sign(page: Any, source: str, text: str) -> None:
    soup = page("{{ " + source + " }}")

    assert words(soup) == text
    assert the(soup, "svg")["aria-hidden"] == "true"


def test_no_number_is_not_zero(page: Any) -> None:
    assert words(page("{{ status.percent(none) }}")) == "keine Zahl"
    assert not page("{{ status.percent(none) }}").select("progress")
    assert words(page("{{ status.percent(0) }}")) == "0 %"
    assert the(page("{{ status.percent(40, 'Ziel 5.1') }}"), "progress")["aria-label"] == "Ziel 5.1"


def test_a_distribution_tells_its_figures_in_words(page: Any) -> None:
    soup = page("{{ status.distribution({'done': 14, 'unknown': 2, 'started': 0}, 'Ziele') }}")

    assert [words(item) for item in soup.select("li")] == ["Umgesetzt 14", "Keine Angabe 2"]
    assert [rect["width"] for rect in soup.select("rect")] == ["14", "2"]
    assert [rect["x"] for rect in soup.select("rect")] == ["0", "14"]


def test_a_cell_repeats_its_column_for_narrow_screens(page: Any) -> None:
    soup = page(
        "{% call tables.table('Aufgaben', ['Aufgabe', 'Fällig', '']) %}<tr>"
        "{{ tables.link_cell('Umfrage', '/a') }}{{ tables.cell('Fällig', none) }}<td></td></tr>"
        "{% endcall %}"
    )

    assert words(the(soup, "caption")) == "Aufgaben"
    assert [words(cell) for cell in soup.select("th[scope=col]")] == ["Aufgabe", "Fällig", "Aktion"]
    assert words(the(soup, "th[scope=row]")) == "Umfrage"
    assert words(the(soup, "td[data-label='Fällig']")) == "–"


def test_a_timeline_reads_in_order_and_says_where_we_stand(page: Any) -> None:
    soup = page(
        "{{ years.timeline(items, 'Termine 2017') }}",
        items=[
            {"date": "Mittwoch, 29. März 2017", "label": "Auftakt", "state": "past", "url": "/s"},
            SimpleNamespace(date="Juli 2017", label="Juli", state="open", url=None, note="folgt"),
        ],
    )

    assert [words(item) for item in soup.select("ol > li")] == [
        "Vorbei Auftakt Mittwoch, 29. März 2017",
        "Termin offen Juli Juli 2017 folgt",
    ]


def test_what_happened_is_announced(page: Any) -> None:
    flash("Gespeichert.")
    flash("Nicht versandt.", "error")

    soup = page("{{ ui.flash_messages() }}")

    assert words(the(soup, "[role=status]")) == "Gespeichert."
    assert words(the(soup, "[role=alert]")) == "Nicht versandt."


def test_words_from_outside_are_escaped(page: Any) -> None:
    soup = page(
        "{{ ui.page_header(x, x) }}{{ ui.facts([(x, x)]) }}{{ ui.meta([x]) }}{{ ui.quote(x) }}"
        "{{ tables.cell(x, x) }}{{ cards.card(x) }}{{ status.badge('done', x) }}",
        x='<b onclick="x">\'"',
    )

    assert not soup.select("b")


def test_a_breadcrumb_ends_with_this_page(page: Any) -> None:
    soup = page("{{ ui.breadcrumb([('Übersicht', '/'), ('Ziele', none)]) }}")

    assert words(the(soup, "[aria-current=page]")) == "Ziele"
    assert the(soup, "a")["href"] == "/"


def test_an_empty_fact_says_so(page: Any) -> None:
    soup = page("{{ ui.facts([('Nachweis', none), ('Anteil', 0)]) }}")

    assert [words(value) for value in soup.select("dd")] == ["keine Angabe", "0"]


def test_a_chart_tells_its_values_in_words_and_as_a_table(page: Any) -> None:
    day, later = dt.date(2017, 6, 30), dt.date(2017, 12, 31)
    chart = charts.over_time(
        [charts.Series("Gemessen", [(day, 9), (later, None)]), charts.Series("Ziel", [(later, 18)])]
    )

    soup = page("{{ charts.over_time(chart, 'Mannschaften', 'Stück') }}", chart=chart)

    assert the(soup, "figure svg[role=img]")["aria-label"] == (
        "Mannschaften. Gemessen: ein Wert, 9 Stück am 30. Juni 2017; "
        "Ziel: ein Wert, 18 Stück am 31. Dezember 2017."
    )
    assert [words(row) for row in soup.select("details tbody tr")] == [
        "30. Juni 2017 9 –",
        "31. Dezember 2017 – 18",
    ]


def test_a_chart_without_values_says_so(page: Any) -> None:
    chart = charts.over_time([charts.Series("Gemessen", [])])

    soup = page("{{ charts.over_time(chart, 'Mannschaften') }}", chart=chart)

    assert words(soup) == "Mannschaften: noch keine Werte."
