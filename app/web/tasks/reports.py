"""Reporting on a task, and the files handed in as evidence."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.errors import RuleBroken
from app.domain.tasks import due_text
from app.extensions import transaction
from app.models.tasks import Attachment, Task, TaskState
from app.queries import tasks
from app.services import files
from app.services import tasks as verbs
from app.services.files import Upload
from app.web.deeds import kept
from app.web.forms.tasks import ReportForm
from app.web.guards import allowed, signed_in_viewer
from app.web.tasks.room import bp

MOST_FILES = 5
SANDBOX = "default-src 'none'; sandbox"


@bp.route("/aufgaben/<uuid:uid>/melden", methods=["GET", "POST"])
@allowed(access.may_report, tasks.by_uid)
def report(task: Task) -> Response | str | tuple[str, int]:
    """Say how a task stands; the office may say so for somebody else."""
    viewer = signed_in_viewer()
    office, own = access.may_edit_task(viewer, task), viewer.acts_as(task.plan_id)
    form = ReportForm(
        task,
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
            uploads=_uploads(form["files"].data),
            on_behalf_of=form.on_behalf,
            office=office,
            by=viewer.account_id,
            now=clock.now(),
        )

    if request.method == "POST" and form.validate() and kept(form, deed):
        flash(_("Vielen Dank! Ihr Stand ist eingetragen."))
        return redirect(url_for("tasks.show", uid=task.uid))
    page = render_template("tasks/report.html", form=form, task=task, due_text=due_text(task))
    return (page, 422) if request.method == "POST" else page


@bp.post("/aufgaben/<uuid:uid>/zuruecknehmen")
@allowed(access.may_report, tasks.by_uid)
def undo(task: Task) -> Response:
    """Take back one's own last change of today."""
    with transaction():
        verbs.undo(task, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Die letzte Änderung ist zurückgenommen. Im Verlauf bleibt sie sichtbar."))
    return redirect(url_for("tasks.show", uid=task.uid))


def _suggested(task: Task) -> TaskState:
    """The state that is chosen already: who reports on an open task has begun it."""
    if request.args.get("stand") == TaskState.DONE.value:
        return TaskState.DONE
    return TaskState.IN_PROGRESS if task.state is TaskState.OPEN else task.state


def _uploads(given: list[FileStorage] | None) -> list[Upload]:
    chosen = [file for file in given or () if isinstance(file, FileStorage) and file.filename]
    if len(chosen) > MOST_FILES:
        raise RuleBroken(_("Bitte wählen Sie höchstens fünf Dateien."), field="files")
    return [Upload(name=file.filename or "", content=file.read()) for file in chosen]


@bp.get("/dateien/<uuid:uid>")
@allowed(access.may_see_attachment, tasks.attachment_by_uid)
def attachment(attachment: Attachment) -> Response:
    """The bytes of a stored file, to be kept and never to be shown in this house's name."""
    response = send_file(
        files.path_of(attachment.sha256),
        mimetype=attachment.media_type,
        as_attachment=True,
        download_name=attachment.file_name,
        etag=attachment.sha256,
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
