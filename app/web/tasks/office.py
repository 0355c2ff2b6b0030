"""The office agrees tasks, changes them, and sets their state."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.language import gettext as _
from app.models.meetings import AgendaItem, Agreement, Meeting
from app.models.plans import Plan
from app.models.tasks import Task, TaskState
from app.queries import origins, tasks
from app.services import tasks as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.tasks import StateForm, TaskForm, present_values
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.limits import limited
from app.web.tasks.room import bp

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a new task comes from, as the address names it; all of one plan."""

    meeting: Meeting | None = None
    agenda_item: AgendaItem | None = None
    agreement: Agreement | None = None


@bp.route("/aufgaben/neu", methods=["GET", "POST"])
@allowed(access.may_coordinate)
@limited(throttle.LETTERS_BY_ACCOUNT)
def create() -> Answer:
    """A new task; the address may name meeting (sitzung), item (top), agreement, goal (ziel)."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    origin = _origin(plan)
    form = TaskForm(plan, data=_prefilled(plan, origin))
    made: list[Task] = []

    def deed() -> None:
        made.append(
            verbs.create_task(
                plan, form.draft, by=viewer.account_id, now=clock.now(), **vars(origin)
            )
        )

    if request.method == "POST" and form.validate() and kept(form, deed):
        flash(_("Die Aufgabe wurde angelegt."))
        return redirect(url_for("tasks.show", uid=made[0].uid))
    page = render_template("tasks/create.html", form=form, origin=origin)
    return (page, 422) if request.method == "POST" else page


def _origin(plan: Plan) -> Origin:
    """What the address names; a name that leads nowhere in this plan is a missing page."""
    meeting = _named(plan, "sitzung", origins.meeting)
    item = _named(plan, "top", origins.agenda_item)
    agreement = _named(plan, "vereinbarung", origins.agreement)
    return Origin(
        meeting=meeting or (agreement.meeting if agreement else item.meeting if item else None),
        agenda_item=item or (agreement.agenda_item if agreement else None),
        agreement=agreement,
    )


def _named(plan: Plan, name: str, load: Any) -> Any:
    word = request.args.get(name)
    if not word:
        return None
    try:
        found = load(plan, uuid.UUID(word))
    except ValueError:
        found = None
    return found or abort(404)


def _prefilled(plan: Plan, origin: Origin) -> dict[str, Any]:
    """The goals of the item, and those the address names by key (ziel=7.1)."""
    goals = list(origin.agenda_item.goals) if origin.agenda_item else []
    keys = set(request.args.getlist("ziel"))
    goals += [goal for goal in origins.goals(plan) if goal.key in keys] if keys else []
    text = origin.agreement.text if origin.agreement else None
    return {
        "goals": [str(goal.id) for goal in dict.fromkeys(goals)],
        "description": text,
        "accountable": "",
        "due_meeting": "",
    }


@bp.route("/aufgaben/<uuid:uid>/bearbeiten", methods=["GET", "POST"])
@allowed(access.may_edit_task, tasks.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def edit(task: Task) -> Answer:
    """Change what is agreed."""
    form = TaskForm(task.plan, task, data=present_values(task) | {"version": task.version})
    if request.method == "POST" and form.validate():
        check_version(form, task)
        draft, by = form.draft, signed_in_viewer().account_id
        if kept(form, lambda: verbs.edit_task(task, draft, by=by, now=clock.now())):
            flash(_("Die Aufgabe wurde geändert."))
            return redirect(url_for("tasks.show", uid=task.uid))
    page = render_template("tasks/edit.html", form=form, task=task)
    return (page, 422) if request.method == "POST" else page


@bp.route("/aufgaben/<uuid:uid>/stand", methods=["GET", "POST"])
@allowed(access.may_edit_task, tasks.by_uid)
def change_state(task: Task) -> Answer:
    """Postpone, reopen or close a task without a report."""
    form = StateForm(task, data={"version": task.version})
    if request.method == "POST" and form.validate():
        check_version(form, task)
        state, reason = TaskState(form["state"].data), form["text"].data
        by = signed_in_viewer().account_id
        if kept(
            form,
            lambda: verbs.change_state(
                task, state, reason=reason, **form.asked, by=by, now=clock.now()
            ),
        ):
            flash(_("Der Stand wurde geändert."))
            return redirect(url_for("tasks.show", uid=task.uid))
    page = render_template("tasks/change_state.html", form=form, task=task)
    return (page, 422) if request.method == "POST" else page
