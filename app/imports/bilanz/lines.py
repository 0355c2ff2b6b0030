"""What a single line of a Bilanz is: heading, table row, bullet or prose."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.imports.wording import clean

MARK = r"(?:\*{1,3}|_{1,3}|<(?:b|strong)>)"
HEADING = re.compile(r"^\s*#{1,6}\s+")
FIELD = re.compile(
    rf"^\s*(?:\#{{1,6}}\s+)?(?P<lead>(?:{MARK})?(?:im\s+)?(?:{MARK})?handlungsfeld\s+)"
    rf"(?P<mark>{MARK})?\s*(?P<number>\d{{1,3}})\s*(?:[.:)]|\s[–-]|(?=\s*{MARK}))\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
UNNUMBERED_FIELD = re.compile(
    rf"^\s*(?:\#{{1,6}}\s+handlungsfeld\b|(?:{MARK})?(?:im\s+)?handlungsfeld\s+{MARK}\D)",
    re.IGNORECASE,
)
OUTLOOK = re.compile(rf"^\s*(?:\#{{1,6}}\s+)?(?:{MARK})?ausblick\b", re.IGNORECASE)
EXAMPLES = re.compile(rf"^\s*(?:\#{{1,6}}\s+)?(?:{MARK})?beispiele\b(?P<rest>.*)$", re.IGNORECASE)
BULLET = re.compile(r"^\s*[-–•·*+]\s+(?P<text>\S.*)$")
GOAL_COLUMN = re.compile(r"^(?:teil)?ziele?\b", re.IGNORECASE)
STATUS_COLUMN = re.compile(r"\b(?:umsetzung|status|umsetzungsstand|stand)", re.IGNORECASE)
DASHES = re.compile(r"^:?-{3,}:?$")


class Line(NamedTuple):
    """A line with its number in the file, counted from 1."""

    number: int
    text: str

    @property
    def is_blank(self) -> bool:
        """Nothing but white space that holds no column: a lone tab is an empty row."""
        return not self.text.strip()

    @property
    def cells(self) -> list[str]:
        """The raw cells; no CSV quoting, for cells hold straight quotation marks."""
        return self.text.split("\t")


def number_lines(text: str) -> list[Line]:
    """The text's lines, numbered from 1 (LF line ends)."""
    return [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]


def is_table_header(line: Line) -> bool:
    """Whether the line names the columns: goals first, implementation last."""
    cells = [clean(cell) for cell in line.cells]
    return (
        len(cells) > 1
        and len(cells[0]) <= 40
        and GOAL_COLUMN.match(cells[0]) is not None
        and STATUS_COLUMN.search(cells[-1]) is not None
        and len(cells[-1]) <= 40
        and "%" not in cells[-1]
    )


def looks_like_lost_header(line: Line) -> bool:
    """A header row whose tabs were lost on the way."""
    words = clean(line.text)
    return (
        "\t" not in line.text
        and len(words) <= 80
        and re.match(r"^ziele?\s", words, re.IGNORECASE) is not None
        and re.search(r"\bumsetzung$", words, re.IGNORECASE) is not None
    )


def is_separator(line: Line) -> bool:
    """A Markdown separator row between header and data."""
    cells = [cell.strip() for cell in line.cells]
    return len(cells) > 1 and all(DASHES.match(cell) for cell in cells)


def is_examples_heading(line: Line) -> bool:
    """Whether the line opens the list of local examples."""
    found = EXAMPLES.match(line.text)
    if found is None or "\t" in line.text:
        return False
    rest = clean(found["rest"]).rstrip("*_ ")
    return rest in ("", ":") or "Handlungsfeld" in rest or (rest.endswith(":") and len(rest) < 120)
