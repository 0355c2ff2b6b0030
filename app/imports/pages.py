"""A Word file of the office: tables of three columns under headings "Handlungsfeld 1: Wohnen".

Only what the tables and the examples say is read; other text and other tables are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.domain.words import CATEGORY_WORDS
from app.imports.bilanz.lines import BULLET, FIELD, GOAL_COLUMN, STATUS_COLUMN, Line
from app.imports.bilanz.lines import is_examples_heading as opens_examples
from app.imports.bilanz.trouble import Trouble
from app.imports.draft import ExampleDraft, FieldDraft, GoalDraft, PlanDraft
from app.imports.leniency import day_in, day_of, status_of
from app.imports.wording import clean, join_parts
from app.language import Said
from app.language import lazy_gettext as _l
from app.models.plans import Category

LEAD = re.compile(r"^(?:handlungsfeld\s+)?(?:(?P<number>\d{1,3})\s*[.:)–-]?\s+)?", re.IGNORECASE)
NUMBERED = re.compile(r"(?P<field>[1-9]\d{0,2})\.(?P<position>[1-9]\d{0,3})\.?\s+(?P<rest>\S.*)")
NUMBER = re.compile(r"(?:(?P<field>[1-9]\d{0,2})\.)?(?P<position>[1-9]\d{0,3})\.?")
NUMBER_COLUMN = re.compile(r"^(?:nr|nummer|lfd)\b", re.IGNORECASE)
STATUS_DAY = re.compile(r"\(?Stand:?\s+(?P<day>[^()]+?)\)?", re.IGNORECASE)
LONGEST_HEAD = 60
LONGEST_NAME = 120


@dataclass
class OpenGoal:
    """A row of a table while further rows may still belong to it."""

    line: int
    parts: list[list[str]] = field(default_factory=lambda: [[], [], []])
    number: str = ""
    reported_on: date | None = None

    def text(self, column: int) -> str:
        return clean(join_parts(self.parts[column]))


@dataclass
class OpenField:
    """A field of action with the rows and examples found so far."""

    number: int
    name: str
    goals: list[OpenGoal] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Columns:
    """Which cell of a row is what; -1 for a column that the table does not have."""

    goal: int
    description: int
    status: int
    number: int

    def of(self, cells: Sequence[str]) -> list[str]:
        """The three cells that count, in our order."""
        places = (self.goal, self.description, self.status)
        return [cells[place] if 0 <= place < len(cells) else "" for place in places]


def parse_pages(
    blocks: Sequence[Mapping[str, Any]], name: str, known: Mapping[int, str]
) -> PlanDraft:
    """Read the blocks of a Word file; `known` are the plan's fields, to tell them by name.

    Raises `UnreadableFile` where there is no table of goals, or one that belongs to no field.
    """
    return PagesReader(name, known).read(blocks)


class PagesReader:
    """Reads block by block and remembers the field it is in, and whether examples are listed."""

    def __init__(self, name: str, known: Mapping[int, str]) -> None:
        self._places: dict[int, Said] = {}
        self._trouble = Trouble(name, self._places)
        self._known = known
        self._fields: dict[int, OpenField] = {}
        self._field: OpenField | None = None
        self._level = 0
        self._in_examples = False
        self._front: list[str] = []
        self._title = ""

    def read(self, blocks: Sequence[Mapping[str, Any]]) -> PlanDraft:
        """Go through all blocks once."""
        for block in blocks:
            if "table" in block:
                self._table(block["table"], block["rows"])
            elif text := clean(block["text"]):
                self._paragraph(text, block)
        if not any(entry.goals for entry in self._fields.values()):
            self._trouble.problem_unless_any(
                None,
                _l(
                    "Keine Tabelle mit Zielen gefunden: Erwartet werden Überschriften wie"
                    " „Handlungsfeld 1: Wohnen“ und darunter Tabellen mit den Spalten „Ziel“,"
                    " „Was getan wurde“ und „Umsetzung“."
                ),
            )
        self._trouble.raise_if_any()
        fields = tuple(self._close(self._fields[number]) for number in sorted(self._fields))
        return PlanDraft(
            title=self._title,
            as_of=self._day(),
            fields=fields,
            is_partial=True,
            names_plan=False,
            doubts=self._trouble.doubts_in_order(),
        )

    def _day(self) -> date | None:
        text = "\n".join([self._title, *self._front])
        return day_in(text, after="Stand|Stichtag") or day_in(text, after="zum")

    def _paragraph(self, text: str, block: Mapping[str, Any]) -> None:
        level, listed = int(block["level"]), bool(block["listed"])
        if self._field and self._in_examples and listed and not level:
            self._field.examples.append(text)
            return
        found = self._field_of(text, level)
        heads = block["style"] == "title" or (level == 1 and not self._fields)
        if found is None and heads and not self._title:
            self._title = text
        elif found is not None:
            self._field = self._fields.setdefault(found.number, found)
            self._level, self._in_examples = level, False
        elif opens_examples(Line(0, text)) or (level and text.startswith("Beispiele")):
            self._in_examples = self._field is not None
        elif self._field is None:
            self._front.append(text)
        elif level:
            self._in_examples = False
            if level <= self._level:
                self._field = None
        elif self._in_examples:
            bullet = BULLET.match(text)
            if bullet:
                self._field.examples.append(bullet["text"])
            else:
                self._in_examples = False

    def _field_of(self, text: str, level: int) -> OpenField | None:
        """The field that a paragraph opens: "Handlungsfeld 1: Wohnen", or a known name."""
        if found := FIELD.match(text):
            number, rest = int(found["number"]), clean(found["rest"])
            known = self._known.get(number, "")
            is_prose = "im" in found["lead"].lower().split() or len(rest) > LONGEST_NAME
            return OpenField(number, known if is_prose or rest == known else rest.strip(" :"))
        lead = LEAD.match(text)
        rest = text[lead.end() :].strip(" :") if lead else text
        for number, name in self._known.items():
            if level and rest.casefold() == name.casefold():
                return OpenField(number, name)
        if level and text.lower().startswith("handlungsfeld "):
            self._trouble.problem(
                self._line(_l("Überschrift „%(text)s“", text=text[:60])),
                _l("Erwartet wird eine Überschrift mit Nummer wie „Handlungsfeld 1: Wohnen“."),
            )
        return None

    def _line(self, place: Said) -> int:
        """A number for a spot, by which doubts and problems keep the order of the file."""
        line = len(self._places) + 1
        self._places[line] = place
        return line

    def _table(self, number: int, rows: Sequence[Sequence[str]]) -> None:
        self._in_examples = False
        head = next((place for place, row in enumerate(rows[:2]) if columns_of(row)), None)
        columns = None if head is None else columns_of(rows[head])
        if head is None or columns is None:
            return
        if self._field is None:
            self._trouble.problem(
                self._line(_l("Tabelle %(number)s", number=number)),
                _l(
                    "Die Tabelle gehört zu keinem Handlungsfeld: Erwartet wird davor eine"
                    " Überschrift wie „Handlungsfeld 1: Wohnen“."
                ),
            )
            return
        before = len(self._field.goals)
        for place, cells in enumerate(rows[head + 1 :], head + 2):
            where = self._line(_l("Tabelle %(number)s, Zeile %(line)s", number=number, line=place))
            self._row(self._field, cells, columns, where, before)

    def _row(
        self, entry: OpenField, cells: Sequence[str], columns: Columns, line: int, before: int
    ) -> None:
        if not any(cell.strip() for cell in cells) or columns_of(cells) == columns:
            return  # an empty row, or the head once more
        if len(cells) == 1:
            shown = clean(cells[0])[:60]
            self._trouble.doubt(
                line, _l("Die Zwischenzeile „%(text)s“ wird überlesen.", text=shown)
            )
            return
        texts = columns.of(cells)
        if not texts[0].strip() and len(entry.goals) > before:
            goal, key = entry.goals[-1], f"{entry.number}.{len(entry.goals)}"
            self._trouble.doubt(
                line, _l("Zeile ohne Ziel gelesen als Fortsetzung von %(key)s.", key=key), key
            )
        elif not texts[0].strip():
            self._trouble.problem(line, _l("In der ersten Spalte steht kein Ziel."))
            return
        else:
            goal = OpenGoal(line)
            entry.goals.append(goal)
        texts[2], goal.reported_on = _parted(texts[2])
        if 0 <= columns.number < len(cells):
            goal.number = clean(cells[columns.number])
        for parts, text in zip(goal.parts, texts, strict=True):
            parts.append(clean(text))

    def _close(self, entry: OpenField) -> FieldDraft:
        if not entry.name and entry.number not in self._known:
            self._trouble.doubt(
                None,
                _l(
                    "Der Name von Handlungsfeld %(number)s ist nicht zu erkennen.",
                    number=entry.number,
                ),
                str(entry.number),
            )
        numbers = _numbers(entry)
        is_counted = numbers is None
        counted = list(enumerate((goal.text(0) for goal in entry.goals), 1))
        return FieldDraft(
            number=entry.number,
            name=entry.name or self._known.get(entry.number) or f"Handlungsfeld {entry.number}",
            goals=tuple(
                replace(self._goal(entry, goal, position, title), is_counted=is_counted)
                for goal, (position, title) in zip(entry.goals, numbers or counted, strict=True)
            ),
            examples=tuple(ExampleDraft(text) for text in entry.examples),
        )

    def _goal(self, entry: OpenField, goal: OpenGoal, position: int, title: str) -> GoalDraft:
        key, status = f"{entry.number}.{position}", goal.text(2)
        if status == CATEGORY_WORDS[Category.UNKNOWN]:
            status = ""  # what our own documents put into an empty cell
        reading, doubt = status_of(status)
        if doubt:
            self._trouble.doubt(goal.line, doubt, key)
        return GoalDraft(
            key=key,
            position=position,
            title=title,
            description=goal.text(1),
            status_raw=status,
            status_percent=reading.percent,
            status_category=reading.category,
            ongoing_duty=reading.ongoing_duty,
            label=reading.label,
            reported_on=goal.reported_on,
            read_from_words=True,
        )


def columns_of(cells: Sequence[str]) -> Columns | None:
    """The columns that a head names: a goal, what was done, the implementation; else None."""
    heads = [clean(cell) for cell in cells]
    if len(heads) < 3 or any(len(head) > LONGEST_HEAD or "%" in head for head in heads):
        return None
    number = next((i for i, head in enumerate(heads) if NUMBER_COLUMN.match(head)), -1)
    goal = next((i for i, head in enumerate(heads) if GOAL_COLUMN.match(head)), -1)
    status = next((i for i in range(len(heads) - 1, -1, -1) if STATUS_COLUMN.search(heads[i])), -1)
    rest = [i for i, head in enumerate(heads) if i not in (number, goal, status) and head]
    between = [i for i in rest if goal < i < status]
    if goal < 0 or status <= goal or not between:
        return None
    return Columns(goal, between[0], status, number)


def _parted(status: str) -> tuple[str, date | None]:
    """A status and its day, where a line of its own below names one."""
    words, _break, last = status.rpartition("\n")
    found = STATUS_DAY.fullmatch(last.strip()) if _break else None
    day = day_of(found["day"]) if found else None
    return (words, day) if day else (status, None)


def _numbers(entry: OpenField) -> list[tuple[int, str]] | None:
    """Positions and titles as the rows number themselves, if all do and rise."""
    titles = [goal.text(0) for goal in entry.goals]
    in_titles = [NUMBERED.fullmatch(title) for title in titles]
    in_columns = [NUMBER.fullmatch(goal.number) for goal in entry.goals]
    for found, stripped in (
        (in_titles, [match["rest"] if match else "" for match in in_titles]),
        (in_columns, titles),
    ):
        numbers = [int(match["position"]) for match in found if match and _fits(match, entry)]
        if len(numbers) == len(titles) and numbers == sorted(set(numbers)):
            return list(zip(numbers, stripped, strict=True))
    return None


def _fits(found: re.Match[str], entry: OpenField) -> bool:
    return found["field"] in (None, str(entry.number))
