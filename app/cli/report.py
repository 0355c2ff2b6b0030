"""`report`: the Bilanz of any reporting date as a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from app import clock
from app.cli.plan import Day, the_plan
from app.cli.running import with_app
from app.documents.printing import NotPrinted
from app.documents.reports import FORMATS, file_of
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.reports.content import Bilanz, Edition
from app.models.plans import Plan
from app.queries import reports
from app.queries.reporting_dates import reporting_dates


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
    _write(_edition(plan, day, dates), kind, output)


def _edition(plan: Plan, day: dt.date, dates: list[dt.date]) -> Edition[Bilanz]:
    """What was edited or frozen for the day; else what is known of it, as a draft."""
    begun = reports.bilanz_of(plan, day)
    if begun is not None:
        return reports.edition(begun)
    before = next((each for each in dates if each < day), None)
    return Edition(content=reports.bilanz(plan, day, before))


def _write(edition: Edition[Bilanz], kind: str, output: Path) -> None:
    try:
        paper = file_of(edition, kind, cancelled=lambda: False)
    except NotPrinted:
        raise RuleBroken("Die Datei konnte nicht gesetzt werden; Näheres steht im Log.") from None
    try:
        output.write_bytes(paper.content)
    except OSError as error:
        raise RuleBroken(
            f"{output}: Die Datei lässt sich nicht schreiben ({error.strerror})."
        ) from None
    click.echo(f"Geschrieben: {output}")
