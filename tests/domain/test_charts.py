"""Numbers become places: nothing is lost, nothing is invented, nothing leaves the drawing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.charts import (
    Series,
    Span,
    Stroke,
    burn_up,
    in_year,
    on_year_line,
    over_time,
    stacked,
)

JUNE, SEPTEMBER, DECEMBER = dt.date(2017, 6, 30), dt.date(2017, 9, 30), dt.date(2017, 12, 31)


def test_a_bar_leaves_out_what_is_empty_and_fills_the_drawing() -> None:
    parts = stacked({"done": 1, "started": 0, "unknown": 3}, ("done", "started", "unknown"))

    assert [(part.key, part.start, part.length) for part in parts] == [
        ("done", 0, 25),
        ("unknown", 25, 75),
    ]


def test_bars_that_are_compared_share_the_longest_ones_length() -> None:
    parts = stacked({"done": 2}, ("done",), whole=8)

    assert [(part.start, part.length) for part in parts] == [(0, 25)]


def test_a_bar_of_nothing_has_no_parts() -> None:
    assert stacked({}, ("done",)) == []


def test_the_scale_begins_at_zero_and_ends_on_a_round_number() -> None:
    chart = over_time([Series("Kurse", [(JUNE, 7), (DECEMBER, 18)])])

    assert [mark.text for mark in chart.values] == ["0", "5", "10", "15", "20"]
    assert chart.values[0].at == 100


def test_a_scale_of_counts_knows_no_halves() -> None:
    chart = over_time([Series("Aufgaben", [(JUNE, 1), (DECEMBER, 2)])])

    assert [mark.text for mark in chart.values] == ["0", "1", "2"]


def test_a_scale_reaches_the_value_it_is_told_to() -> None:
    chart = over_time([Series("Anteil", [(JUNE, 30)])], top=100)

    assert chart.values[-1].text == "100"


def test_a_day_without_a_value_breaks_the_line_and_stays_in_the_table() -> None:
    chart = over_time([Series("Kurse", [(JUNE, 4), (SEPTEMBER, None), (DECEMBER, 8)])])

    (line,) = chart.lines
    assert (len(line.dots), list(line.strokes)) == (2, [])
    assert [(row.day, list(row.texts)) for row in chart.rows] == [
        (JUNE, ["4"]),
        (SEPTEMBER, [""]),
        (DECEMBER, ["8"]),
    ]


def test_a_stepped_line_keeps_its_value_until_the_next_and_goes_on_to_the_end() -> None:
    chart = over_time(
        [Series("Aufgaben", [(JUNE, 1), (SEPTEMBER, 2)], stepped=True)], until=DECEMBER
    )

    one, two = chart.lines[0].dots
    assert list(chart.lines[0].strokes) == [
        Stroke(0, one.y, two.x, one.y),
        Stroke(two.x, one.y, two.x, two.y),
        Stroke(two.x, two.y, 100, two.y),
    ]


def test_the_values_of_a_series_may_come_in_any_order() -> None:
    chart = over_time([Series("Kurse", [(DECEMBER, 8), (JUNE, 4)])])

    assert [dot.text for dot in chart.lines[0].dots] == ["4", "8"]


def test_one_value_stands_in_the_middle() -> None:
    chart = over_time([Series("Kurse", [(JUNE, 4)])])

    assert (chart.lines[0].dots[0].x, chart.days[0].text) == (50, "30. Juni 2017")


@pytest.mark.parametrize(
    ("last", "marks"),
    [
        (dt.date(2017, 8, 1), ["30. Juni 2017", "1. Aug. 2017"]),
        (dt.date(2018, 2, 1), ["Sep 2017", "Dez 2017"]),
        (dt.date(2021, 3, 1), ["2019", "2021"]),
        (dt.date(2047, 3, 1), ["2027", "2037", "2047"]),
    ],
)
def test_days_are_marked_as_coarsely_as_the_span_asks(last: dt.date, marks: list[str]) -> None:
    chart = over_time([Series("Kurse", [(JUNE, 4), (last, 8)])])

    assert [mark.text for mark in chart.days] == marks


@given(
    st.lists(
        st.tuples(
            st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)),
            st.none() | st.floats(0, 1e9, allow_nan=False),
        ),
        max_size=30,
        unique_by=lambda pair: pair[0],
    ),
    st.booleans(),
)
def test_every_value_stands_inside_the_drawing_and_in_the_table(
    values: list[tuple[dt.date, float | None]], stepped: bool
) -> None:
    chart = over_time([Series("Werte", values, stepped=stepped)])

    known = [value for _, value in values if value is not None]
    if not known:
        assert chart.empty
        return
    (line,) = chart.lines
    assert len(line.dots) == len(known)
    assert all(0 <= place <= 100 for dot in line.dots for place in (dot.x, dot.y))
    assert all(0 <= place <= 100 for s in line.strokes for place in (s.x1, s.y1, s.x2, s.y2))
    assert len(chart.rows) == len(values)
    assert 2 <= len(chart.values) <= 6
    assert len(chart.days) <= 6


def test_a_burn_up_goes_by_weeks_at_first_and_ends_today() -> None:
    monday = dt.date(2017, 4, 3)

    made, done = {monday: 3, dt.date(2017, 4, 12): 2}, {dt.date(2017, 4, 11): 1}

    totals = burn_up(made, done, dt.date(2017, 4, 19))

    assert [(one.day.isoformat(), one.made, one.done) for one in totals] == [
        ("2017-04-03", 3, 0),
        ("2017-04-09", 3, 0),
        ("2017-04-16", 5, 1),
        ("2017-04-19", 5, 1),
    ]


def test_a_burn_up_of_a_longer_time_goes_by_months() -> None:
    totals = burn_up({dt.date(2017, 3, 29): 3}, {dt.date(2017, 7, 31): 1}, dt.date(2017, 8, 2))

    assert [(one.day.isoformat(), one.done) for one in totals] == [
        ("2017-03-29", 0),
        ("2017-03-31", 0),
        ("2017-04-30", 0),
        ("2017-05-31", 0),
        ("2017-06-30", 0),
        ("2017-07-31", 1),
        ("2017-08-02", 1),
    ]


def test_a_burn_up_of_nothing_is_nothing() -> None:
    assert burn_up({}, {}, JUNE) == []


days_of_year = st.dates(dt.date(2016, 12, 1), dt.date(2018, 2, 1))


@given(
    st.dictionaries(days_of_year, st.integers(1, 9)),
    st.dictionaries(days_of_year, st.integers(1, 9)),
    days_of_year,
)
def test_a_burn_up_never_falls_and_forgets_nothing(
    made: dict[dt.date, int], done: dict[dt.date, int], today: dt.date
) -> None:
    totals = burn_up(made, done, today)

    assert [one.made for one in totals] == sorted(one.made for one in totals)
    assert [one.day for one in totals] == sorted({one.day for one in totals})
    if totals:
        assert (totals[-1].made, totals[-1].done) == (sum(made.values()), sum(done.values()))


def test_a_month_is_a_span_on_the_line_and_never_a_day() -> None:
    march, july, later = dt.date(2017, 3, 29), dt.date(2017, 7, 1), dt.date(2018, 1, 1)
    spans = [Span(march, march), Span(july, dt.date(2017, 7, 31)), Span(later, later)]

    day, month, other = on_year_line(2017, spans)

    assert day is not None and month is not None
    assert (day.start, day.length, day.level) == (23.836, 0, 0)
    assert month.length > 8
    assert other is None


def test_marks_that_would_touch_stand_on_different_levels() -> None:
    days = [dt.date(2017, 7, 3), dt.date(2017, 7, 5), dt.date(2017, 7, 10), dt.date(2017, 10, 1)]

    places = on_year_line(2017, [Span(day, day) for day in days])

    assert [place.level for place in places if place] == [0, 1, 2, 0]


def test_the_first_and_the_last_day_of_a_year_lie_on_its_line() -> None:
    assert in_year(2017, dt.date(2017, 1, 1)) == 0
    assert in_year(2017, dt.date(2017, 12, 31)) == pytest.approx(99.7, abs=0.1)
    assert in_year(2017, dt.date(2018, 1, 1)) is None
