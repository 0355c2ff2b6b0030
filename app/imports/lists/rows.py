"""The rows of a list as a plan: fields, goals and examples; every odd cell is named by its place.

Our own lists say in a first column what a row is; a list without it holds goals only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.imports.bilanz.trouble import Trouble
from app.imports.draft import ExampleDraft, FieldDraft, GoalDraft, PlanDraft, StatedCounts
from app.imports.leniency import day_of
from app.imports.lists.cells import Cells
from app.imports.lists.columns import Mapping, Role
from app.imports.wording import clean
from app.language import N_, Said
from app.language import lazy_gettext as _l

KINDS = {
    "plan": "plan",
    "handlungsfeld": "field",
    "ziel": "goal",
    "": "goal",
    "beispiel": "example",
}
FIELD = re.compile(
    r"(?:handlungsfeld\s+)?(?P<number>\d{1,3})(?:\s*[.:)–-]\s*|\s+|$)(?P<name>.*)", re.I
)
KEY = re.compile(r"(?P<field>[1-9]\d{0,2})[.,](?P<position>[1-9]\d{0,3})\.?")
POSITION = re.compile(r"[1-9]\d{0,3}\.?")
DAY_LINES = ("Stand", "Stichtag")


@dataclass
class OpenField:
    """A field while its rows are still coming."""

    draft: FieldDraft
    goals: list[tuple[int | None, GoalDraft, Cells]] = field(default_factory=list)
    examples: list[ExampleDraft] = field(default_factory=list)


def parse_list(
    sheets: Sequence[Map[str, Any]], mapping: Mapping, name: str, known: Map[int, str]
) -> PlanDraft:
    """Read the rows under the head; `known` are the plan's fields, to tell them by name.

    Raises `UnreadableFile` where no row holds a goal, or a cell holds a formula.
    """
    return ListReader(name, mapping, known).read(sheets)


class ListReader:
    """Goes through the rows and remembers the field that the last one named."""

    def __init__(self, name: str, mapping: Mapping, known: Map[int, str]) -> None:
        self._places: dict[int, Said] = {}
        self._trouble = Trouble(name, self._places)
        self._mapping = mapping
        self._known = dict(known)
        self._fields: dict[int, OpenField] = {}
        self._current: int | None = None
        self._title = ""
        self._day: date | None = None
        self._filled = False

    def read(self, sheets: Sequence[Map[str, Any]]) -> PlanDraft:
        """All rows of the chosen sheet, in order."""
        sheet = sheets[self._mapping.sheet]
        for number, words, odd in sheet["rows"]:
            if number > self._mapping.head:
                odd = {int(place): kind for place, kind in odd.items()}
                self._row(
                    Cells(
                        sheet["name"],
                        number,
                        words,
                        odd,
                        self._mapping,
                        self._trouble,
                        self._places,
                    )
                )
        if not any(entry.goals for entry in self._fields.values()):
            self._trouble.problem_unless_any(
                None,
                _l(
                    "Keine Zeile mit einem Ziel gefunden. Bitte prüfen Sie, welche Spalte es nennt."
                ),
            )
        self._trouble.raise_if_any()
        fields = tuple(self._close(self._fields[number]) for number in sorted(self._fields))
        days = [goal.reported_on for entry in fields for goal in entry.goals if goal.reported_on]
        as_of = self._day or max(days, default=None) or _day_beside(sheets)
        return PlanDraft(
            title=self._title,
            as_of=as_of,
            fields=tuple(_of_day(entry, as_of) for entry in fields),
            is_partial=True,
            names_plan=bool(self._title),
            doubts=self._trouble.doubts_in_order(),
        )

    def _row(self, cells: Cells) -> None:
        cells.refuse_formulas()
        if not cells.any():
            return
        kind = KINDS.get(cells.text(Role.KIND).casefold())
        if kind is None:
            cells.doubt(
                Role.KIND,
                N_(
                    "„%(text)s“ ist keine Art von Zeile, die hier bekannt ist; sie bleibt außer"
                    " Acht."
                ),
            )
        elif kind == "plan":
            self._title, self._day = cells.text(Role.GOAL), cells.day()
        elif (entry := self._entry(cells)) is not None:
            READ[kind](self, entry, cells)

    def _entry(self, cells: Cells) -> OpenField | None:
        """The field the row belongs to: by its number, its key, its name, or the row before."""
        words = cells.text(Role.FIELD)
        named = FIELD.fullmatch(words)
        number = int(named["number"]) if named else None
        name = clean(named["name"]) if named else words
        key = KEY.fullmatch(cells.text(Role.NUMBER))
        if key:
            number = int(key["field"]) if number is None else number
        elif cells.text(Role.KIND) and POSITION.fullmatch(cells.text(Role.NUMBER)):
            number = int(cells.text(Role.NUMBER).rstrip("."))  # our own rows of fields and examples
        if number is None:
            number = self._number_of(name, cells)
        if number is None:
            return None
        self._current = number
        entry = self._fields.get(number)
        if entry is None:
            name = name or self._known.get(number) or f"Handlungsfeld {number}"
            entry = self._fields[number] = OpenField(FieldDraft(number, name))
            self._known.setdefault(number, name)
        return entry

    def _number_of(self, name: str, cells: Cells) -> int | None:
        if name:
            for number, known in self._known.items():
                if known.casefold() == name.casefold():
                    return number
            number = max([*self._known, *self._fields], default=0) + 1
            cells.doubt(
                Role.FIELD,
                N_(
                    "Das Handlungsfeld „%(text)s“ gibt es noch nicht; es bekommt die Nummer"
                    " %(number)s."
                ),
                number=number,
            )
            return number
        if self._current is None:
            cells.problem(
                Role.FIELD, N_("Zu welchem Handlungsfeld gehört diese Zeile? Die Angabe fehlt.")
            )
        elif not self._filled:
            self._filled = True
            cells.doubt(
                Role.FIELD,
                N_("Zeilen ohne Handlungsfeld zählen zu dem, das darüber genannt ist."),
            )
        return self._current

    def _read_field(self, entry: OpenField, cells: Cells) -> None:
        entry.draft = replace(
            entry.draft,
            motto=cells.text(Role.MOTTO),
            pages=cells.text(Role.PAGES),
            stated=StatedCounts(
                cells.count(Role.RECOMMENDATIONS),
                cells.count(Role.GOALS),
                cells.count(Role.MEASURES),
            ),
        )

    def _read_example(self, entry: OpenField, cells: Cells) -> None:
        text = cells.text(Role.DESCRIPTION) or cells.text(Role.GOAL)
        if text:
            entry.examples.append(ExampleDraft(text))

    def _read_goal(self, entry: OpenField, cells: Cells) -> None:
        title = cells.text(Role.GOAL)
        if not title:
            cells.doubt(Role.GOAL, N_("Die Zeile nennt kein Ziel und bleibt außer Acht."))
            return
        status = cells.status()
        draft = GoalDraft(
            key="",
            position=0,
            title=title,
            description=cells.text(Role.DESCRIPTION),
            status_raw=status.raw,
            status_percent=status.percent,
            status_category=status.category,
            ongoing_duty=status.ongoing_duty,
            label=status.label,
            notes=cells.lines(Role.NOTES),
            reported_on=cells.day(),
            read_from_words=status.read_from_words,
            tells_status=status.is_told,
        )
        entry.goals.append((self._position(entry, cells), draft, cells))

    def _position(self, entry: OpenField, cells: Cells) -> int | None:
        """The place the row names, if it is one of this field and not taken."""
        words = cells.text(Role.NUMBER)
        key = KEY.fullmatch(words)
        if key and int(key["field"]) == entry.draft.number:
            position = int(key["position"])
        elif POSITION.fullmatch(words):
            position = int(words.rstrip("."))
        else:
            if words:
                cells.doubt(
                    Role.NUMBER,
                    N_("„%(text)s“ ist keine Nummer wie „%(like)s“; gezählt wird nach der Reihe."),
                    like=f"{entry.draft.number}.1",
                )
            return None
        if any(position == taken for taken, _draft, _cells in entry.goals):
            cells.doubt(
                Role.NUMBER,
                N_("Die Nummer „%(text)s“ kommt zweimal vor; gezählt wird nach der Reihe."),
            )
            return None
        return position

    def _close(self, entry: OpenField) -> FieldDraft:
        """The field with its goals by position; rows without a number come after the others."""
        number, last = entry.draft.number, max((place or 0 for place, *_ in entry.goals), default=0)
        goals: list[GoalDraft] = []
        for place, draft, cells in entry.goals:
            position = place
            if position is None:
                position = last = last + 1
            key = f"{number}.{position}"
            goals.append(replace(draft, key=key, position=position, is_counted=place is None))
            cells.say_status(key)
        goals.sort(key=lambda goal: goal.position)
        return replace(entry.draft, goals=tuple(goals), examples=tuple(entry.examples))


def _day_beside(sheets: Sequence[Map[str, Any]]) -> date | None:
    """The day that a sheet about the file names in a line "Stand" or "Stichtag"."""
    lines = (cells for sheet in sheets for _number, cells, _odd in sheet["rows"] if len(cells) > 1)
    days = (day_of(cells[1]) for cells in lines if clean(cells[0]).rstrip(":") in DAY_LINES)
    return next((day for day in days if day), None)


def _of_day(field: FieldDraft, as_of: date | None) -> FieldDraft:
    """The field, its goals without a day of their own where that is the day of the whole."""
    goals = (
        replace(goal, reported_on=None) if goal.reported_on == as_of else goal
        for goal in field.goals
    )
    return replace(field, goals=tuple(goals))


READ = {
    "field": ListReader._read_field,
    "goal": ListReader._read_goal,
    "example": ListReader._read_example,
}
