"""Values over days as lines, with marks on both axes and a table of the same."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.dates import format_date
from babel.numbers import format_decimal

from app.domain.days import months_later

MOST_VALUE_STEPS = 4
MOST_DAY_STEPS = 3
EDGE = 6
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
SHORT_SPAN = dt.timedelta(days=62)
HEADROOM = 4.0


@dataclass(frozen=True)
class Series:
    """Values by day, in any order; None is a day without a value and breaks the line, never 0.

    `stepped` keeps a value until the next one, as a count does; `dashed` is for what is wanted
    and not measured.
    """

    label: str
    values: Sequence[tuple[dt.date, float | None]]
    stepped: bool = False
    dashed: bool = False


@dataclass(frozen=True)
class Mark:
    """A place on an axis with its words; `anchor` keeps words at the edges inside the drawing."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Dot:
    """One value in the drawing, with what it says."""

    x: float
    y: float
    day: dt.date
    text: str


@dataclass(frozen=True)
class Stroke:
    """A straight line between two places."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Line:
    """A series, ready to be drawn."""

    label: str
    dashed: bool
    strokes: Sequence[Stroke]
    dots: Sequence[Dot]

    @property
    def last(self) -> str:
        """The newest value in words; empty without any."""
        return self.dots[-1].text if self.dots else ""


@dataclass(frozen=True)
class Row:
    """A day of the data table; a series without a value that day is an empty text."""

    day: dt.date
    texts: Sequence[str]


@dataclass(frozen=True)
class TimeChart:
    """A picture of values over time, and the same as a table."""

    lines: Sequence[Line]
    days: Sequence[Mark]
    values: Sequence[Mark]
    rows: Sequence[Row]

    @property
    def empty(self) -> bool:
        return not self.rows


@dataclass(frozen=True)
class _Frame:
    """The window of days and values that the drawing shows."""

    first: dt.date
    last: dt.date
    top: float

    def x(self, day: dt.date) -> float:
        span = (self.last - self.first).days
        return round(100 * (day - self.first).days / span, 3) if span else 50.0

    def y(self, value: float) -> float:
        """Down from the top, as SVG counts; the highest mark keeps room for its words."""
        return round(100 - (100 - HEADROOM) * value / self.top, 3)


def over_time(
    series: Sequence[Series],
    *,
    top: float | None = None,
    until: dt.date | None = None,
) -> TimeChart:
    """Lines over days from zero upwards; `top` is a value the drawing must reach, as 100 percent.

    A stepped line goes on to `until`. Values below zero are not drawn.
    """
    known = [(day, value) for one in series for day, value in one.values if value is not None]
    if not known:
        return TimeChart((), (), (), ())
    days = [day for day, _ in known] + ([until] if until else [])
    marks = _value_steps(max([value for _, value in known] + ([top] if top else [])))
    frame = _Frame(min(days), max(days), marks[-1])
    return TimeChart(
        lines=[_line(one, frame, until) for one in series],
        days=_day_marks(frame),
        values=[Mark(frame.y(value), number(value)) for value in marks],
        rows=_rows(series),
    )


def number(value: float) -> str:
    """A number as German readers write it: "1.250,5"."""
    return format_decimal(value, locale="de")


def _line(series: Series, frame: _Frame, until: dt.date | None) -> Line:
    dots, strokes = [], []
    before: Dot | None = None
    for day, value in sorted(series.values, key=lambda pair: pair[0]):
        if value is None:
            before = None
            continue
        dot = Dot(frame.x(day), frame.y(max(value, 0)), day, number(value))
        if before is not None:
            strokes += _strokes(before, dot, stepped=series.stepped)
        dots.append(dot)
        before = dot
    if series.stepped and before is not None and until and until > before.day:
        strokes.append(Stroke(before.x, before.y, frame.x(until), before.y))
    return Line(series.label, series.dashed, strokes, dots)


def _strokes(start: Dot, end: Dot, *, stepped: bool) -> list[Stroke]:
    if not stepped:
        return [Stroke(start.x, start.y, end.x, end.y)]
    level = Stroke(start.x, start.y, end.x, start.y)
    return [level, Stroke(end.x, start.y, end.x, end.y)] if start.y != end.y else [level]


def _value_steps(highest: float) -> list[float]:
    """Round values from 0 to at least `highest`, at most four steps apart."""
    rough = max(highest, 1e-9) / MOST_VALUE_STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * unit for unit in (1, 2, 2.5, 5, 10) if power * unit >= rough - 1e-12)
    if highest >= 1 and float(highest).is_integer():
        step = max(1.0, step)
    count = max(1, math.ceil(highest / step - 1e-9))
    return [round(step * place, 10) for place in range(count + 1)]


def _day_marks(frame: _Frame) -> list[Mark]:
    """Words under the drawing: both ends of a short span, beginnings of months of a long one."""
    if frame.last - frame.first <= SHORT_SPAN:
        days: Iterable[dt.date] = dict.fromkeys((frame.first, frame.last))
        return [_day_mark(frame, day, "d. MMM y") for day in days]
    months = (frame.last.year - frame.first.year) * 12 + frame.last.month - frame.first.month
    step = next((s for s in MONTH_STEPS if months / s <= MOST_DAY_STEPS), MONTH_STEPS[-1])
    year = step % 12 == 0
    day = frame.first.replace(day=1, month=1 if year else frame.first.month)
    found = []
    while day <= frame.last:
        if day >= frame.first:
            found.append(_day_mark(frame, day, "y" if year else "LLL y"))
        day = months_later(day, step)
    return found


def _day_mark(frame: _Frame, day: dt.date, pattern: str) -> Mark:
    at = frame.x(day)
    anchor = "start" if at < EDGE else "end" if at > 100 - EDGE else "middle"
    return Mark(at, format_date(day, pattern, locale="de"), anchor)


def _rows(series: Sequence[Series]) -> list[Row]:
    """Every day that has a value or stands as known to be without one, oldest first."""
    by_day = [dict(one.values) for one in series]
    days = sorted({day for values in by_day for day in values})
    return [Row(day, [_text(values.get(day)) for values in by_day]) for day in days]


def _text(value: float | None) -> str:
    return "" if value is None else number(value)
