"""When letters rest: at night, on free days, after so many in a week."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.letter_habits import STANDARD, habits_of
from app.language import gettext as _
from app.queries import reminders as queries
from app.services import reminders as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.reminders import HabitsForm, present_habits
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.reminders.room import bp

Answer = Response | str | tuple[str, int]


@bp.route("/verwaltung/erinnerungen/ruhe", methods=["GET", "POST"])
@allowed(access.may_coordinate)
def habits() -> Answer:
    """Set them for the whole plan; `?vorschlag=1` fills in the standard."""
    plan, by, now = looked_at_plan(), signed_in_viewer().account_id, clock.now()
    row = queries.habits_of(plan.id)
    assert row is not None  # made with the plan
    present = habits_of(row)
    shown = STANDARD if request.args.get("vorschlag") else present
    form = HabitsForm(data=present_habits(shown, row.version))
    if request.method == "POST" and form.validate():
        check_version(form, row, stored=present_habits(present))
        if kept(form, lambda: verbs.keep_habits(row, form.habits, by=by, now=now)):
            flash(_("Ruhezeiten und Höchstzahl sind gespeichert."))
            return redirect(url_for("reminders.index"))
    page = render_template("reminders/habits.html", form=form, resets=present != STANDARD)
    return (page, 422) if request.method == "POST" else page
