"""Everything held of somebody, table by table, as the register of personal data says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, or_, select

from app.domain.privacy.register import HELD, Held
from app.extensions import db
from app.orm import Base
from app.queries.privacy.subjects import Subject

# What a row that another one points to is called: the first of these columns that it has.
CALLED = (
    "name",
    "title",
    "official_title",
    "text",
    "reporting_on",
    "held_on",
    "meeting_id",
    "round_id",
)


@dataclass(frozen=True)
class Entry:
    """One row: what the person is in it, and each value by its column."""

    roles: Sequence[str]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """The rows of one table."""

    held: Held
    entries: Sequence[Entry]


def held_of(subject: Subject) -> list[Section]:
    """Every table of the register that holds something of the subject, in the register's order."""
    sections = (Section(held, _entries(held, subject)) for held in HELD)
    return [section for section in sections if section.entries]


def count_of(held: Held, subject: Subject) -> int:
    """How many rows of one table name the subject."""
    return len(_rows(held, subject))


def naming(held: Held, subject: Subject) -> Any:
    """The condition that a row of the table names the subject."""
    table = Base.metadata.tables[held.table]
    return or_(*(table.c[name].in_(_ids(table, name, subject)) for name in held.by))


def _entries(held: Held, subject: Subject) -> list[Entry]:
    table = Base.metadata.tables[held.table]
    rows = _rows(held, subject)
    titles = {
        name: _titles(column, {row[name] for row in rows})
        for name in held.shows
        if (column := table.c[name]).foreign_keys
    }
    return [
        Entry(
            roles=[
                role
                for name, role in held.by.items()
                if role and row[name] in _ids(table, name, subject)
            ],
            values={
                name: titles[name].get(row[name]) if name in titles else row[name]
                for name in held.shows
            }
            | {name: row[name] is not None for name in held.secret},
        )
        for row in rows
    ]


def _rows(held: Held, subject: Subject) -> Sequence[Any]:
    table = Base.metadata.tables[held.table]
    names = dict.fromkeys([*held.by, *held.shows, *held.secret])
    found = select(*(table.c[name] for name in names)).where(naming(held, subject))
    return db.session.execute(found.order_by(*table.primary_key)).mappings().all()


def _ids(table: Table, name: str, subject: Subject) -> Sequence[int]:
    """The subject's ids among those that the column holds."""
    column = table.c[name]
    target = next(iter(column.foreign_keys)).column.table.name if column.foreign_keys else None
    return subject.ids[target or table.name]


def _titles(column: Column[Any], keys: set[Any]) -> dict[Any, str]:
    """What the rows are called that the column points to."""
    target = next(iter(column.foreign_keys)).column.table
    called = next(name for name in CALLED if name in target.c)
    rows = db.session.execute(
        select(target.c.id, target.c[called]).where(target.c.id.in_(keys - {None}))
    ).all()
    if target.c[called].foreign_keys:
        further = _titles(target.c[called], {row[1] for row in rows})
        return {row[0]: further.get(row[1], "") for row in rows}
    return {row[0]: str(row[1]) for row in rows}
