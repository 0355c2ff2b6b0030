"""The pictures of the overview: fields as bars, tasks as a burn-up, the year as a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.domain import charts
from app.domain.access import Viewer
from app.domain.charts import Place, Segment, Series, Span, TimeChart
from app.domain.days import months_later
from app.domain.deadlines import deadlines_of
from app.domain.meetings import is_over
from app.domain.spoken import long_day, meeting_day
from app.language import german
from app.language import gettext as _
from app.models.meetings import Meeting
from app.models.plans import Category, Plan
from app.queries import burn_up, meetings
from app.queries.progress import FieldProgress
from app.web.words import CATEGORY_WORDS

ORDER = tuple(category.value for category in Category)


@dataclass(frozen=True)
class Bar:
    """A field of action as a bar; one goal is as long in every field."""

    part: FieldProgress
    segments: Sequence[Segment]


@dataclass(frozen=True)
class FieldTable:
    """All bars as a table: a field of action a row."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | int]]


@dataclass(frozen=True)
class Event:
    """A meeting or a deadline of the year; `number` is what its mark says."""

    kind: str
    number: int | None
    date: str
    label: str
    state: str
    url: str
    place: Place | None


@dataclass(frozen=True)
class YearLine:
    """The year with all that is dated in it, and where today stands."""

    year: int
    events: Sequence[Event]
    today: float | None

    @property
    def levels(self) -> int:
        """How many rows of marks lie above the line."""
        return max((e.place.level + 1 for e in self.events if e.place), default=1)


def bars(parts: Sequence[FieldProgress]) -> list[Bar]:
    longest = max((part.listed for part in parts), default=0)
    return [Bar(part, charts.stacked(part.counts, ORDER, longest)) for part in parts]


def table_of(bars: Sequence[Bar]) -> FieldTable:
    """The figures behind the bars, in words."""
    labels = [str(CATEGORY_WORDS[category]) for category in Category]
    return FieldTable([_("Handlungsfeld"), *labels, _("Schnitt")], [_figures(bar) for bar in bars])


def _figures(bar: Bar) -> list[str | int]:
    field, mean, listed = bar.part.field, bar.part.mean, bar.part.listed
    known = _(
        "%(percent)s %% bei %(number)s von %(all)s",
        percent=mean.percent,
        number=mean.of,
        all=listed,
    )
    counts = [bar.part.counts.get(category, 0) for category in ORDER]
    average = _("keine Zahl") if mean.percent is None else known
    return [f"{field.number} " + german(field.name), *counts, average]


def tasks_of_year(plan: Plan, year: int, today: dt.date) -> tuple[TimeChart, charts.Totals] | None:
    """New and done tasks of the year as two lines, and where they stand; None without tasks."""
    totals = charts.burn_up(*burn_up.of(plan, year), today)
    if not totals:
        return None
    lines = [
        Series(_("Vereinbart"), [(one.day, one.made) for one in totals]),
        Series(_("Erledigt"), [(one.day, one.done) for one in totals]),
    ]
    return charts.over_time(lines), totals[-1]


def year_line(viewer: Viewer, plan: Plan, year: int, today: dt.date) -> YearLine:
    """Meetings of the year and, for the office, the deadlines that hang on them."""
    found = meetings.of_year(viewer, plan, year)
    events = _meetings(found, year, today)
    if viewer.is_office:
        events += _deadlines(found, plan, year, today)
    return YearLine(year, events, charts.in_year(year, today))


def _meetings(found: Sequence[Meeting], year: int, today: dt.date) -> list[Event]:
    shown = [one for one in found if not one.cancelled]
    ahead = next((one for one in shown if one.held_on and not is_over(one, today)), None)
    spans = {one.id: span for one in shown if (span := _span(one))}
    dated = sorted(spans, key=lambda meeting_id: spans[meeting_id].first)
    places = charts.on_year_line(year, [spans[meeting_id] for meeting_id in dated])
    place_of = dict(zip(dated, places, strict=True))
    return [
        Event(
            "meeting",
            number,
            meeting_day(one),
            one.title,
            "next" if one is ahead else _state(one, today),
            url_for("meetings.show", uid=one.uid),
            place_of.get(one.id),
        )
        for number, one in enumerate(shown, start=1)
    ]


def _span(meeting: Meeting) -> Span | None:
    """The day of a meeting, or the month when no more is known (R37)."""
    if meeting.held_on:
        return Span(meeting.held_on, meeting.held_on)
    if meeting.month_on:
        return Span(meeting.month_on, months_later(meeting.month_on, 1) - dt.timedelta(days=1))
    return None


def _state(meeting: Meeting, today: dt.date) -> str:
    if is_over(meeting, today):
        return "past"
    return "planned" if meeting.held_on else "open"


def _deadlines(found: Sequence[Meeting], plan: Plan, year: int, today: dt.date) -> list[Event]:
    rules = meetings.deadline_rules(plan.id)
    due = [
        (deadline, meeting)
        for meeting in found
        for deadline in deadlines_of(meeting, rules, plan.holiday_region)
    ]
    return [
        Event(
            "deadline",
            None,
            long_day(deadline.on),
            _("%(label)s (%(meeting)s)", label=deadline.label, meeting=meeting.title),
            "past" if deadline.on < today else "planned",
            url_for("meetings.show", uid=meeting.uid),
            charts.on_year_line(year, [Span(deadline.on, deadline.on)])[0],
        )
        for deadline, meeting in sorted(due, key=lambda pair: pair[0].on)
    ]
