"""From table rows to goals: three cells a row, rows that a page break cut joined again."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.imports.bilanz.blocks import Row, Table
from app.imports.bilanz.status import UnknownStatus, classify_status
from app.imports.bilanz.trouble import Trouble
from app.imports.draft import GoalDraft, StatusReading
from app.imports.wording import clean, ends_sentence, join_parts
from app.language import lazy_gettext as _l

COLUMNS = 3


@dataclass
class OpenGoal:
    """A goal while its rows are still being put together."""

    lines: list[int] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    parts: list[list[str]] = field(default_factory=lambda: [[], [], []])

    def add(self, row: Row, cells: list[str]) -> None:
        """Take a row's cells, the first or a continuation."""
        self.lines.append(row.line.number)
        self.raw.append(row.line.text)
        for parts, cell in zip(self.parts, cells, strict=True):
            parts.append(cell)

    def text(self, column: int) -> str:
        """A whole cell; cleaned once more, for a tag may stand across the break."""
        return clean(join_parts(self.parts[column]))

    @property
    def markup(self) -> str:
        """The original rows where cleaning took away more than blanks, else empty."""
        raw = sorted(word for row in self.raw for word in row.split())
        cleaned = sorted(word for column in range(COLUMNS) for word in self.text(column).split())
        return "" if raw == cleaned else "\n".join(self.raw)


def read_goals(tables: list[Table], number: int, trouble: Trouble) -> tuple[GoalDraft, ...]:
    """The goals of a field, counted through; every row that does not fit is a problem."""
    opened: list[OpenGoal] = []
    for table in tables:
        _read_rows(table, number, opened, trouble)
    return tuple(_close(goal, number, position, trouble) for position, goal in enumerate(opened, 1))


def _read_rows(table: Table, number: int, opened: list[OpenGoal], trouble: Trouble) -> None:
    first_of_table = len(opened)
    for row in table.rows:
        cells = [clean(cell) for cell in row.line.cells]
        if len(cells) != COLUMNS:
            _complain(row, cells, trouble)
            continue
        if not any(cells):
            continue
        before = opened[-1] if len(opened) > first_of_table else None
        key = f"{number}.{len(opened)}"
        if before is not None and _is_continuation(row, cells, before, key, trouble):
            before.add(row, cells)
            continue
        if not cells[0]:
            trouble.problem(
                row.line.number,
                _l("Tabellenzeile ohne Ziel: erwartet wird Text in der ersten Zelle."),
            )
        goal = OpenGoal()
        goal.add(row, cells)
        opened.append(goal)


def _complain(row: Row, cells: list[str], trouble: Trouble) -> None:
    one = len(cells) == 1
    found = _l("eine Zelle") if one else _l("%(number)s Zellen", number=len(cells))
    trouble.problem(
        row.line.number,
        _l(
            "Tabellenzeile passt nicht: erwartet werden drei durch Tabulatoren getrennte Zellen"
            " (Ziel, Beschreibung, Umsetzung), gefunden: %(found)s.",
            found=found,
        ),
    )


def _is_continuation(
    row: Row, cells: list[str], before: OpenGoal, key: str, trouble: Trouble
) -> bool:
    """Whether the row carries on the goal before it.

    A blank line is a page break, and what follows belongs to the goal that it cut - unless both
    sides hold a whole status: then the page broke between two goals.
    """
    line = row.line.number
    if not row.after_break:
        if cells[0]:
            return False
        trouble.doubt(
            line, _l("Zeile ohne Ziel gelesen als Fortsetzung von %(key)s.", key=key), key
        )
        return True
    if all(cells) and cells[2] and _is_known(before.text(2)) and _is_known(cells[2]):
        trouble.doubt(
            line,
            _l("Nach einer Leerzeile als neues Ziel gelesen, nicht als Teil von %(key)s.", key=key),
        )
        return False
    if cells[0] and ends_sentence(before.text(0)) and ends_sentence(before.text(1)):
        trouble.doubt(
            line,
            _l(
                "Nach einer Leerzeile gelesen als Fortsetzung von %(key)s, obwohl dessen Text"
                " abgeschlossen scheint.",
                key=key,
            ),
            key,
        )
    return True


def _is_known(status: str) -> bool:
    try:
        return bool(status) and classify_status(status) is not None
    except UnknownStatus:
        return False


def _close(goal: OpenGoal, number: int, position: int, trouble: Trouble) -> GoalDraft:
    status = goal.text(2)
    reading = _read_status(goal, status, trouble)
    return GoalDraft(
        key=f"{number}.{position}",
        position=position,
        title=goal.text(0),
        description=goal.text(1),
        status_raw=status,
        status_percent=reading.percent,
        status_category=reading.category,
        ongoing_duty=reading.ongoing_duty,
        label=reading.label,
        source_lines=tuple(goal.lines),
        split_by_page_break=len(goal.lines) > 1,
        markup=goal.markup,
    )


def _read_status(goal: OpenGoal, status: str, trouble: Trouble) -> StatusReading:
    try:
        return classify_status(status)
    except UnknownStatus as unknown:
        trouble.problem(goal.lines[0], unknown.sentence)
        return classify_status("")
