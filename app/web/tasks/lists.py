"""All tasks one may see, and the page of one task with its history."""

from __future__ import annotations

from flask import render_template, request

from app import clock
from app.domain import access
from app.domain.days import local_day
from app.domain.tasks import CLOSED, ampel, due_text, is_overdue, may_undo
from app.models.tasks import Task, TaskState
from app.queries import tasks
from app.queries.authors import names_of
from app.queries.task_links import links_of
from app.queries.tasks import Filter
from app.web.forms.tasks import TaskFilterForm
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.tasks import history
from app.web.tasks.answers import answer_to
from app.web.tasks.room import bp


@bp.get("/aufgaben")
@allowed(access.may_use_plan)
def index() -> str:
    """The tasks one may see, narrowed by the address, paged in the database."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    today = local_day(clock.now(), plan)
    form = TaskFilterForm(plan, office=viewer.is_office, formdata=request.args)
    wanted = _filter(office=viewer.is_office)
    page = tasks.listed(viewer, plan, today, wanted, request.args.get("page", 1, type=int))
    return render_template(
        "tasks/index.html",
        filters=form,
        page=page,
        today=today,
        narrowed=wanted != Filter(),
        office=viewer.is_office,
        ampel=ampel,
    )


def _filter(*, office: bool) -> Filter:
    """What the address asks for; words nobody knows ask for nothing."""
    shown = request.args.get("zeige") if office else None
    return Filter(
        state=request.args.get("stand", type=TaskState),
        field_id=request.args.get("feld", type=int),
        actor_id=request.args.get("person", type=int),
        overdue=shown == "ueberfaellig",
        without_goal=shown == "ohne-ziel",
        without_actor=shown == "ohne-person",
    )


@bp.get("/aufgaben/<uuid:uid>")
@allowed(access.may_see_task, tasks.by_uid)
def show(task: Task) -> str:
    """What is agreed, how it stands, and what happened so far."""
    viewer = signed_in_viewer()
    today = local_day(clock.now(), task.plan)
    may_edit, may_report = access.may_edit_task(viewer, task), access.may_report(viewer, task)
    entries = tasks.entries_of(task)
    names = names_of([entry.author_id for entry in entries if entry.author_id])
    last = entries[0] if entries else None
    return render_template(
        "tasks/show.html",
        task=task,
        story=history.of(task, entries, names),
        may_undo=may_undo(last, by=viewer.account_id, now=clock.now()),
        answer=answer_to(viewer, task),
        links=links_of([task.id]).get(task.id, ()),
        due_text=due_text(task),
        overdue=may_report and is_overdue(task, today),
        may_report=may_report and (task.state not in CLOSED or may_edit),
        may_edit=may_edit,
        sees_meeting=task.meeting is not None and access.may_see_meeting(viewer, task.meeting),
    )
