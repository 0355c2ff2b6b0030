"""How many statements a deed costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from app.extensions import db


def queries_of(deed: Callable[[], object]) -> int:
    """The number of statements that `deed` sends by the application's engine, without locks'."""
    with statements(db.engine) as sent:
        deed()
    return sum(not one.startswith(("PRAGMA", "BEGIN")) for one in sent)


@contextmanager
def statements(engine: Engine | type[Engine] = Engine) -> Iterator[list[str]]:
    """What is sent to a database meanwhile, by the engine or by whichever."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
