"""Icons: drawn by their macro once and kept, since a page shows hundreds."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask
from markupsafe import Markup

MOST_KEPT = 512


def install(app: Flask) -> None:
    """Give every template `icon`; what it draws depends on nothing but its name and size."""

    @lru_cache(maxsize=MOST_KEPT)
    def icon(name: str, size: str = "default") -> Markup:
        macros = app.jinja_env.get_template("_macros/icons.html").module
        return Markup(macros.draw(name, size))  # type: ignore[attr-defined]  # noqa: S704

    app.jinja_env.globals.update(icon=icon)
