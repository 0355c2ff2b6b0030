"""Giving somebody's open tasks to others, and the list of tasks that nobody does."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.fields import SelectChoice

from app import clock
from app.domain import access
from app.domain.days import local_day
from app.domain.people import may_edit_actor
from app.language import german, ngettext
from app.language import gettext as _
from app.models.people import Actor
from app.models.tasks import Task
from app.queries import choices, handovers, people
from app.services import handovers as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.limits import limited
from app.web.tasks.room import bp

OFFICE = "office"


@bp.get("/aufgaben/ohne-person")
@allowed(access.may_coordinate)
def without_person() -> str:
    """For the office: what no active person does."""
    plan = looked_at_plan()
    today = local_day(clock.now(), plan)
    found = handovers.tasks_without_person(plan, today)
    return render_template("tasks/without_person.html", found=found)


@bp.route("/akteure/<uuid:uid>/uebergabe", methods=["GET", "POST"])
@allowed(may_edit_actor, people.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def hand_over(leaving: Actor) -> Response | str | tuple[str, int]:
    """Each open task of an actor is given to somebody, or to the office, or stays for now."""
    held = handovers.held_by(leaving)
    heirs = _heirs(leaving)
    form = _form(held, heirs)
    by = signed_in_viewer().account_id
    given: list[Task] = []

    def deed() -> None:
        for task in held:
            choice = form[_name(task)].data
            if choice:
                verbs.hand_over(task, leaving, heirs.get(choice), by=by, now=clock.now())
                given.append(task)

    if request.method == "POST" and form.validate() and kept(form, deed):
        number = len(given)
        words = ngettext(
            "%(num)s Aufgabe ist übergeben.", "%(num)s Aufgaben sind übergeben.", number
        )
        flash(words if number else _("Es ist nichts übergeben."), "success" if number else "info")
        return redirect(url_for("people.show", uid=leaving.uid))
    page = render_template("tasks/hand_over.html", form=form, leaving=leaving, held=held)
    return (page, 422) if request.method == "POST" else page


def _heirs(leaving: Actor) -> dict[str, Actor]:
    """Everybody else who is there, by the word of the choice."""
    actors = choices.actors_of(people.plan_of(leaving))
    return {str(actor.id): actor for actor in actors if actor is not leaving}


def _form(held: Sequence[Task], heirs: dict[str, Actor]) -> FlaskForm:
    """One choice a task; the fields depend on the tasks, so the form is made for them."""
    offered = [
        SelectChoice("", _("bleibt vorerst")),
        SelectChoice(OFFICE, _("Geschäftsstelle")),
        *(SelectChoice(key, actor.name) for key, actor in heirs.items()),
    ]
    fields = {_name(task): SelectField(german(task.title), choices=offered) for task in held}
    form: FlaskForm = type("HandoverForm", (FlaskForm,), fields)()
    return form


def _name(task: Task) -> str:
    return f"task_{task.id}"
