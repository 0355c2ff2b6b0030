"""All reports of a plan, and beginning one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain import reports as law
from app.domain.days import local_day
from app.language import gettext as _
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.models.reports import Report
from app.queries import meetings as meeting_queries
from app.queries import reports as queries
from app.queries.reporting_dates import reporting_dates
from app.services import reports as verbs
from app.web.deeds import kept
from app.web.forms.reports import BilanzForm, CommitteeForm
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.removals import Removed, removed
from app.web.reports.room import Answer, back, bp
from app.web.words import REPORT_WORDS


@bp.get("/berichte")
@allowed(access.may_use_plan)
def index() -> str:
    """The plan's reports; members see what is released."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    return render_template(
        "reports/index.html",
        reports=[one for one in queries.listed(plan) if law.may_read(viewer, one)],
        office=viewer.is_office,
        kinds=REPORT_WORDS,
        discarded=_discarded(plan) if viewer.is_office else [],
        to_begin=bool(viewer.is_office and queries.without_report(plan)),
    )


def _discarded(plan: Plan) -> list[Removed]:
    """Drafts that were put away and can come back."""
    return removed(
        plan,
        (
            (report, report.title, url_for("reports.bring_back", uid=report.uid))
            for report in queries.discarded(plan)
        ),
    )


@bp.route("/berichte/bilanz", methods=["GET", "POST"])
@allowed(access.may_coordinate)
def begin_bilanz() -> Answer:
    """For which day, compared with which; one that is there already is opened."""
    plan, by = looked_at_plan(), signed_in_viewer().account_id
    form = BilanzForm(data=_suggested(plan))
    made: list[Report] = []

    def deed() -> None:
        days = (form["reporting_on"].data, form["compared_on"].data)
        made.append(verbs.begin_bilanz(plan, *days, by=by, now=clock.now()))

    if request.method == "POST" and form.validate():
        there = queries.bilanz_of(plan, form["reporting_on"].data)
        if there is not None:
            flash(_("Diese Bilanz gibt es schon. Hier ist sie."), "info")
            return redirect(url_for("reports.show", uid=there.uid))
        if kept(form, deed):
            flash(_("Der Entwurf ist angelegt. Prüfen Sie nun die Texte der Ziele."))
            return back(made[0])
    dates = reporting_dates(plan)
    page = render_template("reports/begin_bilanz.html", form=form, dates=dates)
    return (page, 422) if request.method == "POST" else page


@bp.route("/berichte/ausschuss", methods=["GET", "POST"])
@allowed(access.may_coordinate)
def begin_committee() -> Answer:
    """For which of the committee's meetings, and for which day."""
    plan, by = looked_at_plan(), signed_in_viewer().account_id
    open_meetings = queries.without_report(plan)
    chosen = _chosen(open_meetings)
    form = CommitteeForm(open_meetings, data=_suggested_for(plan, chosen))
    made: list[Report] = []

    def deed() -> None:
        days = (form["reporting_on"].data, form["compared_on"].data)
        made.append(verbs.begin_committee(form["meeting"].row, *days, by=by, now=clock.now()))

    if request.method == "POST" and form.validate() and kept(form, deed):
        flash(_("Der Entwurf ist angelegt. Prüfen Sie nun die Texte."))
        return back(made[0])
    page = render_template(
        "reports/begin_committee.html",
        form=form,
        meetings=open_meetings,
        dates=reporting_dates(plan),
    )
    return (page, 422) if request.method == "POST" else page


@bp.get("/berichte/zur-sitzung/<uuid:uid>")
@allowed(access.may_schedule, meeting_queries.by_uid)
def to_meeting(meeting: Meeting) -> Response:
    """To the report of this meeting, or to beginning it."""
    there = queries.of_meeting(meeting)
    if there is not None:
        return back(there)
    return redirect(url_for("reports.begin_committee", sitzung=meeting.uid))


def _chosen(meetings: Sequence[Meeting]) -> Meeting | None:
    """The meeting that the address names, else the next one, else the latest."""
    named = next((one for one in meetings if str(one.uid) == request.args.get("sitzung")), None)
    ahead = [one for one in meetings if one.held_on and one.held_on >= clock.now().date()]
    return named or (ahead[-1] if ahead else meetings[0] if meetings else None)


def _suggested_for(plan: Plan, meeting: Meeting | None) -> dict[str, Any]:
    """The day on which contributions are due; compared with the last reporting date before."""
    today = local_day(clock.now(), plan)
    reporting_on = (queries.reporting_day(meeting) if meeting else None) or today
    compared_on = next((day for day in reporting_dates(plan) if day < reporting_on), None)
    return {
        "meeting": str(meeting.id) if meeting else "",
        "reporting_on": reporting_on,
        "compared_on": compared_on,
    }


def _suggested(plan: Plan) -> dict[str, Any]:
    """The last reporting date without a Bilanz, else today; compared with the one before."""
    dates, today = reporting_dates(plan), local_day(clock.now(), plan)
    taken = {one.reporting_on for one in queries.listed(plan) if one.is_bilanz}
    reporting_on = next((day for day in dates if day not in taken), today)
    compared_on = next((day for day in dates if day < reporting_on), None)
    return {"reporting_on": reporting_on, "compared_on": compared_on}
