"""What a report may be begun with, and what may be written into it."""

from __future__ import annotations

import datetime as dt

from app.domain.errors import RuleBroken
from app.domain.meetings import is_external
from app.domain.reports.steps import is_final
from app.domain.wording import day_of_year
from app.language import gettext as _
from app.models.meetings import Meeting, Phase
from app.models.reports import FileFormat, Report, ReportKind, ReportPart, ReportState

PARTS = {
    ReportKind.BILANZ: (ReportPart.FOREWORD,),
    ReportKind.COMMITTEE: (
        ReportPart.MOTION,
        ReportPart.PROCESS,
        ReportPart.COMPOSITION,
        ReportPart.RESULTS,
    ),
}
FORMATS = {
    ReportKind.BILANZ: tuple(FileFormat),
    ReportKind.COMMITTEE: (FileFormat.PDF, FileFormat.DOCX),
}
LONGEST_TEXT = 8000
LONGEST_NUMBER = 60
LONGEST_TITLE = 200
FURTHEST = dt.timedelta(days=366)
EARLIEST_YEAR = 2000


def check_dates(reporting_on: dt.date, compared_on: dt.date | None, today: dt.date) -> None:
    """Raise RuleBroken unless a report can be made for this day, compared with that one."""
    if reporting_on.year < EARLIEST_YEAR:
        raise RuleBroken(
            _("Bitte prüfen Sie das Jahr %(year)s.", year=reporting_on.year), field="reporting_on"
        )
    if reporting_on > today + FURTHEST:
        raise RuleBroken(
            _("Bitte wählen Sie einen Tag innerhalb eines Jahres."), field="reporting_on"
        )
    if compared_on is not None and compared_on >= reporting_on:
        raise RuleBroken(
            _("Verglichen wird mit einem früheren Tag als dem Stichtag."), field="compared_on"
        )


def check_open(report: Report) -> None:
    """Raise RuleBroken unless the report can still be written on."""
    if is_final(report):
        raise RuleBroken(
            _(
                "Der Bericht ist freigegeben und ändert sich nicht mehr. Was noch zu sagen ist, "
                "fügen Sie bitte als Ergänzung an."
            )
        )
    if report.state is ReportState.CO_SIGNING:
        raise RuleBroken(
            _("Der Bericht liegt zur Mitzeichnung vor. Bitte holen Sie ihn zuerst zurück.")
        )


def check_text(text: str) -> None:
    """Raise RuleBroken for a text that is too long."""
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(_("Bitte kürzen Sie den Text auf 8000 Zeichen."), field="body")


def check_title(title: str) -> None:
    """Raise RuleBroken unless a report can be called so."""
    if not title.strip():
        raise RuleBroken(_("Bitte geben Sie dem Bericht einen Titel."), field="title")
    if len(title.strip()) > LONGEST_TITLE:
        raise RuleBroken(_("Bitte kürzen Sie auf 200 Zeichen."), field="title")


def check_meeting(meeting: Meeting) -> None:
    """Raise RuleBroken unless a report is made for such a meeting."""
    if meeting.phase is not Phase.COMMITTEE or not is_external(meeting):
        raise RuleBroken(
            _("Dieser Bericht gehört zu einer Sitzung des Ausschusses."), field="meeting"
        )
    if meeting.cancelled:
        raise RuleBroken(_("Diese Sitzung ist abgesagt."), field="meeting")


def check_annex(report: Report, title: str, bilanz: Report | None, *, has_file: bool) -> None:
    """Raise RuleBroken unless this can be an annex of the report."""
    if bilanz is None and not has_file and not title.strip():
        raise RuleBroken(
            _("Bitte nennen Sie die Anlage oder wählen Sie eine Datei."), field="title"
        )
    if bilanz is not None and has_file:
        raise RuleBroken(
            _("Bitte wählen Sie entweder eine Bilanz oder eine Datei, nicht beides."), field="files"
        )
    if len(title.strip()) > LONGEST_TITLE:
        raise RuleBroken(_("Bitte kürzen Sie auf 200 Zeichen."), field="title")
    if bilanz is not None and bilanz.removed_at is not None:
        raise RuleBroken(
            _("Diese Bilanz ist verworfen. Bitte holen Sie diese zuerst zurück."),
            field="bilanz",
        )
    if bilanz is not None and any(one.bilanz_id == bilanz.id for one in report.annexes):
        raise RuleBroken(_("Diese Bilanz ist schon eine Anlage."), field="bilanz")


def check_supplement(report: Report, text: str) -> None:
    """Raise RuleBroken unless something may be added: only to what changes no more."""
    if not is_final(report):
        raise RuleBroken(
            _("Solange der Bericht ein Entwurf ist, ändern Sie bitte den Text selbst.")
        )
    if not text.strip():
        raise RuleBroken(_("Bitte schreiben Sie, was zu ergänzen ist."), field="text")
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(_("Bitte kürzen Sie den Text auf 8000 Zeichen."), field="text")


def check_day_has_come(report: Report, today: dt.date) -> None:
    """Raise RuleBroken while the reporting date lies ahead: its figures can still change."""
    if report.reporting_on > today:
        day = day_of_year(report.reporting_on)
        raise RuleBroken(_("Freigeben können Sie ab dem Stichtag, %(day)s.", day=day))


def title_of(kind: ReportKind, reporting_on: dt.date) -> str:
    """What a report is called at first."""
    if kind is ReportKind.BILANZ:
        return f"Bilanz zum {day_of_year(reporting_on)}"
    return "Bericht zur Umsetzung des Plans"
