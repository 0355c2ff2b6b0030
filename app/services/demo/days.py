"""The days of the demo's year."""

from __future__ import annotations

import datetime as dt

from app.domain.holidays import public_holiday, school_holiday


def committee_day(year: int) -> dt.date:
    """The Monday of calendar week 48, on which the demo's committee sits."""
    return dt.date.fromisocalendar(year, 48, 1)


def kickoff_day(year: int) -> dt.date:
    """The last Wednesday of March that is neither public nor school holiday."""
    day = dt.date(year, 3, 31)
    while day.weekday() != 2 or public_holiday(day, "BW") or school_holiday(day, "BW"):
        day -= dt.timedelta(days=1)
    return day


def current_year(today: dt.date) -> int:
    """The first year whose committee meeting is not over."""
    return today.year if committee_day(today.year) >= today else today.year + 1
