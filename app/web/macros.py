"""The macros that every template has at hand, each file loaded when something first draws with it.

Importing them page by page, Jinja would compare all that templates know with what each file knows.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2 import Environment

# What templates call them, and their file in `_macros`.
FILES = {
    "ui": "page",
    "forms": "forms",
    "status": "status",
    "tables": "tables",
    "cards": "cards",
    "years": "timeline",
    "charts": "charts",
}


def install(app: Flask) -> None:
    """Give every template the macros under their names."""
    env = app.jinja_env
    env.globals.update({name: Macros(env, f"_macros/{file}.html") for name, file in FILES.items()})


class Macros:
    """The macros of one file, as its attributes."""

    def __init__(self, templates: Environment, file: str) -> None:
        self._templates, self._file = templates, file

    def __getattr__(self, name: str) -> Any:
        macro = getattr(self._templates.get_template(self._file).module, name)
        if not self._templates.auto_reload:
            setattr(self, name, macro)
        return macro
