"""A report as a file, made for whoever asks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from app.documents.reports import file_of
from app.domain import reports as law
from app.domain.access import Viewer
from app.models.reports import FileFormat, Report
from app.queries import reports as queries
from app.web.downloads import download
from app.web.guards import allowed
from app.web.reports.room import bp

LABELS = {FileFormat.PDF: "PDF", FileFormat.DOCX: "Word (DOCX)", FileFormat.XLSX: "Excel (XLSX)"}


@dataclass(frozen=True)
class Wanted:
    """A report and the kind of file that was asked for."""

    report: Report
    format: FileFormat


def formats(report: Report) -> list[tuple[str, str]]:
    """Ways to the report as a file."""
    return [
        (LABELS[one], url_for("reports.fetch", uid=report.uid, suffix=one.value))
        for one in law.FORMATS[report.kind]
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
def fetch(wanted: Wanted) -> Response:
    """The report as PDF, DOCX or XLSX."""
    return download(file_of(queries.edition(wanted.report), wanted.format.value))
