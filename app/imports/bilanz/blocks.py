"""Sorting a field's lines into prose, tables and examples; page breaks do not cut them."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.imports.bilanz.lines import (
    BULLET,
    Line,
    is_examples_heading,
    is_separator,
    is_table_header,
    looks_like_lost_header,
)
from app.imports.bilanz.trouble import Trouble
from app.imports.draft import ExampleDraft
from app.imports.wording import clean, continues, join_parts
from app.language import lazy_gettext as _l


@dataclass
class Passage:
    """One paragraph or bullet with the lines it was put together from."""

    parts: list[str]
    lines: list[int]

    @property
    def text(self) -> str:
        """The whole passage, its parts joined with one blank."""
        return join_parts(self.parts)

    def add(self, line: Line, text: str) -> None:
        """Carry on with a further line."""
        self.parts.append(text)
        self.lines.append(line.number)


@dataclass(frozen=True)
class Row:
    """A table row; `after_break` when a blank line or a repeated header stands before it."""

    line: Line
    after_break: bool


@dataclass
class Table:
    """The rows under one header line."""

    header: Line
    rows: list[Row] = field(default_factory=list)


@dataclass
class Blocks:
    """What a field of action consists of."""

    prose: list[Passage] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    examples: list[Passage] = field(default_factory=list)
    examples_heading: Line | None = None

    def example_drafts(self) -> tuple[ExampleDraft, ...]:
        """The examples as values."""
        return tuple(ExampleDraft(entry.text, tuple(entry.lines)) for entry in self.examples)


class BlockScanner:
    """Reads line by line and remembers what is open: prose, a table or the examples."""

    def __init__(self, key: str, trouble: Trouble, *, is_complete: bool) -> None:
        self.blocks = Blocks()
        self._is_complete = is_complete
        self._key = key
        self._trouble = trouble
        self._table: Table | None = None
        self._in_examples = False
        self._after_blank = True

    def scan(self, lines: list[Line]) -> Blocks:
        """Sort all lines of one field."""
        for line in lines:
            if self._table is not None and self._table_line(line):
                continue
            if line.is_blank:
                self._after_blank = True
                continue
            self._line(line)
            self._after_blank = False
        return self.blocks

    def _table_line(self, line: Line) -> bool:
        """Take a line for the open table; False when the table ends before it."""
        table = self._table
        assert table is not None
        if line.is_blank:
            self._after_blank = True
        elif is_table_header(line):
            if not self._is_complete:
                self._judge_second_table(line)
            self._after_blank = True  # Word repeats the header at the top of each page
        elif is_separator(line):
            pass
        elif "\t" in line.text or not (self._after_blank or is_examples_heading(line)):
            table.rows.append(Row(line, after_break=self._after_blank))
            self._after_blank = False
        else:
            self._table = None
            return False
        return True

    def _line(self, line: Line) -> None:
        if is_table_header(line):
            self._open_table(line)
        elif "\t" in line.text.strip():
            self._trouble.problem(
                line.number,
                _l(
                    "Tabellenzeile ohne Kopfzeile: erwartet wird davor eine Zeile mit den Spalten"
                    " „Ziele“, „Aufgaben/Beschreibung“ und „Umsetzung“."
                ),
            )
        elif looks_like_lost_header(line):
            self._trouble.problem(
                line.number,
                _l(
                    "Kopfzeile einer Tabelle ohne Tabulatoren: erwartet werden drei durch"
                    " Tabulatoren getrennte Zellen, gefunden: eine."
                ),
            )
        elif is_examples_heading(line):
            self._in_examples = True
            self.blocks.examples_heading = line
        elif self._in_examples:
            self._example_line(line)
        else:
            self._prose_line(line)

    def _open_table(self, line: Line) -> None:
        cells = len(line.cells)
        if cells != 3:
            self._trouble.problem(
                line.number,
                _l("Kopfzeile mit %(number)s Zellen: erwartet werden drei.", number=cells),
            )
        if self.blocks.tables:
            self._judge_second_table(line)
        self._table = Table(line)
        self._in_examples = False
        self.blocks.tables.append(self._table)

    def _judge_second_table(self, line: Line) -> None:
        """A table behind the examples, or while a field is missing, belongs to that field."""
        if self.blocks.examples_heading or not self._is_complete:
            self._trouble.problem(
                line.number,
                _l(
                    "Tabelle ohne Handlungsfeld: Handlungsfeld %(number)s hat schon eine. Erwartet"
                    " wird davor ein Absatz, der mit „Im Handlungsfeld 1. **Name** …“ beginnt.",
                    number=self._key,
                ),
            )
            return
        self._trouble.doubt(
            line.number,
            _l(
                "Handlungsfeld %(number)s hat eine zweite Tabelle; ihre Ziele werden"
                " weitergezählt.",
                number=self._key,
            ),
            self._key,
        )

    def _example_line(self, line: Line) -> None:
        examples = self.blocks.examples
        if bullet := BULLET.match(line.text):
            examples.append(Passage([clean(bullet["text"])], [line.number]))
            return
        text = clean(line.text)
        if examples and (not self._after_blank or continues(examples[-1].text, text)):
            examples[-1].add(line, text)
        elif not examples:
            self._trouble.doubt(
                line.number, _l("Beispiel ohne Aufzählungszeichen gelesen."), self._key
            )
            examples.append(Passage([text], [line.number]))
        else:
            self._in_examples = False
            self._prose_line(line)

    def _prose_line(self, line: Line) -> None:
        text = clean(line.text)
        prose = self.blocks.prose
        if self.blocks.tables:
            self._trouble.doubt(
                line.number,
                _l("Text nach der Tabelle, keinem Ziel zugeordnet: „%(text)s“.", text=text[:60]),
                self._key,
            )
        if prose and (not self._after_blank or continues(prose[-1].text, text)):
            prose[-1].add(line, text)
        else:
            prose.append(Passage([text], [line.number]))
