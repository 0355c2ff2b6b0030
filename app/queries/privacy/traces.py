"""Where somebody is named in texts that anybody may have written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, Table, cast, false, literal_column, or_, select
from sqlalchemy import Text as SqlText

from app.domain.privacy.register import TEXTS
from app.extensions import db
from app.models import locks
from app.models.folding import fold
from app.models.locking import Lock, is_final
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.orm import Base
from app.queries.privacy.subjects import Subject

SHORTEST_WORD = 8  # one word alone, such as a first name, may mean anybody


@dataclass(frozen=True)
class Trace:
    """One text that names somebody; a locked one belongs to approved minutes or a report."""

    table: str
    column: str
    id: int
    value: Any
    locked: bool


def needles_of(subject: Subject) -> list[str]:
    """The names and addresses to look for, the longest first.

    A name that is also that of an organisation, or of the office, is no person's name; a short
    word alone is not looked for.
    """
    said: set[str | None] = set()
    for actor in subject.actors:
        said |= {actor.name, actor.email, actor.phone, *(alias.name for alias in actor.aliases)}
    if subject.account:
        said |= {subject.account.name, subject.account.email}
    words = {word.strip() for word in said if word}
    public = set(
        db.session.scalars(
            select(Actor.name).where(Actor.name.in_(words), Actor.kind != ActorKind.PERSON)
        )
    ) | set(db.session.scalars(select(Plan.office_name).where(Plan.office_name.in_(words))))
    return sorted(
        (word for word in words - public if _is_telling(word)), key=lambda word: (-len(word), word)
    )


def traces_of(needles: Sequence[str]) -> list[Trace]:
    """Every text that holds one of the needles."""
    return [
        trace
        for table, columns in TEXTS.items()
        for trace in _traces(Base.metadata.tables[table], columns, needles)
    ]


def _is_telling(word: str) -> bool:
    return " " in word or "@" in word or len(word) >= SHORTEST_WORD


def _traces(table: Table, columns: Sequence[str], needles: Sequence[str]) -> Iterator[Trace]:
    lock = _lock_of(table.name)
    for name in columns:
        column = table.c[name]
        final: Any = false()
        if lock is not None and name in lock.columns:
            final = literal_column(is_final(lock, table.name))
        found = select(table.c.id, column, final.label("locked")).where(_holds(column, needles))
        for row in db.session.execute(found):
            yield Trace(table.name, name, row[0], row[1], bool(row[2]))


def _holds(column: Column[Any], needles: Sequence[str]) -> Any:
    if column.name == "folded":
        return or_(*(column.contains(fold(one), autoescape=True) for one in needles), false())
    text: Any = cast(column, SqlText) if isinstance(column.type, JSON) else column
    written = [*needles, *(json.dumps(one)[1:-1] for one in needles)]  # as JSON keeps an umlaut
    return or_(*(text.icontains(one, autoescape=True) for one in dict.fromkeys(written)), false())


def _lock_of(table: str) -> Lock | None:
    return next((lock for room in locks.ROOMS for lock in room if lock.table == table), None)
