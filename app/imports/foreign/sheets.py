"""An Excel file as its visible sheets, every cell as the words a reader sees."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from typing import Any

import openpyxl

from . import MOST_COLUMNS, MOST_SHEETS, N_, Budget, Refused
from .package import Package

ODD = {"f": "formula", "e": "error"}  # openpyxl's types of cells that hold no plain value
# Quoted words, escaped signs and colours say nothing about the kind of a number.
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# Signs that XML cannot hold are spelled out (ISO/IEC 29500-1, 22.9.2.19): of them line ends and
# tabs are of use, and the sign that keeps a text from looking like such a spelling.
SPELLED = re.compile(r"_x00(0[9ADad])_|_x005F_(?=x[0-9A-Fa-f]{4}_)")


def read(package: Package) -> dict[str, Any]:
    """The rows that hold something, with their numbers; formulas and errors are named by place."""
    warnings.simplefilter("ignore")  # of extensions that are not read
    book = openpyxl.load_workbook(package.whole, read_only=True, data_only=False, keep_links=False)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not shown or len(shown) > MOST_SHEETS:
        raise Refused(
            N_("Erwartet werden 1 bis %(number)s Tabellenblätter, die zu sehen sind."),
            number=MOST_SHEETS,
        )
    budget = Budget()
    return {
        "kind": "xlsx",
        "sheets": [{"name": sheet.title, "rows": list(_rows(sheet, budget))} for sheet in shown],
    }


def _rows(sheet: Any, budget: Budget) -> Iterator[list[Any]]:
    """Triples: the row's number, its cells, and what is odd by its place from 0."""
    sheet.reset_dimensions()  # what a file says of its own size need not be true
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        cells = [budget.letters(_words(cell)) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            budget.row()
            odd = {
                place: ODD[cell.data_type]
                for place, cell in enumerate(row)
                if cell.data_type in ODD
            }
            yield [number, cells, odd]


def _words(cell: Any) -> str:
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nein"
        case int() | float():
            return _number(value, cell.number_format or "")
        case dt.datetime():
            midnight = value.time() == dt.time()
            return value.strftime("%d.%m.%Y" if midnight else "%d.%m.%Y %H:%M")
        case str():
            return SPELLED.sub(lambda found: chr(int(found[1] or "5F", 16)), value)
    return str(value)


def _number(value: float, number_format: str) -> str:
    sign = ""
    if "%" in LITERAL.sub("", number_format):
        value, sign = round(value * 100, 6), " %"
    whole = isinstance(value, int) or value.is_integer()
    return f"{int(value) if whole else value}{sign}"
