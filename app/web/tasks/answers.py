"""Taking a task on, handing it back to the office, naming the person who does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.people import ActorDraft
from app.domain.tasks import CLOSED
from app.extensions import transaction
from app.language import gettext as _
from app.models.people import Actor, ActorKind
from app.models.tasks import Acceptance, Task
from app.queries import tasks
from app.queries.speakers import people_to_name
from app.services import people, throttle
from app.services import tasks as verbs
from app.web.deeds import kept
from app.web.forms.tasks import HandBackForm, NameForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.tasks.room import bp

Answer = Response | str | tuple[str, int]


class Question(StrEnum):
    """What somebody is asked about a task."""

    ACCEPT = "accept"
    NAME = "name"


@dataclass(frozen=True, kw_only=True)
class By:
    """Who answers: by an account, or by a signed page in the name of one person."""

    account_id: int | None
    signer: Actor | None = None
    person_id: int | None = None


def answer_to(viewer: Viewer, task: Task) -> Question | None:
    """What the viewer is asked about the task, if anything."""
    if task.state in CLOSED:
        return None
    actors = viewer.acts_as(task.plan_id)
    if task.acceptance is Acceptance.ASKED and task.doer and task.doer.id in actors:
        return Question.ACCEPT
    speaks = task.accountable_id in actors or viewer.coordinates(task.plan_id)
    return Question.NAME if task.acceptance is Acceptance.NAMING and speaks else None


@bp.post("/aufgaben/<uuid:uid>/uebernehmen")
@allowed(access.may_answer_for, tasks.by_uid)
def accept(task: Task) -> Response:
    """Say yes to doing it."""
    by = signed_in_viewer().account_id
    with transaction():
        if task.doer is None:
            raise RuleBroken(_("Diese Aufgabe liegt inzwischen bei jemand anderem."))
        verbs.accept(task, task.doer, by=by, now=clock.now())
    flash(_("Vielen Dank, dass Sie die Aufgabe übernehmen."))
    return redirect(url_for("tasks.show", uid=task.uid))


@bp.route("/aufgaben/<uuid:uid>/zurueckgeben", methods=["GET", "POST"])
@allowed(access.may_answer_for, tasks.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def hand_back(task: Task) -> Answer:
    """Give it back to the office, with a reason."""
    form, by = HandBackForm(), By(account_id=signed_in_viewer().account_id)
    if request.method == "POST" and form.validate() and kept(form, handing_back(task, form, by)):
        flash(_("Die Aufgabe liegt wieder bei der Geschäftsstelle."))
        return redirect(url_for("tasks.mine"))
    page = render_template("tasks/hand_back.html", form=form, task=task)
    return (page, 422) if request.method == "POST" else page


@bp.route("/aufgaben/<uuid:uid>/benennen", methods=["GET", "POST"])
@allowed(access.may_answer_for, tasks.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def name_person(task: Task) -> Answer:
    """Say who does it, for the organisation that is accountable."""
    viewer = signed_in_viewer()
    by = By(account_id=viewer.account_id, person_id=viewer.actor_ids.get(task.plan_id))
    form = NameForm(people_for(task), data={"person": ""})
    if request.method == "POST" and form.validate() and kept(form, naming(task, form, by)):
        flash(_("Die Person ist benannt."))
        return redirect(url_for("tasks.show", uid=task.uid))
    page = render_template("tasks/name_person.html", form=form, task=task)
    return (page, 422) if request.method == "POST" else page


def handing_back(task: Task, form: HandBackForm, by: By) -> Callable[[], None]:
    """The deed of giving the task back, by whoever it is with."""

    def deed() -> None:
        holder = task.doer or task.accountable
        if holder is None:
            raise RuleBroken(
                _("Diese Aufgabe liegt schon bei der Geschäftsstelle."), field="reason"
            )
        verbs.hand_back(
            task,
            holder,
            reason=form["reason"].data or "",
            by=by.account_id,
            now=clock.now(),
            signer=by.signer,
        )

    return deed


def naming(task: Task, form: NameForm, by: By) -> Callable[[], None]:
    """The deed of naming the person chosen, or a new one."""

    def deed() -> None:
        now = clock.now()
        person = form["person"].row or _new_person(task, form, by, now)
        verbs.name_person(
            task,
            person,
            by=by.account_id,
            now=now,
            signer=by.signer,
            says_yes=person.id == by.person_id,
        )

    return deed


def _new_person(task: Task, form: NameForm, by: By, now: dt.datetime) -> Actor:
    """The person named for the first time; it belongs to the organisation that names it."""
    if not (form["new_name"].data or "").strip():
        raise RuleBroken(
            _("Bitte wählen Sie eine Person oder geben Sie den Namen einer neuen ein."),
            field="person",
        )
    draft = ActorDraft(
        kind=ActorKind.PERSON,
        name=form["new_name"].data or "",
        email=(form["new_email"].data or "").strip() or None,
        organisation=task.accountable,
    )
    try:
        return people.create_actor(task.plan, draft, by=by.account_id, now=now)
    except RuleBroken as broken:
        fields = {"name": "new_name", "email": "new_email", "organisation": "person"}
        raise RuleBroken(broken.sentence, field=fields.get(broken.field or "")) from broken


def people_for(task: Task) -> list[Actor]:
    """Whom the accountable organisation can name today."""
    today = local_day(clock.now(), task.plan)
    return list(people_to_name(task.accountable, today)) if task.accountable else []
