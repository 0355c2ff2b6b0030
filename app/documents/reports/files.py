"""From an edition to a file ready to be handed out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from app.documents import html, pdf, word
from app.documents.document import Document
from app.documents.papers import Paper
from app.documents.printing import never
from app.documents.reports.bilanz import bilanz_document
from app.documents.reports.committee import committee_document
from app.documents.reports.sheets import bilanz_xlsx
from app.domain.reports.committee import CommitteeReport
from app.domain.reports.content import Bilanz, Edition
from app.language import GERMAN, speaking, spoken
from app.models.reports import ReportKind

HTML, PDF, DOCX, XLSX = "html", "pdf", "docx", "xlsx"
FORMATS = (HTML, PDF, DOCX, XLSX)
TEXT_FORMATS = (HTML, PDF, DOCX)  # a committee's report is no spreadsheet
NAMES = {ReportKind.BILANZ: "Bilanz", ReportKind.COMMITTEE: "Bericht-Ausschuss"}
MEDIA_TYPES = {
    HTML: "text/html; charset=utf-8",
    PDF: pdf.MEDIA_TYPE,
    DOCX: word.MEDIA_TYPE,
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(
    edition: Edition[Any], kind: str, *, cancelled: Callable[[], bool] | None = None
) -> Paper:
    """The report as a file of one of FORMATS. Raises NotPrinted or Unwanted.

    With `cancelled` nobody's request waits for it, and it may take its time.
    """
    with speaking(language_of(edition, kind)):
        content = _content(edition, kind, cancelled)
    return Paper(content=content, media_type=MEDIA_TYPES[kind], name=_name(edition.content, kind))


def language_of(edition: Edition[Any], kind: str) -> str:
    """That of whoever asks, for what is a draft; what the report itself says stays as it is.

    A released report is the record of a German office, whoever reads it. And a Bilanz as DOCX is
    read in again, by its German headings.
    """
    reads_back = kind == DOCX and isinstance(edition.content, Bilanz)
    return GERMAN if edition.released_on is not None or reads_back else spoken()


def file_name(kind: ReportKind, day: dt.date, suffix: str) -> str:
    """ "Bilanz-2017-02-20.pdf", "Bericht-Ausschuss-2017-11-27.pdf"."""
    return f"{NAMES[kind]}-{day.isoformat()}.{suffix}"


def _name(content: Bilanz | CommitteeReport, suffix: str) -> str:
    if isinstance(content, Bilanz):
        return file_name(ReportKind.BILANZ, content.reporting_on, suffix)
    return file_name(ReportKind.COMMITTEE, content.held_on or content.reporting_on, suffix)


def _content(edition: Edition[Any], kind: str, cancelled: Callable[[], bool] | None) -> bytes:
    if kind == XLSX:
        return bilanz_xlsx(edition)
    document = _document(edition)
    match kind:
        case "html":
            return html.html_of(document)
        case "docx":
            return word.docx_of(document, cancelled or never)
    return pdf.long_pdf_of(document, cancelled) if cancelled else pdf.pdf_of(document)


def _document(edition: Edition[Any]) -> Document:
    if isinstance(edition.content, Bilanz):
        return bilanz_document(edition)
    return committee_document(edition)
