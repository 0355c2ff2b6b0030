"""Wall clocks and instants, above all on the two nights when they disagree."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.domain.local_time import end_of_day, local_day, local_instant

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "time", "expected"),
    [
        ("2017-03-22", "09:00", "2017-03-22T08:00+00:00"),  # winter
        ("2017-03-28", "09:00", "2017-03-28T07:00+00:00"),  # summer, two days later
        ("2027-03-28", "01:59", "2027-03-28T00:59+00:00"),
        ("2027-03-28", "02:00", "2027-03-28T01:00+00:00"),  # the gap
        ("2027-03-28", "02:30", "2027-03-28T01:00+00:00"),
        ("2027-03-28", "02:59", "2027-03-28T01:00+00:00"),
        ("2027-03-28", "03:00", "2027-03-28T01:00+00:00"),
        ("2027-10-31", "02:30", "2027-10-31T00:30+00:00"),  # twice: the first
        ("2027-10-31", "03:00", "2027-10-31T02:00+00:00"),
    ],
)
def test_a_wall_clock_time_is_one_instant(day: str, time: str, expected: str) -> None:
    instant = local_instant(dt.date.fromisoformat(day), dt.time.fromisoformat(time), BERLIN)

    assert instant == dt.datetime.fromisoformat(expected)
    assert instant.tzinfo is dt.UTC


def test_the_half_hour_gap_of_lord_howe_ends_at_its_end() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")

    instant = local_instant(dt.date(2027, 10, 3), dt.time(2, 15), zone)

    assert instant.astimezone(zone).time() == dt.time(2, 30)


def test_every_hour_of_two_years_shows_the_wanted_clock_time_or_the_end_of_the_gap() -> None:
    wrong = []
    for number in range(730):
        day = dt.date(2027, 1, 1) + dt.timedelta(days=number)
        for hour in range(24):
            shown = local_instant(day, dt.time(hour), BERLIN).astimezone(BERLIN)
            if (shown.date(), shown.hour, shown.minute) != (day, hour, 0):
                wrong.append((day, hour, shown.hour))

    assert wrong == [(dt.date(2027, 3, 28), 2, 3), (dt.date(2028, 3, 26), 2, 3)]


def test_a_day_ends_when_the_next_begins_there() -> None:
    late = dt.datetime(2017, 3, 28, 22, 30, tzinfo=dt.UTC)

    assert end_of_day(dt.date(2017, 3, 28), BERLIN) == dt.datetime(2017, 3, 28, 22, tzinfo=dt.UTC)
    assert local_day(late, BERLIN) == dt.date(2017, 3, 29)
