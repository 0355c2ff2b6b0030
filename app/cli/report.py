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
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.models.reports import ReportKind
from app.queries import meetings, reports
from app.queries.reporting_dates import reporting_dates
from app.queries.reports import Frame


@click.group("report")
def report() -> None:
    """Berichte als Datei ausgeben."""


@report.command("bilanz")
@click.option("--plan", "slug", help="Kurzname des Plans; nötig bei mehreren Plänen.")
@click.option("--as-of", type=Day(), help="Stichtag; sonst der letzte des Plans.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    default="pdf",
    show_default=True,
    help="Art der Datei.",
)
@click.option(
    "-o",
    "output",
    metavar="DATEI",
    type=click.Path(path_type=Path),
    required=True,
    help="Zieldatei.",
)
@with_app
def bilanz(slug: str | None, as_of: dt.date | None, kind: str, output: Path) -> None:
    """Schreibt die Bilanz zum Stichtag, mit den Texten, die dazu bearbeitet sind."""
    plan = the_plan(slug)
    dates = reporting_dates(plan)
    day = as_of or (dates[0] if dates else local_day(clock.now(), plan))
    _write(lambda: _edition(plan, day, dates), kind, output)


@report.command("committee")
@click.option("--plan", "slug", help="Kurzname des Plans; nötig bei mehreren Plänen.")
@click.option("--cycle", "year", type=int, required=True, help="Sitzungsjahr.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(TEXT_FORMATS),
    default="pdf",
    show_default=True,
    help="Art der Datei.",
)
@click.option(
    "-o",
    "output",
    metavar="DATEI",
    type=click.Path(path_type=Path),
    required=True,
    help="Zieldatei.",
)
@with_app
def committee(slug: str | None, year: int, kind: str, output: Path) -> None:
    """Schreibt den Bericht für den Ausschuss in seinen drei Teilen."""
    plan = the_plan(slug)
    meeting = meetings.committee_of(plan, year)
    if meeting is None:
        raise RuleBroken(f"Für {year} ist keine Vorstellung im Ausschuss angelegt.")
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
    with stages("Inhalte lesen", "Seiten setzen", "Datei schreiben") as done:
        edition = read()
        done()
        paper = _set(edition, kind)
        done()
        try:
            output.write_bytes(paper.content)
        except OSError as error:
            raise RuleBroken(
                f"{output}: Die Datei lässt sich nicht schreiben ({error.strerror})."
            ) from None
        done()
    click.echo(f"Geschrieben: {output}")


def _set(edition: Edition[Any], kind: str) -> Paper:
    try:
        return file_of(edition, kind, cancelled=lambda: False)
    except NotPrinted:
        raise RuleBroken("Die Datei konnte nicht gesetzt werden; Näheres steht im Log.") from None
