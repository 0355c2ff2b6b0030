"""A year's meetings sorted into its months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.meetings import in_order
from app.models.meetings import Meeting


@dataclass(frozen=True)
class MonthOfYear:
    """A month with its meetings in order; those without a day stand first."""

    first_on: dt.date
    meetings: Sequence[Meeting]


@dataclass(frozen=True)
class YearOfMeetings:
    """Twelve months, or more where a meeting was held outside its year, and what has no date."""

    months: Sequence[MonthOfYear]
    undated: Sequence[Meeting]


def by_months(meetings: Iterable[Meeting], year: int) -> YearOfMeetings:
    """Every month of the year, also those without a meeting."""
    found: dict[dt.date, list[Meeting]] = {dt.date(year, month, 1): [] for month in range(1, 13)}
    undated = []
    for meeting in in_order(meetings):
        day = meeting.held_on or meeting.month_on
        if day is None:
            undated.append(meeting)
        else:
            found.setdefault(day.replace(day=1), []).append(meeting)
    months = [MonthOfYear(first, found[first]) for first in sorted(found)]
    return YearOfMeetings(months=months, undated=undated)
