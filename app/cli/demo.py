"""`demo`: the demo world."""

from __future__ import annotations

import click

from app import clock
from app.cli.running import with_app
from app.extensions import transaction
from app.services import demo as world


@click.group()
def demo() -> None:
    """Beispieldaten: ein Plan, seine Gruppen und ein Sitzungsjahr."""


@demo.command()
@click.option(
    "--cycle",
    "year",
    type=click.IntRange(2015, 2100),
    help="Sitzungsjahr; ohne Angabe das Jahr, in dem noch eine Sitzung bevorsteht.",
)
@click.option("--if-empty", is_flag=True, help="Nur laden, wenn es noch keinen Plan gibt.")
@with_app
def load(year: int | None, if_empty: bool) -> None:
    """Die Beispieldaten laden."""
    with transaction():
        if if_empty and not world.is_empty():
            click.echo("Es gibt schon einen Plan; es wurde nichts geladen.")
            return
        plan = world.load_demo(now=clock.now(), year=year)
    click.echo(f"Geladen: {plan.title} ({plan.slug}).")
