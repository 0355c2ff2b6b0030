"""How days, times and meetings are put into words, the same on pages, in letters and calendars."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from babel.dates import format_date, format_datetime, format_time

from app import language
from app.language import N_
from app.models.meetings import DatePrecision, Meeting

KEPT = 1000  # a year of days and then some: a list of hundreds of tasks has few of them
DATE_OPEN = N_("Termin noch offen")
# DIN 5008 in German, the style of British public services in English.
LONG_DAY = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}
DAY_OF_YEAR = {"de": "d. MMMM y", "en": "d MMMM y"}
SHORT_DAY = {"de": "EE, dd.MM.y", "en": "EE d MMM y"}
EVERY_YEAR = {"de": "EEEE 'im' LLLL", "en": "EEEE 'in' LLLL"}
DAY_OF_MONTH = {"de": "d. MMMM", "en": "d MMMM"}
NUMERIC_DAY = {"de": "dd.MM.y", "en": "d MMM y"}
CLOCK_TIME = {"de": "HH:mm 'Uhr'", "en": "HH:mm"}


@lru_cache(maxsize=KEPT)
def long_day(day: dt.date, locale: str = "de") -> str:
    """ "Mittwoch, 29. März 2017"."""
    return format_date(day, LONG_DAY[locale], locale=locale)


@lru_cache(maxsize=KEPT)
def day_of_year(day: dt.date, locale: str = "de") -> str:
    """ "29. März 2017", for running text."""
    return format_date(day, DAY_OF_YEAR[locale], locale=locale)


@lru_cache(maxsize=KEPT)
def short_day(day: dt.date, locale: str = "de") -> str:
    """ "Mi., 29.03.2017", for tables (DIN 5008)."""
    return format_date(day, SHORT_DAY[locale], locale=locale)


@lru_cache(maxsize=KEPT)
def numeric_day(day: dt.date, locale: str = "de") -> str:
    """ "29.03.2017", for narrow columns (DIN 5008)."""
    return format_date(day, NUMERIC_DAY[locale], locale=locale)


@lru_cache(maxsize=KEPT)
def day_of_month(day: dt.date, locale: str = "de") -> str:
    """ "29. März", where the year is clear."""
    return format_date(day, DAY_OF_MONTH[locale], locale=locale)


def month_alone(day: dt.date, locale: str = "de") -> str:
    """ "Juli", where the year is clear."""
    return format_date(day, "LLLL", locale=locale)


def weekday_and_month(day: dt.date, locale: str = "de") -> str:
    """ "Mittwoch im März", for a day that comes back every year."""
    return format_date(day, EVERY_YEAR[locale], locale=locale)


@lru_cache(maxsize=KEPT)
def month_name(day: dt.date, locale: str = "de") -> str:
    """ "Juli 2017"."""
    return format_date(day, "LLLL y", locale=locale)


@lru_cache(maxsize=KEPT)
def clock_time(time: dt.time, locale: str = "de") -> str:
    """ "14:00 Uhr"."""
    return format_time(time, CLOCK_TIME[locale], locale=locale)


def instant_words(at: dt.datetime, locale: str = "de") -> str:
    """A local instant as "29. März 2017, 15:02 Uhr"."""
    return f"{day_of_year(at.date(), locale)}, {clock_time(at.time(), locale)}"


def short_instant(at: dt.datetime, locale: str = "de") -> str:
    """A local instant as "29.03.2017, 15:02", for tables (DIN 5008)."""
    return format_datetime(at, f"{NUMERIC_DAY[locale]}, HH:mm", locale=locale)


def time_span(begins: dt.time | None, ends: dt.time | None, locale: str = "de") -> str:
    """ "14:00–16:30 Uhr", "14:00 Uhr", or empty when no time is known."""
    if begins is None:
        return ""
    if ends is None:
        return clock_time(begins, locale)
    return f"{format_time(begins, 'HH:mm', locale=locale)}–{clock_time(ends, locale)}"


def meeting_day(meeting: Meeting, locale: str = "de") -> str:
    """The date as far as it is known; a month never becomes a day (R37)."""
    if meeting.precision is DatePrecision.DAY and meeting.held_on:
        return long_day(meeting.held_on, locale)
    still_open = language.wording(locale, DATE_OPEN)
    if meeting.precision is DatePrecision.MONTH and meeting.month_on:
        return f"{month_name(meeting.month_on, locale)} – {still_open}"
    return still_open
