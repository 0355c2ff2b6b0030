"""A Word file of the office: what is read of it, what is left alone, and where it is doubtful."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.imports.draft import PlanDraft, UnreadableFile
from app.imports.foreign import word
from app.imports.foreign.package import Package
from app.imports.pages import parse_pages
from app.models.plans import Category
from tests.imports.office_files import HEAD, ROW, cell_of, docx, field, paragraph, table


def read(*blocks: str, known: dict[int, str] | None = None, **more: Any) -> PlanDraft:
    return parse_pages(
        word.read(Package(docx(*blocks, **more)))["blocks"], "plan.docx", known or {}
    )


def problem_of(*blocks: str) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read(*blocks)
    return str(refused.value.problems[0])


def test_tables_under_headings_become_fields_with_their_goals() -> None:
    draft = read(
        paragraph("Bilanz des Konzepts", "H1"),
        paragraph("Musterhausen, Stand 1. März 2019"),
        field(1, "Wohnen"),
        paragraph("Hier wird 7 Ziele lang erzählt."),
        table(HEAD, ROW, ("Mieten senken", "", "Nicht umgesetzt.")),
        paragraph("Beispiele aus dem Landkreis:"),
        paragraph("– Ein Haus."),
        paragraph("– Ein Fest."),
        paragraph("Ein Absatz, der kein Beispiel ist."),
        field(2, "Sprache"),
        table(HEAD, ("Kurse", "Es gibt sie.", "100% umgesetzt")),
    )

    assert (draft.title, draft.as_of) == ("Bilanz des Konzepts", dt.date(2019, 3, 1))
    assert (draft.is_partial, draft.names_plan) == (True, False)
    assert [(each.number, each.name) for each in draft.fields] == [(1, "Wohnen"), (2, "Sprache")]
    assert [(goal.key, goal.title, goal.status_raw) for goal in draft.goals] == [
        ("1.1", "Wohnungen bauen", "Umsetzung 50%"),
        ("1.2", "Mieten senken", "Nicht umgesetzt."),
        ("2.1", "Kurse", "100% umgesetzt"),
    ]
    assert [example.text for example in draft.fields[0].examples] == ["Ein Haus.", "Ein Fest."]
    assert draft.doubts == ()


def test_a_further_column_of_numbers_names_the_goals() -> None:
    head = ("Nr.", "Ziel", "Was getan wurde", "Stand der Umsetzung")
    rows = (("1.2", *ROW), ("1.5", "Mieten senken", "Wird verhandelt.", ""))

    draft = read(field(), table(head, *rows))

    assert [(goal.key, goal.title) for goal in draft.goals] == [
        ("1.2", "Wohnungen bauen"),
        ("1.5", "Mieten senken"),
    ]


def test_words_that_were_deleted_under_tracking_are_gone_and_inserted_ones_count() -> None:
    tracked = (
        "<w:tc><w:p><w:r><w:t>Wohnungen </w:t></w:r><w:del><w:r><w:delText>alt</w:delText></w:r>"
        "</w:del><w:moveFrom><w:r><w:t>weg</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>bauen</w:t>"
        "</w:r></w:ins></w:p></w:tc>"
    )
    deleted = "<w:tr><w:trPr><w:del/></w:trPr>" + cell_of("Gelöscht") * 3 + "</w:tr>"

    draft = read(
        field(), table(HEAD, (tracked, *ROW[1:])).replace("</w:tbl>", deleted + "</w:tbl>")
    )

    assert [goal.title for goal in draft.goals] == ["Wohnungen bauen"]


def test_every_doubt_names_its_table_and_row() -> None:
    whole_row = cell_of("Neubau", properties='<w:gridSpan w:val="3"/>')
    rows = [HEAD, ROW, (whole_row,), ("", "Es geht weiter.", ""), ("Werben", "Text", "Läuft gut")]

    draft = read(field(), table(("Jahr", "Anzahl"), ("2017", "3")), table(*rows))

    assert [(doubt.place, doubt.key, doubt.message[:38]) for doubt in draft.doubts] == [
        ("Tabelle 2, Zeile 3", "", "Die Zwischenzeile „Neubau“ wird überle"),
        ("Tabelle 2, Zeile 4", "1.1", "Zeile ohne Ziel gelesen als Fortsetzun"),
        ("Tabelle 2, Zeile 5", "1.2", "Der Umsetzungsstand „Läuft gut“ ist ke"),
    ]
    first, second = draft.goals
    assert first.description == "Es wird gebaut. Es geht weiter."
    assert (second.status_raw, second.status_category, second.status_percent) == (
        "Läuft gut",
        Category.UNKNOWN,
        None,
    )


def test_a_line_below_the_status_names_its_own_day() -> None:
    status = cell_of("Umsetzung 50%", "Stand 20.02.2017")

    draft = read(field(), table(HEAD, (*ROW[:2], status)))

    (goal,) = draft.goals
    assert (goal.status_raw, goal.reported_on) == ("Umsetzung 50%", dt.date(2017, 2, 20))


def test_a_field_is_known_by_its_name_alone() -> None:
    heading, prose = paragraph("Wohnen", "H1"), "Im Handlungsfeld 2. Sprache wurde viel getan."

    draft = read(
        heading,
        table(HEAD, ROW),
        paragraph(prose),
        table(HEAD, ROW),
        known={1: "Wohnen", 2: "Sprache"},
    )

    assert [(each.number, each.name, len(each.goals)) for each in draft.fields] == [
        (1, "Wohnen", 1),
        (2, "Sprache", 1),
    ]


def test_what_cannot_be_placed_is_refused_with_its_place() -> None:
    other = paragraph("Ausblick", "H1")

    assert "Tabelle 1: Die Tabelle gehört zu keinem Handlungsfeld" in problem_of(table(HEAD, ROW))
    assert "Tabelle 2: Die Tabelle gehört zu keinem" in problem_of(
        field(), table(HEAD, ROW), other, table(HEAD, ROW)
    )
    assert "Tabelle 1, Zeile 2: In der ersten Spalte steht kein Ziel." in problem_of(
        field(), table(HEAD, ("", "Text", ""))
    )
    assert "Keine Tabelle mit Zielen gefunden" in problem_of(field(), paragraph("Text"))
