"""Lists as files for a spreadsheet: XLSX with typed cells, CSV as a German Excel opens it.

Nothing anybody entered is ever a formula. XLSX cells are written by their type; in CSV, which has
no types, text that would be read as a formula gets an apostrophe in front (OWASP, CSV Injection).
"""

from __future__ import annotations

import csv
import datetime as dt
import enum
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | int | float | dt.date | None
BOM = "\ufeff"
# OWASP names these, in their full-width forms too, which Excel reads alike.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST_CELL = 32_767
LONGEST_TAB = 31
FIRST_YEAR = 1900  # Excel knows no day before
NOT_IN_TAB = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class Kind(enum.Enum):
    """What a column holds, and so how its cells are written."""

    TEXT = enum.auto()
    DAY = enum.auto()
    NUMBER = enum.auto()
    PERCENT = enum.auto()


@dataclass(frozen=True)
class Column:
    """A column: its heading, its kind, and its width in characters."""

    label: str
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A list with all its rows."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True, kw_only=True)
class About:
    """What a file is, in pairs as plan, day and choice, under the tab's title; when it was made."""

    title: str
    facts: Sequence[tuple[str, str]]
    made_at: dt.datetime


def to_xlsx(title: str, tabs: Sequence[Tab], about: About) -> bytes:
    """Each list on a tab with fixed headings and a filter; what the file is on the last.

    None is an empty cell and never 0. A percentage is the number itself, 45 for "45 %".
    Written row by row: a long list never stands in memory as cells.
    """
    import xlsxwriter  # by whoever writes a list: pages need no memory for it

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title, "created": about.made_at.replace(tzinfo=None)})
        looks = {kind: book.add_format(_look(kind)) for kind in Kind}
        for tab in tabs:
            _write_list(book, tab, looks)
        _write_about(book, about)
    return out.getvalue()


def to_csv(sheet: Tab) -> bytes:
    """UTF-8 with BOM, semicolons, CRLF, days as 29.03.2017, numbers with a comma."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([_harmless(column.label) for column in sheet.columns])
    writer.writerows([_csv_cell(value) for value in row] for row in sheet.rows)
    return (BOM + out.getvalue()).encode()


def _write_list(book: Any, sheet: Tab, looks: Mapping[Kind, Any]) -> None:
    tab = book.add_worksheet(sheet.title.translate(NOT_IN_TAB)[:LONGEST_TAB])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for place, column in enumerate(sheet.columns):
        tab.set_column(place, place, column.width)
        tab.write_string(0, place, column.label, head)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for place, value in enumerate(row):
            _write_cell(tab, last, place, value, looks[sheet.columns[place].kind])
    tab.freeze_panes(1, 0)
    tab.autofilter(0, 0, last, len(sheet.columns) - 1)
    tab.set_landscape()
    tab.set_paper(9)  # A4
    tab.fit_to_pages(1, 0)
    tab.repeat_rows(0)


def _look(kind: Kind) -> dict[str, Any]:
    look: dict[Kind, dict[str, Any]] = {
        Kind.TEXT: {"num_format": "@", "text_wrap": True},
        Kind.DAY: {"num_format": "dd.mm.yyyy", "align": "left"},
        Kind.NUMBER: {"num_format": "General"},
        Kind.PERCENT: {"num_format": '0" %"'},
    }
    return {"valign": "top", **look[kind]}


def _write_cell(tab: Any, row: int, place: int, value: Cell, look: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        tab.write_string(row, place, _lines(value)[:LONGEST_CELL], look)
    elif isinstance(value, dt.date) and value.year < FIRST_YEAR:
        tab.write_string(row, place, _csv_cell(value), look)
    elif isinstance(value, dt.date):
        tab.write_datetime(row, place, value, look)
    else:
        tab.write_number(row, place, value, look)


def _write_about(book: Any, about: About) -> None:
    tab = book.add_worksheet(about.title)
    bold, plain = (
        book.add_format({"bold": True, "valign": "top"}),
        book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
    )
    tab.set_column(0, 0, 24)
    tab.set_column(1, 1, 70)
    for row, (label, text) in enumerate(about.facts):
        tab.write_string(row, 0, label, bold)
        tab.write_string(row, 1, text[:LONGEST_CELL], plain)


def _csv_cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case str():
            return _harmless(value)
        case dt.date():
            return value.strftime("%d.%m.%Y")
        case _:
            return str(value).replace(".", ",")


def _harmless(text: str) -> str:
    """The text, which no spreadsheet takes for a formula. A NUL no CSV reader understands.

    One apostrophe more than there was, so that whoever reads the file can take off just one.
    """
    text = _lines(text).replace("\0", "")
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def _lines(text: str) -> str:
    """Line ends as a cell has them; browsers send two signs, of which XLSX would show one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
