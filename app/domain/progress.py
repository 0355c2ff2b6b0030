"""How goals moved between two reporting dates; what cannot be compared is said and not guessed."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.models.plans import Category

STEPS = {
    Category.NOT_STARTED: 0,
    Category.STARTED: 1,
    Category.IN_PROGRESS: 2,
    Category.DONE: 3,
}


class Move(enum.StrEnum):
    """What became of a goal."""

    FURTHER = "further"
    BACK = "back"
    SAME = "same"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Standing:
    """How a goal stood at a date: its category and, where one is named, its percentage."""

    category: Category
    percent: int | None = None


@dataclass(frozen=True)
class Changes:
    """How many goals moved where; unclear are those without a word at one of the dates."""

    further: int = 0
    back: int = 0
    same: int = 0
    unclear: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(
            self.further + other.further,
            self.back + other.back,
            self.same + other.same,
            self.unclear + other.unclear,
        )


def moved(before: Standing, after: Standing) -> Move:
    """Compares categories, and within one the percentages if both are known (R07: null is no 0).

    "Keine Angabe" and "wird nicht umgesetzt" are no steps of a way: to and from them is unclear,
    unless nothing changed.
    """
    if before is after:
        return Move.SAME
    if before.category is after.category:
        if before.percent is None or after.percent is None or before.percent == after.percent:
            return Move.SAME
        return Move.FURTHER if after.percent > before.percent else Move.BACK
    if before.category not in STEPS or after.category not in STEPS:
        return Move.UNCLEAR
    return Move.FURTHER if STEPS[after.category] > STEPS[before.category] else Move.BACK


def changes(pairs: Iterable[tuple[Standing, Standing]]) -> Changes:
    """The moves of many goals, counted."""
    found = Counter(moved(before, after).value for before, after in pairs)
    return Changes(**found)
