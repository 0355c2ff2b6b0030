"""Days that would suit a year's meetings: proposals with their reasons, never dates (R68)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.holidays import is_working_day, school_holiday

WEDNESDAY = 2
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
BEFORE_SUMMER = dt.timedelta(days=14)
AFTER_SUMMER = dt.timedelta(days=10)


@dataclass(frozen=True)
class Proposal:
    """A day that would suit, and why."""

    day: dt.date
    reason: str


def kickoff_day(year: int, region: str) -> Proposal:
    """The last Wednesday in March that is neither public nor school holiday in `region`."""
    day = _wednesday_until(dt.date(year, 3, 31))
    while not _is_free_of_holidays(day, region):
        day -= WEEK
    return Proposal(day, "letzter Mittwoch im März außerhalb der Ferien")


def july_day(year: int, region: str) -> Proposal | None:
    """The last Wednesday at least 14 days before the summer holidays; None if they are unknown."""
    summer = _summer(year, region)
    if summer is None:
        return None
    day = _wednesday_until(summer[0] - BEFORE_SUMMER)
    return Proposal(day, "letzter Mittwoch mindestens 14 Tage vor den Sommerferien")


def september_day(year: int, region: str) -> Proposal | None:
    """The first Wednesday at least 10 days after the summer holidays; None if they are unknown."""
    summer = _summer(year, region)
    if summer is None:
        return None
    day = summer[1] + AFTER_SUMMER
    while day.weekday() != WEDNESDAY:
        day += DAY
    return Proposal(day, "erster Mittwoch mindestens 10 Tage nach den Sommerferien")


def _wednesday_until(day: dt.date) -> dt.date:
    return day - DAY * ((day.weekday() - WEDNESDAY) % 7)


def _is_free_of_holidays(day: dt.date, region: str) -> bool:
    return is_working_day(day, region) and school_holiday(day, region) is None


def _summer(year: int, region: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of the summer holidays, as far as the calendar knows them."""
    days = [dt.date(year, 6, 15) + DAY * number for number in range(100)]
    summer = [day for day in days if school_holiday(day, region) == "Sommerferien"]
    return (summer[0], summer[-1]) if summer else None
