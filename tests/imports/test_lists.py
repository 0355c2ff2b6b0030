"""A list of the office: columns guessed from their heads, rows read, odd cells named."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter

from app.imports.csv_text import read_csv
from app.imports.draft import PlanDraft, UnreadableFile
from app.imports.foreign import sheets
from app.imports.foreign.package import Package
from app.imports.lists import Mapping, Role
from app.imports.lists.cells import letters
from app.imports.reading import Reading
from app.models.plans import Category


def csv(*lines: str) -> Reading:
    return Reading("plan.csv", read_csv("\r\n".join(lines).encode(), "plan.csv"))


def read(*lines: str, known: dict[int, str] | None = None) -> PlanDraft:
    return csv(*lines).draft(known=known)


def doubts(draft: PlanDraft) -> list[tuple[str, str]]:
    return [(doubt.place, doubt.message) for doubt in draft.doubts]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "Handlungsfeld;Ziel;Maßnahmen;Stand der Umsetzung;Umsetzungsgrad in %",
            "field goal description status percent",
        ),
        (
            "lfd. Nr.;Themenfeld;Ziele;Aufgaben/Beschreibung;Umsetzung",
            "number field goal description status",
        ),
        ("Ziel-Nr.;Titel;Erläuterung;Status;Bemerkungen", "number goal description status notes"),
        (
            "Handlungsfeld;Maßnahme;Was getan wurde;Sachstand;Ampel",
            "field goal description status category",
        ),
        ("Name;Telefon", ""),
    ],
)
def test_columns_are_guessed_from_their_heads(head: str, expected: str) -> None:
    reading = csv("Bilanz 2019;;", "", head, "1;a;b;c;d")

    assert " ".join(reading.guess.columns) == expected
    assert reading.guess.head == (3 if expected else 0)


def test_a_list_without_heads_is_read_once_somebody_says_what_its_columns_are() -> None:
    reading = csv("1 Wohnen;Wohnungen bauen;Umsetzung 50%")

    with pytest.raises(UnreadableFile, match="nicht zu erkennen, welche Spalten"):
        reading.draft()
    draft = reading.draft(Mapping(0, 0, {Role.FIELD: 0, Role.GOAL: 1, Role.STATUS: 2}))

    assert [(goal.key, goal.title, goal.status_percent) for goal in draft.goals] == [
        ("1.1", "Wohnungen bauen", 50)
    ]


def test_fields_are_told_by_number_by_name_and_by_the_row_above() -> None:
    draft = read(
        "Handlungsfeld;Ziel;Stand",
        "Sprache;Kurse;",
        ";Prüfungen;",
        "Handlungsfeld 1: Wohnen;Wohnungen;",
        "Gesundheit;Ärzte;",
        known={1: "Wohnen", 2: "Sprache"},
    )

    assert [(each.number, each.name, len(each.goals)) for each in draft.fields] == [
        (1, "Wohnen", 1),
        (2, "Sprache", 2),
        (3, "Gesundheit", 1),
    ]
    assert doubts(draft) == [
        (
            "Zeile 3, Spalte „Handlungsfeld“",
            "Zeilen ohne Handlungsfeld zählen zu dem, das darüber genannt ist.",
        ),
        (
            "Zeile 5, Spalte „Handlungsfeld“",
            "Das Handlungsfeld „Gesundheit“ gibt es noch nicht; es bekommt die Nummer 3.",
        ),
    ]


def test_every_odd_cell_is_named_with_its_place_and_nothing_is_guessed() -> None:
    draft = read(
        "Nummer;Ziel;Umsetzung;Anteil in Prozent;Einordnung;Daueraufgabe;Stichtag",
        "1.1;Bauen;Läuft gut;150;Super;vielleicht;31.02.2017",
        "01.02.2026;Mieten;Umsetzung 50%;40;Umgesetzt;ja;2017-03-01",
        "1.1;Wohnen;;45 %;;;",
        ";;ohne Ziel;;;;",
        known={1: "Wohnen"},
    )

    first, second, third = draft.goals
    assert (first.status_category, first.status_percent, first.ongoing_duty) == (
        Category.UNKNOWN,
        None,
        False,
    )
    assert (second.key, second.status_category, second.status_percent) == ("1.2", Category.DONE, 40)
    assert (third.key, third.status_category, third.status_percent) == (
        "1.3",
        Category.IN_PROGRESS,
        45,
    )
    assert draft.as_of == dt.date(2017, 3, 1)
    places = [place.replace(", Spalte", "") for place, _ in doubts(draft)]
    assert places == [
        "Zeile 2 „Umsetzung“",
        "Zeile 2 „Anteil in Prozent“",
        "Zeile 2 „Einordnung“",
        "Zeile 2 „Daueraufgabe“",
        "Zeile 2 „Stichtag“",
        "Zeile 3 „Nummer“",
        "Zeile 3 „Umsetzung“",
        "Zeile 3 „Handlungsfeld“",
        "Zeile 4 „Nummer“",
        "Zeile 5 „Ziel“",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encoding_and_separator_are_found_out(encoding: str, separator: str) -> None:
    lines = ["Handlungsfeld;Ziel;Umsetzung", '1;"Bauen – für; alle, ""schön""";Umsetzung 50%']
    text = "\n".join(lines).replace('"schön""";', '"schön"""|').replace(";", separator)
    content = text.replace("|", separator).encode(encoding)

    (goal,) = Reading("plan.csv", read_csv(content, "plan.csv")).draft().goals

    assert goal.title.replace(separator, ";").startswith("Bauen – für")
    assert goal.title.endswith('"schön"')
    assert goal.status_percent == 50


@pytest.mark.parametrize("cell", ["=SUMME(A1)", "＝1", "+cmd|' /C calc'!A0"])
def test_a_formula_in_a_csv_file_is_refused(cell: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read("Handlungsfeld;Ziel", f"1;{cell}")

    assert str(refused.value).startswith(
        "plan.csv, Zeile 2, Spalte „Ziel“: Hier steht eine Formel."
    )


def test_a_torn_quotation_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableFile, match=r"plan\.csv, Zeile 2: Die Anführungszeichen passen"):
        read("Handlungsfeld;Ziel", '1;"Bauen" oder nicht')


def test_excel_cells_become_the_words_a_reader_sees() -> None:
    file = workbook(
        [
            ["Handlungsfeld", "Ziel", "Umsetzung", "Anteil in Prozent", "Stichtag"],
            [1, "Bauen", "Umsetzung 50%", (0.5, "0%"), (dt.date(2017, 2, 20), "dd.mm.yyyy")],
            [1, "Mieten", True, (45, '0" %"'), None],
        ]
    )

    draft = Reading("plan.xlsx", sheets.read(Package(file))).draft()

    assert [(goal.status_percent, goal.status_raw) for goal in draft.goals] == [
        (50, "Umsetzung 50%"),
        (45, "ja"),
    ]
    assert draft.as_of == dt.date(2017, 2, 20)
    assert doubts(draft)[0][0] == "Blatt „Liste“, Zelle C3"


def test_hidden_sheets_are_not_read() -> None:
    reading = Reading("plan.xlsx", sheets.read(Package(workbook([["Handlungsfeld", "Ziel"]]))))

    assert [sheet["name"] for sheet in reading.data["sheets"]] == ["Liste"]


def test_columns_are_called_as_excel_calls_them() -> None:
    assert [letters(place) for place in (0, 25, 26, 59)] == ["A", "Z", "AA", "BH"]


def workbook(rows: list[list[Any]]) -> bytes:
    """A sheet of these cells beside a hidden one; a pair is a number and its format."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        tab = book.add_worksheet("Liste")
        book.add_worksheet("Verborgen").hide()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                value, look = cell if isinstance(cell, tuple) else (cell, None)
                tab.write(
                    row, column, value, book.add_format({"num_format": look}) if look else None
                )
    return out.getvalue()
