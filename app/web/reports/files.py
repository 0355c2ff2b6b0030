"""A report as a file: a small one at once, a large one made meanwhile and fetched."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app import clock
from app.documents.papers import Paper
from app.documents.reports import MEDIA_TYPES, file_name, file_of
from app.domain import reports as law
from app.domain.access import Viewer
from app.domain.reports import filing
from app.extensions import transaction
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.reports import AnnexFile, FileFormat, FileState, Report, ReportFile
from app.queries import reports as queries
from app.services import throttle
from app.services.reports import filing as verbs
from app.web.downloads import download
from app.web.files import hand_out
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.reports.room import Answer, bp, today_of
from app.web.representations import data, wants_data

LABELS = {FileFormat.PDF: "PDF", FileFormat.DOCX: "Word (DOCX)", FileFormat.XLSX: "Excel (XLSX)"}
SENTENCES = {
    FileState.WAITING: _l("Die Datei wird gleich erstellt."),
    FileState.DONE: _l("Die Datei ist fertig. Sie bleibt einen Tag lang hier."),
    FileState.FAILED: _l(
        "Die Datei konnte nicht erstellt werden. Bitte versuchen Sie es noch einmal; wenn es "
        "wieder nicht gelingt, sagen Sie der Betreuung der Anwendung Bescheid."
    ),
    FileState.CANCELLED: _l("Abgebrochen. Es wurde keine Datei erstellt."),
}
STEPS = (_l("Inhalte lesen"), _l("Seiten setzen"), _l("Datei ablegen"))


@dataclass(frozen=True)
class Wanted:
    """A report and the kind of file that was asked for."""

    report: Report
    format: FileFormat


@dataclass(frozen=True)
class Way:
    """How one gets the report as a file: at once, or by an order."""

    label: str
    url: str
    at_once: bool


def ways(report: Report, goals: int) -> list[Way]:
    """Ways to the report as a file."""
    found = []
    for one in law.FORMATS[report.kind]:
        quick = filing.is_quick(one, goals)
        endpoint = "reports.fetch" if quick else "reports.order"
        found.append(Way(LABELS[one], url_for(endpoint, uid=report.uid, suffix=one.value), quick))
    return found


def ordered(report: Report, account_id: int) -> list[tuple[str, str, list[str]]]:
    """Label, address and state of the files that the viewer has ordered."""
    return [
        (LABELS[one.format], url_for("reports.file", uid=one.uid), [_sentence(one)])
        for one in queries.files_of(report, account_id)
    ]


def load(uid: uuid.UUID, suffix: str) -> Wanted | None:
    """The report and kind of file that the address names."""
    report = queries.by_uid(uid)
    if report is None:
        return None
    kind = next((one for one in law.FORMATS[report.kind] if one.value == suffix), None)
    return Wanted(report, kind) if kind is not None else None


def _may_read(viewer: Viewer, wanted: Any) -> bool:
    return law.may_read(viewer, wanted.report)


@bp.get("/berichte/<uuid:uid>/datei.<suffix>")
@allowed(_may_read, load)
@limited(throttle.FILES_BY_ACCOUNT)
def fetch(wanted: Wanted) -> Response:
    """The report as a file; a large one has to be ordered."""
    edition = queries.edition(wanted.report, today_of(wanted.report))
    if not filing.is_quick(wanted.format, edition.content.figures.listed):
        flash(_("Diese Datei ist groß. Bitte lassen Sie sie hier erstellen."), "info")
        return redirect(url_for("reports.show", uid=wanted.report.uid))
    return download(file_of(edition, wanted.format.value))


@bp.post("/berichte/<uuid:uid>/datei.<suffix>")
@allowed(_may_read, load)
@limited(throttle.FILES_BY_ACCOUNT)
def order(wanted: Wanted) -> Response:
    """Have the file made outside of this request."""
    by = signed_in_viewer().account_id
    with transaction():
        file = verbs.order(wanted.report, wanted.format, by=by, now=clock.now())
    return redirect(url_for("reports.file", uid=file.uid))


@bp.get("/berichte/dateien/<uuid:uid>")
@allowed(filing.may_fetch, queries.file_by_uid)
def file(file: ReportFile) -> Answer:
    """How far the file is; the page's own script asks the same address."""
    sentence = _sentence(file)
    if wants_data():
        under_way = filing.is_under_way(file)
        return data(under_way=under_way, done=file.done, steps=file.steps, sentence=sentence)
    return render_template(
        "reports/file.html",
        file=file,
        report=file.report,
        label=LABELS[file.format],
        under_way=filing.is_under_way(file),
        sentence=sentence,
    )


def _may_read_annex(viewer: Viewer, file: Any) -> bool:
    return law.may_read(viewer, file.annex.report)


@bp.get("/berichte/anlagen/<uuid:uid>")
@allowed(_may_read_annex, queries.annex_file_by_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def annex(file: AnnexFile) -> Response:
    """The paper of an annex, for whoever reads the report."""
    return hand_out(file)


def _sentence(file: ReportFile) -> str:
    if file.state is not FileState.RUNNING:
        return str(SENTENCES[file.state])
    place = min(file.done, file.steps - 1)
    words = {"number": place + 1, "steps": file.steps, "what": STEPS[place]}
    return str(_("Schritt %(number)s von %(steps)s: %(what)s", **words))


@bp.post("/berichte/dateien/<uuid:uid>/abbrechen")
@allowed(filing.may_fetch, queries.file_by_uid)
def cancel(file: ReportFile) -> Response:
    """Nobody needs the file any more."""
    with transaction():
        verbs.cancel(file, now=clock.now())
    return redirect(url_for("reports.file", uid=file.uid))


@bp.get("/berichte/dateien/<uuid:uid>/abholen")
@allowed(filing.may_fetch, queries.file_by_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def collect(file: ReportFile) -> Response:
    """The finished file."""
    if file.content is None:
        abort(404)
    report, suffix = file.report, file.format.value
    day = report.meeting.held_on if report.meeting else None
    name = file_name(report.kind, day or report.reporting_on, suffix)
    return download(Paper(content=file.content, media_type=MEDIA_TYPES[suffix], name=name))
