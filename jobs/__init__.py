"""The clock's door: what is done without anybody asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from jobs.scheduler import Clockwork


def open_door(app: Flask) -> None:
    """Tell the application how to get its clockwork; a process of pages alone never loads it."""

    def clockwork() -> Clockwork:
        from jobs.scheduler import Clockwork

        return Clockwork(app)

    app.extensions["clockwork"] = clockwork
