"""Calendars of every size, read by libraries that did not write them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from app.ical.entries import CalendarEntry, Span
from tests.ical.makers import UTC, make_deadline, make_meeting, write
from tests.ical.readers import Seen, complaints, read_by_hand, read_with

BERLIN = ZoneInfo("Europe/Berlin")
FIRST_DAY = dt.date(2026, 1, 1)
# At night, in the working day, late; so that each day of three years has its three.
TIMES = (dt.time(0, 30), dt.time(14), dt.time(23, 30))
LASTING = dt.timedelta(minutes=45)


@cache
def calendar_of(size: int) -> tuple[bytes, Seen]:
    """The written calendar and what every reader must see in it."""
    entries: list[CalendarEntry] = []
    expected: Seen = {}
    for number in range(size):
        day = FIRST_DAY + dt.timedelta(days=number // len(TIMES))
        begins = dt.datetime.combine(day, TIMES[number % len(TIMES)], BERLIN)
        uid = f"{number}@wiedervorlage"
        if number % 10 == 9:
            entries.append(make_deadline(uid=uid, due_on=day))
            next_day = day + dt.timedelta(days=1)
            expected[uid] = ("Fällig: Angebote zusammenstellen", str(day), str(next_day))
        else:
            when = Span(begins, begins.astimezone(UTC) + LASTING)
            entries.append(make_meeting(uid=uid, title=f"Treffen {number}, Böblingen", when=when))
            both = (begins.astimezone(UTC), begins.astimezone(UTC) + LASTING)
            expected[uid] = (f"Treffen {number}, Böblingen", *(at.isoformat() for at in both))
    return write(entries), expected


@pytest.mark.parametrize("reader", ["vobject", "ics", "ical"])
@pytest.mark.parametrize("size", [0, 1, 50])
def test_every_reader_sees_the_same_entries_at_the_same_local_times(reader: str, size: int) -> None:
    body, expected = calendar_of(size)

    assert complaints(read_by_hand(body)) == []
    assert read_with(reader, body) == expected


@pytest.mark.parametrize(
    "reader", ["vobject", "ical", pytest.param("ics", marks=pytest.mark.nightly)]
)
def test_four_thousand_entries_are_right_on_every_day_of_three_years(reader: str) -> None:
    body, expected = calendar_of(4000)

    assert read_with(reader, body) == expected
    assert {"2026", "2027", "2028"} < {start[:4] for _, start, _ in expected.values()}
