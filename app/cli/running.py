"""How a command gets its application and its transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from app import create_app


def with_app(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run the command inside an application made from the settings."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        with create_app().app_context():
            return command(*args, **kwargs)

    return run
