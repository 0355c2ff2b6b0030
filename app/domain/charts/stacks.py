"""One bar of several parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Segment:
    """A part of a bar: where it starts and how long it is, in percent of the drawing."""

    key: str
    number: int
    start: float
    length: float

    @property
    def middle(self) -> float:
        return round(self.start + self.length / 2, 3)


def stacked(
    counts: Mapping[str, int], order: Sequence[str], whole: int | None = None
) -> list[Segment]:
    """The parts of one bar in `order`, without empty ones.

    `whole` is what fills the drawing; bars that are to be compared share the longest one's sum.
    """
    whole = whole or sum(counts.get(key, 0) for key in order)
    found, start = [], 0
    for key in order:
        number = counts.get(key, 0)
        if number:
            found.append(
                Segment(key, number, round(100 * start / whole, 3), round(100 * number / whole, 3))
            )
            start += number
    return found
