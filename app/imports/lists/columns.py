"""What a column of a list can be, and guessing it from its head."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.imports.wording import clean

DEEPEST_HEAD = 20
FEWEST = 2  # heads that must be known before a row counts as one of heads


class Role(StrEnum):
    """What the cells of a column say."""

    KIND = "kind"
    NUMBER = "number"
    FIELD = "field"
    GOAL = "goal"
    DESCRIPTION = "description"
    STATUS = "status"
    CATEGORY = "category"
    PERCENT = "percent"
    ONGOING = "ongoing"
    DAY = "day"
    NOTES = "notes"
    MOTTO = "motto"
    PAGES = "pages"
    RECOMMENDATIONS = "recommendations"
    GOALS = "goals"
    MEASURES = "measures"


# The heads of our own lists, in their order.
HEADS = {
    Role.KIND: "Art",
    Role.NUMBER: "Nummer",
    Role.FIELD: "Handlungsfeld",
    Role.GOAL: "Ziel",
    Role.DESCRIPTION: "Beschreibung",
    Role.STATUS: "Umsetzung",
    Role.CATEGORY: "Einordnung",
    Role.PERCENT: "Anteil in Prozent",
    Role.ONGOING: "Daueraufgabe",
    Role.DAY: "Stichtag",
    Role.NOTES: "Anmerkungen",
    Role.MOTTO: "Motto",
    Role.PAGES: "Seiten im Plan",
    Role.RECOMMENDATIONS: "Empfehlungen laut Plan",
    Role.GOALS: "Ziele laut Plan",
    Role.MEASURES: "Maßnahmen laut Plan",
}
# What else such columns are called; the first that fits counts.
GUESSES = (
    (Role.NUMBER, r"(?:ziel-?)?(?:nr|nummer|lfd|kennung|schlüssel)\b.*"),
    (Role.FIELD, r"handlungsfeld\w*\b.*|themenfeld|bereich"),
    (Role.PERCENT, r".*(?:%|\bprozent\b|\bumsetzungsgrad\b|\bfortschritt\b).*"),
    (Role.CATEGORY, r"kategorie|ampel|statuskategorie"),
    (Role.GOAL, r"(?:teil)?ziele?(?:setzung)?|titel|bezeichnung|vorhaben|maßnahme|ziel.*"),
    (Role.DESCRIPTION, r".*(?:beschreibung|aufgabe|erläuterung|getan|inhalt|maßnahme).*"),
    (Role.STATUS, r".*(?:umsetzung|status|stand|sachstand)\b.*"),
    (Role.ONGOING, r"dauer.*|laufend"),
    (Role.DAY, r"stichtag|datum|stand vom|stand am"),
    (Role.NOTES, r"(?:anmerkung|bemerkung|notiz|hinweis).*"),
    (Role.MOTTO, r"motto"),
)


@dataclass(frozen=True)
class Mapping:
    """How a list is read: which sheet, under which row of heads, and what its columns are.

    `sheet` counts from 0, `head` is the number of the row, 0 for none; columns count from 0.
    """

    sheet: int = 0
    head: int = 0
    columns: Map[Role, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The form in which it is kept."""
        columns = {role.value: place for role, place in self.columns.items()}
        return {"sheet": self.sheet, "head": self.head, "columns": columns}

    @classmethod
    def from_json(cls, kept: Map[str, Any]) -> Mapping:
        """The kept form, read again."""
        columns = {Role(role): int(place) for role, place in kept["columns"].items()}
        return cls(int(kept["sheet"]), int(kept["head"]), columns)

    @property
    def is_enough(self) -> bool:
        """Whether rows can become goals: a goal's wording, and something that names its field."""
        return Role.GOAL in self.columns and bool(self.columns.keys() & {Role.FIELD, Role.NUMBER})


def guess(sheets: Sequence[Map[str, Any]]) -> Mapping:
    """The sheet and row whose heads say most; of equals the first."""
    best = Mapping()
    for place, sheet in enumerate(sheets):
        for number, cells, _odd in sheet["rows"][:DEEPEST_HEAD]:
            columns = roles_of(cells)
            found = Mapping(place, number, columns)
            if len(columns) >= FEWEST and _rank(found) > _rank(best):
                best = found
    return best


def _rank(mapping: Mapping) -> tuple[bool, int]:
    return mapping.is_enough, len(mapping.columns)


def is_ours(mapping: Mapping, sheets: Sequence[Map[str, Any]]) -> bool:
    """Whether the heads are exactly those of our own lists, so that nobody need look at them."""
    rows = sheets[mapping.sheet]["rows"] if sheets else []
    head: Sequence[str] = next(
        (cells for number, cells, _odd in rows if number == mapping.head), ()
    )
    return [clean(cell) for cell in head] == list(HEADS.values())


def roles_of(cells: Sequence[str]) -> dict[Role, int]:
    """What each head means; a role is given once, a head that fits nothing none."""
    heads = [clean(cell).lower() for cell in cells]
    exact = {label.lower(): role for role, label in HEADS.items()}
    found: dict[Role, int] = {}
    for place, head in enumerate(heads):
        if head in exact:
            found.setdefault(exact[head], place)
    for place, head in enumerate(heads):
        if place not in found.values() and 0 < len(head) <= 60:
            fitting = (role for role, words in GUESSES if re.fullmatch(words, head))
            if (role := next((role for role in fitting if role not in found), None)) is not None:
                found[role] = place
    return dict(sorted(found.items(), key=lambda pair: pair[1]))
