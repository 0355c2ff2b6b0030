"""The year's meetings, and the form that proposes a new year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from werkzeug.wrappers import Response

from app.domain import access
from app.domain.meetings import is_over
from app.domain.spoken import meeting_day
from app.models.meetings import Meeting
from app.queries import meetings as queries
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.meetings.room import asked_year, bp, today_in

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class Entry:
    """A meeting on the line of the year."""

    date: str
    label: str
    state: str
    url: str


@bp.get("/sitzungen")
@allowed(access.may_use_plan)
def index() -> str:
    """A year: what comes next on top, what lies behind below."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    today, years = today_in(plan), queries.years(plan)
    year = asked_year() or _nearest(years, today.year)
    found = queries.of_year(viewer, plan, year)
    return render_template(
        "meetings/index.html",
        year=year,
        today=today,
        all_years=years,
        ahead=[one for one in found if not is_over(one, today)],
        past=[one for one in reversed(found) if is_over(one, today)],
        line=_line(found, today),
        findings=queries.missing(plan, year, today) if viewer.is_office else [],
        answered=queries.answers_of(viewer, plan, year),
    )


def _nearest(years: Sequence[int], this_year: int) -> int:
    """This year if it has a cycle, else the next one that has, else the last one."""
    ahead = [year for year in years if year >= this_year]
    return min(ahead) if ahead else max(years, default=this_year)


def _line(found: Sequence[Meeting], today: dt.date) -> list[Entry]:
    coming = [one for one in found if one.held_on and not one.cancelled and not is_over(one, today)]
    following = coming[0] if coming else None
    return [
        Entry(
            date=meeting_day(one),
            label=one.title,
            state="next" if one is following else _state(one, today),
            url=url_for("meetings.show", uid=one.uid),
        )
        for one in found
    ]


def _state(meeting: Meeting, today: dt.date) -> str:
    if meeting.cancelled:
        return "cancelled"
    if is_over(meeting, today):
        return "past"
    return "planned" if meeting.held_on else "open"
