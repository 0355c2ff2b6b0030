"""Calendars to take away once: one meeting, or a year of them as a file, a page or a PDF."""

from __future__ import annotations

from flask import render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from app import clock
from app.documents.names import file_name
from app.documents.papers import Paper, year_pdf
from app.domain import access
from app.domain.calendars import by_months
from app.domain.days import local_day
from app.domain.meetings import FIRST_YEAR, LAST_YEAR
from app.models.meetings import DatePrecision, Meeting
from app.queries import meetings as queries
from app.services import feeds, throttle
from app.web.downloads import download
from app.web.feeds.polling import installation
from app.web.feeds.room import bp
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.limits import limited

CALENDAR = "text/calendar"


@bp.get("/sitzungen/<uuid:uid>/termin.ics")
@allowed(access.may_see_meeting, queries.by_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def meeting_file(meeting: Meeting) -> Response:
    """One meeting, known at least to the month, for a calendar that does not subscribe."""
    if meeting.precision is DatePrecision.OPEN:
        raise NotFound
    octets = feeds.file_of([meeting], meeting.plan, installation())
    name = file_name("Termin", meeting, "ics")
    return download(Paper(content=octets, media_type=CALENDAR, name=name))


@bp.get("/sitzungen/<int:year>.ics")
@allowed(access.may_use_plan)
@limited(throttle.FILES_BY_ACCOUNT)
def year_file(year: int) -> Response:
    """All meetings of the year that the viewer may see."""
    octets = feeds.file_of(_of_year(year), looked_at_plan(), installation())
    return download(Paper(content=octets, media_type=CALENDAR, name=f"Sitzungen-{year}.ics"))


@bp.get("/sitzungen/<int:year>/kalender")
@allowed(access.may_use_plan)
def year_page(year: int) -> str:
    """The year's calendar, to look at and to print."""
    plan, found = looked_at_plan(), _of_year(year)
    return render_template(
        "feeds/year.html",
        year=year,
        plan=plan,
        found=by_months(found, year),
        empty=not found,
        today=local_day(clock.now(), plan),
    )


@bp.get("/sitzungen/<int:year>/kalender.pdf")
@allowed(access.may_use_plan)
@limited(throttle.FILES_BY_ACCOUNT)
def year_paper(year: int) -> Response:
    """The same as a file to print and to send."""
    return download(year_pdf(looked_at_plan(), year, _of_year(year), now=clock.now()))


def _of_year(year: int) -> list[Meeting]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    return queries.of_year(signed_in_viewer(), looked_at_plan(), year)
