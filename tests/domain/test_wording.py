"""Days and times in words: DIN 5008 in German, the style of British public services in English."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain import wording

AT = dt.datetime(2017, 3, 29, 9, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("said", "german", "english"),
    [
        (wording.long_day, "Mittwoch, 29. März 2017", "Wednesday, 29 March 2017"),
        (wording.day_of_year, "29. März 2017", "29 March 2017"),
        (wording.short_day, "Mi., 29.03.2017", "Wed 29 Mar 2017"),
        (wording.weekday_and_month, "Mittwoch im März", "Wednesday in March"),
        (wording.month_name, "März 2017", "March 2017"),
        (wording.instant_words, "29. März 2017, 09:05 Uhr", "29 March 2017, 09:05"),
        (wording.short_instant, "29.03.2017, 09:05", "29 Mar 2017, 09:05"),
    ],
)
def test_a_day_reads_as_in_its_language(said: object, german: str, english: str) -> None:
    assert callable(said)
    assert said(AT, "de") == german
    assert said(AT, "en") == english


def test_a_time_and_a_span_read_as_in_their_language() -> None:
    begins, ends = dt.time(9, 5), dt.time(11, 0)

    assert wording.clock_time(begins, "de") == "09:05 Uhr"
    assert wording.clock_time(begins, "en") == "09:05"
    assert wording.time_span(begins, ends, "de") == "09:05–11:00 Uhr"
    assert wording.time_span(begins, ends, "en") == "09:05–11:00"
