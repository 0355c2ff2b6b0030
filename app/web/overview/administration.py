"""The office's entrance: everything it can create and edit, and how much there is of it."""

from __future__ import annotations

from flask import current_app, render_template

from app import clock
from app.domain import access
from app.domain.days import local_day
from app.queries import meetings, overview, rounds, undelivered
from app.web.guards import allowed, looked_at_plan
from app.web.onboarding import steps_of
from app.web.overview import entrances, gaps
from app.web.overview.room import bp


@bp.get("/verwaltung")
@allowed(access.may_coordinate)
def administration() -> str:
    """Everything the office can create and edit, with how much there is and what is missing."""
    plan = looked_at_plan()
    today = local_day(clock.now(), plan)
    return render_template(
        "overview/administration.html",
        plan=plan,
        gaps=gaps.listed(overview.gaps(plan, today), plan),
        findings=meetings.missing_now(plan, today),
        entrances=entrances.shown(plan, overview.inventory(plan)),
        not_arrived=undelivered.not_arrived(plan.id, current_app.config["SECRET_KEY"]),
        wanted=rounds.wanted_now(plan, today),
        unfinished=sum(not step.done for step in steps_of(plan)),
    )
