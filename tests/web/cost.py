"""How many statements a deed costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


def queries_of(deed: Callable[[], object]) -> int:
    """The number of statements that `deed` sends to the database."""
    with statements() as sent:
        deed()
    return sum(not one.startswith(("PRAGMA", "BEGIN")) for one in sent)


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to a database meanwhile, by whichever engine."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
