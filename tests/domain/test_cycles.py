"""Proposed days for a year's meetings, against the worked table of the county's calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain import cycles


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2017, dt.date(2017, 3, 29)),
        (2018, dt.date(2018, 3, 21)),  # the 28th lies in the Easter holidays
        (2026, dt.date(2026, 3, 25)),
        (2027, dt.date(2027, 3, 24)),
    ],
)
def test_the_kickoff_is_proposed_outside_the_holidays(year: int, day: dt.date) -> None:
    assert cycles.kickoff_day(year, "BW").day == day


@pytest.mark.parametrize(
    ("year", "july", "september"),
    [
        (2017, dt.date(2017, 7, 12), dt.date(2017, 9, 27)),
        (2026, dt.date(2026, 7, 15), dt.date(2026, 9, 23)),
        (2027, dt.date(2027, 7, 14), dt.date(2027, 9, 22)),
    ],
)
def test_working_meetings_keep_their_distance_to_the_summer(
    year: int, july: dt.date, september: dt.date
) -> None:
    before, after = cycles.july_day(year, "BW"), cycles.september_day(year, "BW")

    assert before is not None
    assert after is not None
    assert (before.day, after.day) == (july, september)


def test_nothing_is_proposed_where_the_holidays_are_unknown() -> None:
    assert cycles.july_day(2031, "BW") is None
    assert cycles.september_day(2017, "HE") is None


def test_a_day_left_out_for_a_religious_day_is_named_in_the_reason() -> None:
    proposal = cycles.september_day(2017, "BW")

    assert proposal is not None
    assert "ohne den 20.09. (Rosch ha-Schana (beginnt am Abend))" in proposal.reason


@pytest.mark.parametrize(
    ("last", "year", "day", "place"),
    [
        (dt.date(2026, 3, 25), 2027, dt.date(2027, 3, 24), "letzter Mittwoch im März"),
        (dt.date(2026, 7, 14), 2027, dt.date(2027, 7, 13), "2. Dienstag im Juli"),
        (dt.date(2017, 3, 29), 2018, dt.date(2018, 3, 21), "letzter Mittwoch im März"),
    ],
)
def test_last_years_day_comes_back_at_its_place_of_the_month(
    last: dt.date, year: int, day: dt.date, place: str
) -> None:
    proposal = cycles.as_last_year(last, year, "BW")

    assert proposal.day == day
    assert proposal.reason.startswith(f"wie im Vorjahr: {place}")


def test_the_days_to_choose_from_stand_once_with_all_their_reasons() -> None:
    rule = cycles.kickoff_day(2027, "BW")

    found = cycles.proposals(2027, "BW", dt.date(2026, 3, 25), rule, later=False)

    assert [one.day for one in found] == [dt.date(2027, 3, 24), dt.date(2027, 3, 17)]
    assert "außerhalb der Ferien; wie im Vorjahr" in found[0].reason
    assert found[1].reason == "eine Woche früher"
