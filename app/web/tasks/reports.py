"""Reporting on a task, and the files handed in as evidence."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.tasks import due_text
from app.extensions import transaction
from app.language import german
from app.language import gettext as _
from app.models.tasks import Attachment, Task, TaskState
from app.queries import tasks
from app.services import tasks as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.files import hand_out, uploads
from app.web.forms.tasks import ReportForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.tasks.room import bp


@bp.route("/aufgaben/<uuid:uid>/melden", methods=["GET", "POST"])
@allowed(access.may_report, tasks.by_uid)
@limited(throttle.UPLOADS_BY_ACCOUNT)
def report(task: Task) -> Response | str | tuple[str, int]:
    """Say how a task stands; the office may say so for somebody else."""
    viewer = signed_in_viewer()
    office, own = access.may_edit_task(viewer, task), viewer.acts_as(task.plan_id)
    form = ReportForm(
        task,
        formdata=_given(),
        office=office,
        own_ids=own,
        data={
            "state": _suggested(task).value,
            "on_behalf_of": "" if task.accountable_id in own else str(task.accountable_id or ""),
        },
    )

    def deed() -> None:
        verbs.report_progress(
            task,
            state=TaskState(form["state"].data),
            text=form["text"].data,
            percent=form["percent"].data,
            evidence_url=form["evidence_url"].data,
            **form.asked,
            uploads=uploads(form["files"].data),
            on_behalf_of=form.on_behalf,
            office=office,
            by=viewer.account_id,
            now=clock.now(),
        )

    if request.method == "POST" and form.validate() and kept(form, deed):
        if "kurz" in request.form:
            return redirect(url_for("tasks.mine", gemeldet=task.uid))
        flash(_("Vielen Dank! Ihr Stand ist eingetragen."))
        return redirect(url_for("tasks.show", uid=task.uid))
    page = render_template(
        "tasks/report.html", form=form, task=task, due_text=due_text(task, written=german)
    )
    return (page, 422) if request.method == "POST" else page


@bp.post("/aufgaben/<uuid:uid>/zuruecknehmen")
@allowed(access.may_report, tasks.by_uid)
def undo(task: Task) -> Response:
    """Take back one's own last change of today."""
    with transaction():
        verbs.undo(task, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Die letzte Änderung ist zurückgenommen. Im Verlauf bleibt sie sichtbar."))
    back = url_for("tasks.mine") if "kurz" in request.form else None
    return redirect(back or url_for("tasks.show", uid=task.uid))


def _given() -> CombinedMultiDict[str, Any] | None:
    """What was sent; the one line of the short form is a link, or says why there is none."""
    if request.method != "POST":
        return None
    fields, line = request.form.copy(), request.form.get("nachweis", "").strip()
    if line:
        is_link = line.lower().startswith(("https://", "http://"))
        fields["evidence_url" if is_link else "no_evidence"] = line
    return CombinedMultiDict([request.files, fields])


def _suggested(task: Task) -> TaskState:
    """The state that is chosen already: who reports on an open task has begun it."""
    if request.args.get("stand") == TaskState.DONE.value:
        return TaskState.DONE
    return TaskState.IN_PROGRESS if task.state is TaskState.OPEN else task.state


@bp.get("/dateien/<uuid:uid>")
@allowed(access.may_see_attachment, tasks.attachment_by_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def attachment(attachment: Attachment) -> Response:
    """A file handed in as evidence."""
    return hand_out(attachment)
