"""Places on the line of a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

NEAREST = 8.0  # percent of the line; two marks nearer than that would touch on a phone
LEVELS = 3


@dataclass(frozen=True)
class Span:
    """Something in a year: one day, or the days within which it will be."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Place:
    """Where a span stands on the line of its year; `level` keeps close ones apart."""

    start: float
    length: float
    level: int

    @property
    def middle(self) -> float:
        return round(self.start + self.length / 2, 3)


def in_year(year: int, day: dt.date) -> float | None:
    """The place of a day in its year's line; None for a day of another year."""
    first, next_first = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    if not first <= day < next_first:
        return None
    return round(100 * (day - first).days / (next_first - first).days, 3)


def on_year_line(year: int, spans: Sequence[Span]) -> list[Place | None]:
    """A place for each of the spans, which come in order; None outside of the year."""
    places: list[Place | None] = []
    ends = [-NEAREST] * LEVELS
    for span in spans:
        start, end = in_year(year, span.first), in_year(year, span.last)
        if start is None or end is None:
            places.append(None)
            continue
        middle = (start + end) / 2
        level = next((n for n in range(LEVELS) if middle - ends[n] >= NEAREST), 0)
        ends[level] = middle
        places.append(Place(start, round(end - start, 3), level))
    return places
