"""Days and times as pages and letters write them: in the language of whoever reads.

Calendars ask `app/domain/wording.py` itself and stay German.
"""

from __future__ import annotations

import datetime as dt

from app.domain import wording
from app.language import spoken
from app.models.meetings import Meeting


def long_day(day: dt.date) -> str:
    """ "Mittwoch, 29. März 2017" or "Wednesday, 29 March 2017"."""
    return wording.long_day(day, spoken())


def short_day(day: dt.date) -> str:
    """ "Mi., 29.03.2017" or "Wed 29 Mar 2017"."""
    return wording.short_day(day, spoken())


def numeric_day(day: dt.date) -> str:
    """ "29.03.2017" or "29 Mar 2017", for narrow columns."""
    return wording.numeric_day(day, spoken())


def day_of_year(day: dt.date) -> str:
    """ "29. März 2017" or "29 March 2017"."""
    return wording.day_of_year(day, spoken())


def month_name(day: dt.date) -> str:
    """ "Juli 2017" or "July 2017"."""
    return wording.month_name(day, spoken())


def clock_time(time: dt.time) -> str:
    """ "14:00 Uhr" or "14:00"."""
    return wording.clock_time(time, spoken())


def instant_words(at: dt.datetime) -> str:
    """ "29. März 2017, 15:02 Uhr" or "29 March 2017, 15:02"."""
    return wording.instant_words(at, spoken())


def short_instant(at: dt.datetime) -> str:
    """ "29.03.2017, 15:02" or "29 Mar 2017, 15:02", for tables."""
    return wording.short_instant(at, spoken())


def time_span(begins: dt.time | None, ends: dt.time | None) -> str:
    """ "14:00–16:30 Uhr" or "14:00–16:30"."""
    return wording.time_span(begins, ends, spoken())


def meeting_day(meeting: Meeting) -> str:
    """The date as far as it is known."""
    return wording.meeting_day(meeting, spoken())


def month_alone(day: dt.date) -> str:
    """ "Juli" or "July", where the year is clear."""
    return wording.month_alone(day, spoken())


def day_of_month(day: dt.date) -> str:
    """ "29. März" or "29 March", for subjects."""
    return wording.day_of_month(day, spoken())
