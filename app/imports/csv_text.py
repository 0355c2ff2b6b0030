"""A CSV file as a spreadsheet writes it: its encoding and its separator are found out."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from app.imports.draft import Problem, UnreadableFile
from app.imports.foreign import MOST_COLUMNS, Budget, Refused
from app.imports.office import refusal
from app.language import gettext as _

SEPARATORS = ";\t,"
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# What our own files put in front of text that a spreadsheet would take for a formula.
SHIELDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
# A formula, or a command for another program (DDE); "- ein Punkt" and "+49" are neither.
FORMULA = re.compile(r"[=＝]|[+\-@＋－＠][^\n]*\|[^\n]*!")


def read_csv(content: bytes, name: str) -> dict[str, Any]:
    """The rows that hold something, in the form of a workbook; raises `UnreadableFile`."""
    text = _decoded(content)
    if found := NO_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise UnreadableFile(
            [Problem(name, line, _("Das ist keine CSV-Datei, sondern eine Binärdatei."))]
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        return {"kind": "csv", "sheets": [{"name": "", "rows": list(_rows(reader))}]}
    except csv.Error:
        message = _(
            "Die Anführungszeichen passen nicht zusammen. Bitte speichern Sie die Tabelle noch"
            " einmal als CSV."
        )
        raise UnreadableFile([Problem(name, reader.line_num, message)]) from None
    except Refused as refused:
        sentence = refusal(refused.message, refused.about)
        raise UnreadableFile([Problem(name, None, sentence)]) from None


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 where it says so or fits, else what Windows writes in Germany."""
    for start, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(start):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _separator(text: str) -> str:
    """The sign that stands most often in the first lines, outside quotation marks."""
    head = re.sub(r'"(?:[^"]|"")*"', "", text[:20_000])
    lines = [line for line in head.splitlines() if line.strip()][:5]
    return max(SEPARATORS, key=lambda sign: sum(line.count(sign) for line in lines))


def _rows(reader: Any) -> Any:
    budget = Budget()
    for cells in reader:
        cells = cells[:MOST_COLUMNS]
        odd = {place: "formula" for place, cell in enumerate(cells) if FORMULA.match(cell)}
        words = [budget.letters(cell[1:] if SHIELDED.match(cell) else cell) for cell in cells]
        if any(word.strip() for word in words):
            budget.row()
            yield [reader.line_num, words, odd]
