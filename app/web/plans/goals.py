"""The office edits goals and sets their status."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.days import local_day
from app.language import gettext as _
from app.models.plans import FieldOfAction, Goal
from app.queries import plans as queries
from app.services import plan_editing as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.plans import GoalForm, NewGoalForm, StatusForm, present_goal
from app.web.guards import allowed, signed_in_viewer
from app.web.plans.room import bp

Answer = Response | str | tuple[str, int]


@bp.route("/plaene/<slug>/handlungsfelder/<int:number>/ziele/neu", methods=["GET", "POST"])
@allowed(access.may_edit_field, queries.field_by_number)
def create_goal(field: FieldOfAction) -> Answer:
    """A further goal with its wording, which then stays."""
    form = NewGoalForm(field, data={"responsible": "", "topic": ""})
    made: list[Goal] = []

    def deed() -> None:
        made.append(
            verbs.add_goal(
                field,
                title=form["official_title"].data,
                description=form["official_description"].data or "",
                draft=form.draft,
                by=signed_in_viewer().account_id,
                now=clock.now(),
            )
        )

    if request.method == "POST" and form.validate() and kept(form, deed):
        flash(_("Das Ziel wurde angelegt."))
        return _to_goal(made[0])
    return _page("plans/goal_create.html", form=form, plan=field.plan, field=field)


@bp.route("/plaene/<slug>/ziele/<key>/bearbeiten", methods=["GET", "POST"])
@allowed(access.may_edit_goal, queries.goal_by_key)
def edit_goal(goal: Goal) -> Answer:
    """Change what stands beside the official wording."""
    form = GoalForm(goal.field, goal, data=present_goal(goal))
    if request.method == "POST" and form.validate():
        check_version(form, goal)
        draft, by = form.draft, signed_in_viewer().account_id
        if kept(form, lambda: verbs.edit_goal(goal, draft, by=by, now=clock.now())):
            flash(_("Das Ziel wurde geändert."))
            return _to_goal(goal)
    return _page("plans/goal_edit.html", form=form, plan=goal.field.plan, goal=goal)


@bp.route("/plaene/<slug>/ziele/<key>/stand", methods=["GET", "POST"])
@allowed(access.may_edit_goal, queries.goal_by_key)
def set_status(goal: Goal) -> Answer:
    """Append a status; earlier ones stay."""
    today = local_day(clock.now(), goal.field.plan)
    form = StatusForm(data={"reporting_on": today})
    by = signed_in_viewer().account_id
    if (
        request.method == "POST"
        and form.validate()
        and kept(form, lambda: verbs.set_status(goal, form.draft, by=by, now=clock.now()))
    ):
        flash(_("Der neue Stand ist eingetragen. Frühere Stände bleiben erhalten."))
        return _to_goal(goal)
    return _page("plans/status.html", form=form, plan=goal.field.plan, goal=goal)


def _to_goal(goal: Goal) -> Response:
    return redirect(url_for("plans.goal", slug=goal.field.plan.slug, key=goal.key))


def _page(template: str, **values: object) -> Answer:
    page = render_template(template, **values)
    return (page, 422) if request.method == "POST" else page
