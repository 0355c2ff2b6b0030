"""Operators' door: the command `wiedervorlage`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.exc import DatabaseError, OperationalError

from app import language
from app.cli import usage
from app.domain.errors import RuleBroken
from app.language import N_, speaking
from app.language import gettext as _
from config import SettingsError

SAID = ("help", "metavar")  # of commands and of what they are given
UNDEFINED = ("42P01", "42703")  # PostgreSQL: no such table, no such column


class Operators(click.Group):
    """Loads a command's room only when it is called, and turns refusals into one line each."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        room = ROOMS.get(cmd_name)
        return helping(room()) if room else None

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        helping(self)
        super().format_help(ctx, formatter)

    def main(self, *args: Any, standalone_mode: bool = True, **more: Any) -> Any:
        """Click's own, with the answer to a mistyped command in the language asked for."""
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **more)  # type: ignore[call-overload]
        try:
            status = super().main(*args, standalone_mode=False, **more)  # type: ignore[call-overload]
        except click.UsageError as error:
            with speaking(_asked_for(error.ctx)):
                click.echo(usage.answer(error), err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo(_("Abgebrochen."), err=True)
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (RuleBroken, SettingsError) as refused:
            click.echo(str(refused), err=True)
        except DatabaseError as error:
            click.echo(_why_no_database(error), err=True)
        raise click.exceptions.Exit(1)


def _why_no_database(error: DatabaseError) -> str:
    """What the operator can do about it; an error of the program itself goes on."""
    cause = str(error.orig)
    if getattr(error.orig, "sqlstate", None) in UNDEFINED or cause.startswith("no such "):
        return _("Die Datenbank ist nicht eingerichtet. Bitte zuerst: wiedervorlage db upgrade")
    if "locked" in cause:
        return _("Die Datenbank ist gerade belegt. Bitte versuchen Sie es gleich noch einmal.")
    if isinstance(error, OperationalError) or "not a database" in cause:
        return _(
            "Die Datenbank ist nicht erreichbar. Bitte prüfen Sie DATABASE_URL; "
            "Näheres zeigt: wiedervorlage check"
        )
    raise error


def helping(command: click.Command) -> click.Command:
    """The command with its help in the language spoken now; the code holds the German."""
    for one in (command, *command.params):
        said = {name: getattr(one, name, None) for name in SAID}
        german = one.__dict__.setdefault("german", said)
        for name, words in german.items():
            if words:
                setattr(one, name, _(words))
    if isinstance(command, click.Group):
        for below in command.commands.values():
            helping(below)
    return command


def _speak(ctx: click.Context, _param: click.Parameter, chosen: str) -> str:
    ctx.with_resource(speaking(chosen))
    return chosen


def _asked_for(ctx: click.Context | None) -> str | None:
    """What `--lang` said; a mistake is answered after everything else has been put away."""
    return ctx.find_root().params.get("lang") if ctx is not None else None


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
    "report": _room("report", "report"),
    "user": _room("user", "user"),
    "feed": _room("feed", "feed"),
    "reminders": _room("reminders", "reminders"),
    "jobs": _room("jobs", "jobs"),
    "outbox": _room("outbox", "outbox"),
    "audit": _room("audit", "audit"),
    "backup": _room("backup", "backup"),
    "restore": _room("backup", "restore"),
    "check": _room("check", "check"),
}


@click.group(cls=Operators, help=N_("Wiedervorlage: Umsetzung eines öffentlichen Plans verfolgen."))
@click.option(
    "--lang",
    type=click.Choice(list(language.NAMES)),
    default=language.GERMAN,
    is_eager=True,
    callback=_speak,
    help=N_("Sprache der Ausgabe."),
)
@click.version_option("0.1.0", prog_name="wiedervorlage")
def main(lang: str) -> None:
    """Wiedervorlage: follow up what becomes of a public plan."""
