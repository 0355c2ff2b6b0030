"""`jobs`: the timetable, and one run of one job."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app

from app import create_app
from app.cli.running import with_app
from app.clock import system_clock
from app.language import N_
from app.language import gettext as _
from config import load


@click.group(help=N_("Was die Uhr von selbst tut."))
def jobs() -> None:
    """What the clock does by itself."""


@jobs.command("list", help=N_("Den Fahrplan zeigen."))
@with_app
def list_jobs() -> None:
    """Show the timetable."""
    for job in _clockwork(current_app).jobs:
        click.echo(
            _(
                "%(name)s alle %(every_seconds)s s   %(says)s",
                name=f"{job.name:<12}",
                every_seconds=f"{job.every_seconds:g}",
                says=_(job.says),
            )
        )


@jobs.command(help=N_("Einen Auftrag einmal ausführen."))
@click.argument("name")
@click.option(
    "--now", "instant", help=N_("Zeitpunkt für eine Probe, zum Beispiel 2017-03-22T09:00.")
)
def run(name: str, instant: str | None) -> None:
    """Run one job once."""
    settings = load()
    moment = _instant(instant, settings.timezone) if instant else None
    app = create_app(settings, clock=(lambda: moment) if moment else system_clock)
    done = _clockwork(app).run_job(name)
    click.echo(_("%(name)s: %(done)s erledigt.", name=name, done=done))


def _clockwork(app: Flask) -> Any:
    """The clockwork that the front door hung in; its door is not ours to open."""
    return app.extensions["clockwork"]()


def _instant(text: str, timezone: str) -> dt.datetime:
    """An instant in ISO 8601; without an offset it is local time."""
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            _("„%(text)s“ ist kein Zeitpunkt. Beispiel: 2017-03-22T09:00+01:00", text=text)
        ) from error
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=ZoneInfo(timezone))
    return instant.astimezone(dt.UTC)
