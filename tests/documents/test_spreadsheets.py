"""Files for spreadsheets: typed cells, and nothing that anybody entered is ever a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
import pytest

from app.documents.spreadsheets import About, Cell, Column, Kind, Tab, to_csv
from app.documents.spreadsheets import to_xlsx as workbook
from tests.noting import Note

MADE = dt.datetime(2017, 3, 29, 9, tzinfo=dt.UTC)
COLUMNS = [
    Column("Aufgabe", width=40),
    Column("Fällig am", Kind.DAY),
    Column("Anteil in Prozent", Kind.PERCENT),
    Column("Jahr", Kind.NUMBER),
]
CANARIES = [
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+49 7031 663-0",
    "-2+3",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "Erst dies,\r\ndann =das",
    "＝1+1",
    "＠SUM(A1)",
    '"; =1+1; "',
    "https://kreis.example/?a=1",
    "{=1+1}",
]


def sheet(*rows: list[Cell]) -> Tab:
    return Tab(title="Aufgaben: offen/alle", columns=COLUMNS, rows=rows)


def to_xlsx(tab: Tab) -> bytes:
    about = [("Plan", "=Plan"), ("Stand", "29. März 2017")]
    return workbook(tab.title, [tab], About(title="Angaben", facts=about, made_at=MADE))


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def read(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def lines(text: str) -> str:
    """Line ends as a cell has them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_cells_have_types_and_nothing_is_no_zero() -> None:
    content = to_xlsx(
        sheet(
            ["Umfrage", dt.date(2017, 9, 15), 45, 2017],
            ["Leer", None, None, None],
            ["Null", None, 0, None],
        )
    )

    tab = opened(content)["Aufgaben  offen alle"]
    name, day, *numbers = [cell.value for cell in tab[2]]
    assert (name, day.date(), numbers) == ("Umfrage", dt.date(2017, 9, 15), [45, 2017])
    assert [cell.value for cell in tab[3]] == ["Leer", None, None, None]
    assert tab["C4"].value == 0
    assert (tab["B2"].number_format, tab["C2"].number_format) == ("dd.mm.yyyy", '0" %"')


def test_headings_stay_and_filter() -> None:
    book = opened(to_xlsx(sheet(["Umfrage", None, None, None])))

    tab = book.worksheets[0]
    assert [cell.value for cell in tab[1]] == [column.label for column in COLUMNS]
    assert (tab.freeze_panes, tab.auto_filter.ref) == ("A2", "A1:D2")
    assert tab.column_dimensions["A"].width == pytest.approx(40, abs=1)


def test_a_second_tab_says_what_the_list_is() -> None:
    tab = opened(to_xlsx(sheet()))["Angaben"]

    assert [[cell.value for cell in row] for row in tab.rows] == [
        ["Plan", "=Plan"],
        ["Stand", "29. März 2017"],
    ]


@pytest.mark.parametrize("canary", CANARIES)
def test_no_text_is_a_formula_or_a_link_in_xlsx(canary: str, record_property: Note) -> None:
    content = to_xlsx(sheet([canary, None, None, None]))

    cell = opened(content).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (lines(canary), "s", None)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
    formulas = sum(part.count(b"<f>") + part.count(b"<f ") for part in sheets)
    record_property("S-19: formulas", f"{formulas} of 0 cells")
    assert (len(sheets), formulas) == (2, 0)


@pytest.mark.parametrize("canary", CANARIES)
def test_no_cell_of_a_csv_begins_like_a_formula(canary: str, record_property: Note) -> None:
    rows = read(to_csv(sheet([canary, None, None, None])))

    formulas = int(rows[1][0][0] in "=+-@\t\r\n＝＋－＠")
    record_property("S-19: formulas", f"{formulas} of 0 cells")
    assert len(rows[1]) == len(COLUMNS)
    assert rows[1][0].removeprefix("'") == lines(canary)
    assert not formulas


def test_a_csv_opens_in_a_german_excel() -> None:
    content = to_csv(sheet(["Größe; Maß", dt.date(2017, 9, 5), 45, None]))

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        "Aufgabe;Fällig am;Anteil in Prozent;Jahr\r\n"
        '"Größe; Maß";05.09.2017;45;\r\n'
    )  # fmt: skip


@pytest.mark.parametrize("text", ["a\0b", "\x01\x0b", "x" * 40_000, "￿", "🎉"])
def test_odd_text_makes_no_file_that_does_not_open(text: str) -> None:
    rows = sheet([text, dt.date(1850, 1, 1), None, None])

    assert opened(to_xlsx(rows)).worksheets[0]["B2"].value == "01.01.1850"
    assert len(read(to_csv(rows))) == 2
