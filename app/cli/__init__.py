"""Operators' door: the command `wiedervorlage`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from app.domain.errors import RuleBroken
from config import SettingsError


class Operators(click.Group):
    """Loads a command's room only when it is called, and turns refusals into one line each."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        room = ROOMS.get(cmd_name)
        return room() if room else None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (RuleBroken, SettingsError) as refused:
            click.echo(str(refused), err=True)
            ctx.exit(1)


def _room(module: str, command: str) -> Callable[[], click.Command]:
    def load() -> click.Command:
        from importlib import import_module

        found = getattr(import_module(f"app.cli.{module}"), command)
        if not isinstance(found, click.Command):
            raise TypeError(f"{module}.{command} is no command")
        return found

    return load


ROOMS: dict[str, Callable[[], click.Command]] = {
    "serve": _room("serve", "serve"),
    "worker": _room("serve", "worker"),
    "db": _room("database", "db_group"),
    "demo": _room("demo", "demo"),
    "plan": _room("plan", "plan"),
    "user": _room("user", "user"),
    "feed": _room("feed", "feed"),
    "reminders": _room("reminders", "reminders"),
    "jobs": _room("jobs", "jobs"),
    "outbox": _room("outbox", "outbox"),
    "backup": _room("backup", "backup"),
    "restore": _room("backup", "restore"),
    "check": _room("check", "check"),
}


@click.group(cls=Operators)
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", help="Sprache der Ausgabe.")
@click.version_option("0.1.0", prog_name="wiedervorlage")
def main(lang: str) -> None:
    """Wiedervorlage: Umsetzung eines öffentlichen Plans verfolgen."""
