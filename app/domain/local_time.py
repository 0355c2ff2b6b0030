"""Local days and clock times made into instants, summer time and all (R63, reliability A12)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

SECOND = dt.timedelta(seconds=1)


def local_instant(day: dt.date, time: dt.time, tz: ZoneInfo) -> dt.datetime:
    """The instant, in UTC, at which clocks in `tz` show `time` on `day`.

    A time that the spring change skips becomes the first instant after the gap; a time that the
    autumn change shows twice is the first of the two.
    """
    wall = dt.datetime.combine(day, time)
    instant = wall.replace(tzinfo=tz, fold=0).astimezone(dt.UTC)
    if instant.astimezone(tz).replace(tzinfo=None) == wall:
        return instant
    return _end_of_gap(wall, tz)


def local_day(instant: dt.datetime, tz: ZoneInfo) -> dt.date:
    """The day that calendars in `tz` show at `instant`."""
    return instant.astimezone(tz).date()


def end_of_day(day: dt.date, tz: ZoneInfo) -> dt.datetime:
    """The instant, in UTC, at which `day` is over in `tz`."""
    return local_instant(day + dt.timedelta(days=1), dt.time(0), tz)


def _end_of_gap(wall: dt.datetime, tz: ZoneInfo) -> dt.datetime:
    """The library puts 02:30 of the gap at 03:30; the change itself is found by halving."""
    before = wall.replace(tzinfo=tz, fold=1).astimezone(dt.UTC)
    after = wall.replace(tzinfo=tz, fold=0).astimezone(dt.UTC)
    old_offset = before.astimezone(tz).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(tz).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
