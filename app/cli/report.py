"""`report`: the Bilanz of any reporting date and the committee's report, as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app import clock
from app.cli.plan import Day, the_plan
from app.cli.progress import stages
from app.cli.running import with_app
from app.documents.papers import Paper
from app.documents.printing import NotPrinted
from app.documents.reports import FORMATS, TEXT_FORMATS, file_of
from app.domain import reports as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.reports.committee import CommitteeReport
from app.domain.reports.content import Bilanz, Edition
from app.language import N_
from app.language import gettext as _
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.models.reports import ReportKind
from app.queries import meetings, reports
from app.queries.reporting_dates import reporting_dates
from app.queries.reports import Frame


@click.group("report", help=N_("Berichte als Datei ausgeben."))
def report() -> None:
    """Write reports as files."""


@report.command(
    "bilanz", help=N_("Schreibt die Bilanz zum Stichtag, mit den Texten, die dazu bearbeitet sind.")
)
@click.option("--plan", "slug", help=N_("Kurzname des Plans; nötig bei mehreren Plänen."))
@click.option("--as-of", type=Day(), help=N_("Stichtag; sonst der letzte des Plans."))
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    default="pdf",
    show_default=True,
    help=N_("Art der Datei."),
)
@click.option(
    "-o",
    "output",
    metavar=N_("DATEI"),
    type=click.Path(path_type=Path),
    required=True,
    help=N_("Zieldatei."),
)
@with_app
def bilanz(slug: str | None, as_of: dt.date | None, kind: str, output: Path) -> None:
    """Write the stock-taking of a reporting date, with the texts edited for it."""
    plan = the_plan(slug)
    dates = reporting_dates(plan)
    day = as_of or (dates[0] if dates else local_day(clock.now(), plan))
    _write(lambda: _edition(plan, day, dates), kind, output)


@report.command(
    "committee", help=N_("Schreibt den Bericht für den Ausschuss in seinen drei Teilen.")
)
@click.option("--plan", "slug", help=N_("Kurzname des Plans; nötig bei mehreren Plänen."))
@click.option("--cycle", "year", type=int, required=True, help=N_("Sitzungsjahr."))
@click.option(
    "--format",
    "kind",
    type=click.Choice(TEXT_FORMATS),
    default="pdf",
    show_default=True,
    help=N_("Art der Datei."),
)
@click.option(
    "-o",
    "output",
    metavar=N_("DATEI"),
    type=click.Path(path_type=Path),
    required=True,
    help=N_("Zieldatei."),
)
@with_app
def committee(slug: str | None, year: int, kind: str, output: Path) -> None:
    """Write the committee's report in its three parts."""
    plan = the_plan(slug)
    meeting = meetings.committee_of(plan, year)
    if meeting is None:
        raise RuleBroken(_("Für %(year)s ist keine Vorstellung im Ausschuss angelegt.", year=year))
    begun = reports.of_meeting(meeting)
    today = local_day(clock.now(), plan)
    _write(lambda: reports.edition(begun, today) if begun else _draft(meeting, today), kind, output)


def _draft(meeting: Meeting, today: dt.date) -> Edition[CommitteeReport]:
    """What is known by the meeting's day for contributions, or by today where that lies ahead."""
    day = min(reports.reporting_day(meeting) or today, today)
    before = next((each for each in reporting_dates(meeting.plan) if each < day), None)
    frame = Frame(
        meeting=meeting,
        title=law.title_of(ReportKind.COMMITTEE, day),
        reporting_on=day,
        compared_on=before,
        today=today,
    )
    return Edition(content=reports.committee_report(frame))


def _edition(plan: Plan, day: dt.date, dates: list[dt.date]) -> Edition[Bilanz]:
    """What was edited or frozen for the day; else what is known of it, as a draft."""
    begun = reports.bilanz_of(plan, day)
    if begun is not None:
        return reports.edition(begun, local_day(clock.now(), plan))
    before = next((each for each in dates if each < day), None)
    return Edition(content=reports.bilanz(plan, day, before))


def _write(read: Callable[[], Edition[Any]], kind: str, output: Path) -> None:
    with stages(_("Inhalte lesen"), _("Seiten setzen"), _("Datei schreiben")) as done:
        edition = read()
        done()
        paper = _set(edition, kind)
        done()
        try:
            output.write_bytes(paper.content)
        except OSError as error:
            raise RuleBroken(
                _(
                    "%(output)s: Die Datei lässt sich nicht schreiben (%(strerror)s).",
                    output=output,
                    strerror=error.strerror,
                )
            ) from None
        done()
    click.echo(_("Geschrieben: %(output)s", output=output))


def _set(edition: Edition[Any], kind: str) -> Paper:
    try:
        return file_of(edition, kind, cancelled=lambda: False)
    except NotPrinted:
        raise RuleBroken(
            _("Die Datei konnte nicht gesetzt werden; Näheres steht im Log.")
        ) from None
