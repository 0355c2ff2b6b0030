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
from config import load


@click.group()
def jobs() -> None:
    """Was die Uhr von selbst tut."""


@jobs.command("list")
@with_app
def list_jobs() -> None:
    """Den Fahrplan zeigen."""
    for job in _clockwork(current_app).jobs:
        click.echo(f"{job.name:<12} alle {job.every_seconds:g} s   {job.says}")


@jobs.command()
@click.argument("name")
@click.option("--now", "instant", help="Zeitpunkt für eine Probe, zum Beispiel 2017-03-22T09:00.")
def run(name: str, instant: str | None) -> None:
    """Einen Auftrag einmal ausführen."""
    settings = load()
    moment = _instant(instant, settings.timezone) if instant else None
    app = create_app(settings, clock=(lambda: moment) if moment else system_clock)
    done = _clockwork(app).run_job(name)
    click.echo(f"{name}: {done} erledigt.")


def _clockwork(app: Flask) -> Any:
    """The clockwork that the front door hung in; its door is not ours to open."""
    return app.extensions["clockwork"]


def _instant(text: str, timezone: str) -> dt.datetime:
    """An instant in ISO 8601; without an offset it is local time."""
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            f"„{text}“ ist kein Zeitpunkt. Beispiel: 2017-03-22T09:00+01:00"
        ) from error
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=ZoneInfo(timezone))
    return instant.astimezone(dt.UTC)
