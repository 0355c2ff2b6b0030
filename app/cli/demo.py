"""`demo`: the demo world."""

from __future__ import annotations

import click

from app import clock
from app.cli.running import with_app
from app.extensions import transaction
from app.language import N_
from app.language import gettext as _
from app.services import demo as world


@click.group(help=N_("Beispieldaten: ein Plan, seine Gruppen und ein Sitzungsjahr."))
def demo() -> None:
    """Example data: a plan, its groups and a year of meetings."""


@demo.command(help=N_("Die Beispieldaten laden."))
@click.option(
    "--cycle",
    "year",
    type=click.IntRange(2015, 2100),
    help=N_("Sitzungsjahr; ohne Angabe das Jahr, in dem noch eine Sitzung bevorsteht."),
)
@click.option("--if-empty", is_flag=True, help=N_("Nur laden, wenn es noch keinen Plan gibt."))
@with_app
def load(year: int | None, if_empty: bool) -> None:
    """Load the example data."""
    with transaction():
        if if_empty and not world.is_empty():
            click.echo(_("Es gibt schon einen Plan; es wurde nichts geladen."))
            return
        plan = world.load_demo(now=clock.now(), year=year)
    click.echo(_("Geladen: %(title)s (%(slug)s).", title=plan.title, slug=plan.slug))
