"""How long an entry stands in a feed."""

import datetime as dt

from app.ical.entries import Month, Span
from tests.ical.makers import KICKOFF, UTC, make_meeting


def test_a_meeting_that_is_not_cancelled_always_stands():
    assert make_meeting().is_shown_on(dt.date(2031, 1, 1))


def test_a_cancelled_meeting_stands_for_thirty_days_when_its_date_comes_sooner():
    entry = make_meeting(cancelled_at=dt.datetime(2017, 3, 20, 10, 0, tzinfo=UTC))

    assert entry.is_shown_on(dt.date(2017, 4, 19))
    assert not entry.is_shown_on(dt.date(2017, 4, 20))


def test_a_cancelled_meeting_stands_until_its_date_has_passed_when_that_is_later():
    entry = make_meeting(cancelled_at=dt.datetime(2017, 1, 2, 10, 0, tzinfo=UTC))

    assert entry.is_shown_on(dt.date(2017, 3, 29))
    assert not entry.is_shown_on(dt.date(2017, 3, 30))


def test_a_cancelled_month_has_passed_with_its_last_day():
    entry = make_meeting(when=Month(2017, 7), cancelled_at=dt.datetime(2017, 5, 2, tzinfo=UTC))

    assert entry.is_shown_on(dt.date(2017, 7, 31))
    assert not entry.is_shown_on(dt.date(2017, 8, 1))


def test_the_day_of_the_cancellation_is_the_local_one():
    late_evening_in_utc = dt.datetime(2017, 6, 30, 22, 30, tzinfo=UTC)  # 1 July, 00:30 in Berlin
    entry = make_meeting(when=KICKOFF, cancelled_at=late_evening_in_utc)

    assert entry.is_shown_on(dt.date(2017, 7, 31))


def test_a_span_ends_on_the_local_day():
    assert Span(
        dt.datetime(2017, 7, 1, 20, 0, tzinfo=UTC), dt.datetime(2017, 7, 1, 22, 30, tzinfo=UTC)
    ).last_on == (dt.date(2017, 7, 2))
