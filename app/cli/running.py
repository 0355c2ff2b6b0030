"""How a command gets its application and its transaction."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from app import create_app
from app.domain.errors import RuleBroken
from app.language import gettext as _

YES = ("j", "ja", "y", "yes")


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run the command inside an application made from the settings."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with create_app().app_context():
            return command(*args, **kwargs)

    return run


def demand_yes(question: str) -> None:
    """Go on only after a yes. Raises RuleBroken after anything else, or with nobody to ask."""
    if not sys.stdin.isatty():
        raise RuleBroken(
            _(
                "Es wurde nichts geändert: Hier kann niemand gefragt werden. "
                "Wenn Sie sicher sind, rufen Sie den Befehl mit --yes auf."
            )
        )
    yes = _("j")
    answer = click.prompt(f"{question} ({yes}/N)", default="", show_default=False)
    if answer.strip().lower() not in YES:
        raise RuleBroken(_("Es wurde nichts geändert."))
