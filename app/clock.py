"""The only place that reads the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import cast

from flask import current_app

Clock = Callable[[], dt.datetime]


def system_clock() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def now() -> dt.datetime:
    """The present instant of the running application, aware, in UTC."""
    clock = cast(Clock, current_app.extensions["clock"])
    return clock()
