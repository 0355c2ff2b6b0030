"""All tasks one may see, as a page and as a file, and the page of one task with its history."""

from __future__ import annotations

from itertools import starmap

from flask import render_template, request
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.days import local_day
from app.domain.tasks import CLOSED, ampel, due_text, is_due_again, is_overdue, may_undo
from app.language import german
from app.language import gettext as _
from app.models.tasks import Task
from app.queries import task_lists, tasks
from app.queries.authors import names_of
from app.queries.task_links import links_of
from app.services import throttle
from app.web import listing
from app.web.forms.filters import TaskFilterForm
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.limits import limited
from app.web.tasks import history, rows
from app.web.tasks.answers import answer_to
from app.web.tasks.room import bp


@bp.get("/aufgaben")
@allowed(access.may_use_plan)
def index() -> str:
    """The tasks one may see, narrowed and sorted by the address, paged in the database."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    today = local_day(clock.now(), plan)
    form = TaskFilterForm(viewer, plan, formdata=request.args)
    order = listing.order_of(task_lists.SORTED_BY)
    heads = [
        (_("Aufgabe"), "aufgabe"),
        (_("Verantwortlich"), "zustaendig"),
        (_("Fällig"), "frist"),
        (_("Stand"), "stand"),
    ]
    return render_template(
        "tasks/index.html",
        filters=form,
        page=task_lists.listed(viewer, plan, today, form.wanted, order, listing.page_number()),
        heads=listing.heads(heads, order),
        exports=listing.exports("tasks.export"),
        today=today,
        office=viewer.is_office,
        ampel=ampel,
    )


@bp.get("/aufgaben/liste")
@allowed(access.may_use_plan)
@limited(throttle.FILES_BY_ACCOUNT)
def export() -> Response:
    """The same list, whole, for a spreadsheet."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    today = local_day(clock.now(), plan)
    form = TaskFilterForm(viewer, plan, formdata=request.args)
    order = listing.order_of(task_lists.SORTED_BY)

    def file() -> listing.File:
        return listing.File(
            slug="aufgaben",
            title=_("Aufgaben"),
            columns=rows.columns(),
            told=form.told,
            rows=starmap(rows.cells, task_lists.whole(viewer, plan, today, form.wanted, order)),
        )

    return listing.as_file(plan, file)


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
        due_text=due_text(task, written=german),
        overdue=may_report and is_overdue(task, today),
        again=may_report and is_due_again(task, today),
        may_report=may_report and (task.state not in CLOSED or may_edit),
        may_edit=may_edit,
        sees_meeting=task.meeting is not None and access.may_see_meeting(viewer, task.meeting),
    )
