"""The overview of the plan: how far it is, what comes next, and what is missing."""

from __future__ import annotations

import datetime as dt

from flask import render_template

from app import clock
from app.domain import access
from app.domain import goals as law
from app.domain.access import Viewer
from app.domain.days import local_day
from app.models.plans import Plan
from app.queries import meetings, my_tasks, overview, progress
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.overview import gaps, pictures
from app.web.overview.room import bp

NEXT_MEETINGS = 4
NEXT_TASKS = 3


@bp.get("/")
@allowed(access.may_use_plan)
def show() -> str:
    """How far the plan is, what comes next, and what is missing."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    today = local_day(clock.now(), plan)
    standing = progress.of(plan)
    bars = pictures.bars(standing.fields)
    upcoming = meetings.upcoming(viewer, plan, today, NEXT_MEETINGS)
    year = upcoming[0].cycle.year if upcoming else today.year
    whole = viewer.sees_whole(plan.id)
    return render_template(
        "overview/show.html",
        plan=plan,
        today=today,
        progress=standing,
        bars=bars,
        table=pictures.table_of(bars),
        total=sum(standing.counts.values()),
        listed=law.listed_of_stated,
        year=year,
        line=pictures.year_line(viewer, plan, year, today),
        work=pictures.tasks_of_year(plan, year, today) if whole else None,
        upcoming=upcoming,
        owed=meetings.owed_answers(viewer, plan, today),
        gaps=gaps.listed(overview.gaps(plan, today), plan) if viewer.is_office else None,
        mine=_mine(viewer, plan, today),
    )


def _mine(viewer: Viewer, plan: Plan, today: dt.date) -> dict[str, object] | None:
    """The viewer's own next tasks; nothing for somebody who is no person in the plan."""
    if not viewer.acts_as(plan.id):
        return None
    rows, unfinished = my_tasks.next_few(viewer, plan, today, NEXT_TASKS)
    return {"unfinished": unfinished, "rows": rows}
