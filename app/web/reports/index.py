"""All reports of a plan, and beginning one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.domain import access
from app.domain import reports as law
from app.domain.days import local_day
from app.models.plans import Plan
from app.models.reports import Report
from app.queries import reports as queries
from app.queries.reporting_dates import reporting_dates
from app.services import reports as verbs
from app.web.deeds import kept
from app.web.forms.reports import BilanzForm
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
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


def _suggested(plan: Plan) -> dict[str, Any]:
    """The last reporting date without a Bilanz, else today; compared with the one before."""
    dates, today = reporting_dates(plan), local_day(clock.now(), plan)
    taken = {one.reporting_on for one in queries.listed(plan) if one.is_bilanz}
    reporting_on = next((day for day in dates if day not in taken), today)
    compared_on = next((day for day in dates if day < reporting_on), None)
    return {"reporting_on": reporting_on, "compared_on": compared_on}
