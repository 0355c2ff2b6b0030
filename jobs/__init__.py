"""The clock's door: what is done without anybody asking."""

from __future__ import annotations

from flask import Flask

from jobs.scheduler import Clockwork


def open_door(app: Flask) -> None:
    """Make the clockwork known to the application; nothing runs yet."""
    app.extensions["clockwork"] = Clockwork(app)
