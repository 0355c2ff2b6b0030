"""Running totals of what was begun and what is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.days import months_later

WEEKLY_SPAN = dt.timedelta(days=98)


@dataclass(frozen=True)
class Totals:
    """How much there was of something by the end of a day."""

    day: dt.date
    made: int
    done: int


def burn_up(
    made: Mapping[dt.date, int], done: Mapping[dt.date, int], today: dt.date
) -> list[Totals]:
    """Running totals from the first day to `today`: by weeks, or by months of a longer time."""
    days = sorted({*made, *done})
    if not days:
        return []
    last = max(days[-1], today)
    weekly = last - days[0] <= WEEKLY_SPAN
    ends = list(_ends(days[0], last, weekly=weekly))
    return [
        Totals(
            end, *(sum(n for day, n in numbers.items() if day <= end) for numbers in (made, done))
        )
        for end in dict.fromkeys((days[0], *ends))
    ]


def _ends(first: dt.date, last: dt.date, *, weekly: bool) -> Iterable[dt.date]:
    """The Sundays, or the last days of months, from `first` on, and `last` itself."""
    end = first + dt.timedelta(days=6 - first.weekday()) if weekly else _month_end(first)
    while end < last:
        yield end
        end = end + dt.timedelta(days=7) if weekly else _month_end(end + dt.timedelta(days=1))
    yield last


def _month_end(day: dt.date) -> dt.date:
    return months_later(day.replace(day=1), 1) - dt.timedelta(days=1)
