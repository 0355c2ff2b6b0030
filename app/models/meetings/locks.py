"""Approved minutes are locked in the database itself, whoever writes to it and by whatever road.

Triggers refuse what the services refuse already. Open stays what later duties need: dated notes;
an account that goes (`author_id` becomes NULL); a person who is forgotten or merged (the columns
that point to people); answers to the invitation, which are kept for some months only.

They are no part of the history of migrations: a batch migration of SQLite cannot rename a table
while triggers name it. `migrations/env.py` takes them down before a run and puts them up after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event, inspect, text

from app.orm import Base

PREFIX = "locked_"
REFUSAL = "approved minutes are locked"
OWN_MEETING = "{row}.meeting_id"
OURS = "pronamespace = current_schema()::regnamespace"
INSERT, UPDATE, DELETE = "INSERT", "UPDATE", "DELETE"


@dataclass(frozen=True, kw_only=True)
class Lock:
    """What of one table belongs to the minutes: `meeting` finds its meeting by SQL."""

    table: str
    meeting: str = OWN_MEETING
    columns: tuple[str, ...]
    forgettable: tuple[str, ...] = ()  # may become NULL, and nothing else
    deeds: tuple[str, ...] = (INSERT, UPDATE, DELETE)


LOCKS = (
    Lock(
        table="minutes",
        columns=("meeting_id", "state", "objections_until_on", "approved_at"),
        forgettable=("approved_by_id",),
        deeds=(UPDATE, DELETE),
    ),
    Lock(
        table="minutes_note",
        meeting="(SELECT meeting_id FROM minutes WHERE id = {row}.minutes_id)",
        columns=("minutes_id", "text", "written_at"),
        forgettable=("author_id",),
        deeds=(UPDATE, DELETE),
    ),
    Lock(
        table="minutes_revision",
        meeting="(SELECT meeting_id FROM agenda_item WHERE id = {row}.agenda_item_id)",
        columns=("agenda_item_id", "parent_id", "body", "written_at"),
        forgettable=("author_id",),
    ),
    Lock(
        table="agenda_item",
        columns=(
            "meeting_id",
            "number",
            "position",
            "title",
            "kind",
            "description",
            "withdrawn",
            "result",
            "outcome",
        ),
    ),
    Lock(
        table="attendee",
        columns=("meeting_id", "attendance", "present_from", "present_until"),
    ),
    Lock(
        table="agreement",
        columns=(
            "cycle_id",
            "meeting_id",
            "agenda_item_id",
            "based_on_id",
            "number",
            "kind",
            "text",
        ),
    ),
    Lock(
        table="meeting",
        meeting="{row}.id",
        columns=("cycle_id", "body_id", "held_on", "month_on", "begins", "ends"),
        deeds=(UPDATE, DELETE),
    ),
)


def put_up(connection: Connection) -> None:
    """Lock approved minutes, as far as the tables stand."""
    present = set(inspect(connection).get_table_names())
    if not {lock.table for lock in LOCKS} <= present:
        return
    take_down(connection)
    write = _postgresql if connection.dialect.name == "postgresql" else _sqlite
    for lock in LOCKS:
        for statement in write(lock):
            connection.exec_driver_sql(statement)


def take_down(connection: Connection) -> None:
    """Remove every lock, also one that an earlier release put up."""
    if connection.dialect.name == "postgresql":
        for name in _names(connection, "pg_proc", "proname", OURS):
            connection.exec_driver_sql(f'DROP FUNCTION "{name}" CASCADE')  # its triggers go along
    else:
        for name in standing(connection):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def standing(connection: Connection) -> list[str]:
    """The names of the triggers that stand in the database."""
    if connection.dialect.name == "postgresql":
        return _names(connection, "pg_trigger", "tgname")
    return _names(connection, "sqlite_master", "name", "type = 'trigger'")


def _names(connection: Connection, catalogue: str, column: str, where: str = "TRUE") -> list[str]:
    found = connection.scalars(
        text(
            f"SELECT {column} FROM {catalogue} WHERE {where}"  # noqa: S608 - our own words
            f" AND {column} LIKE :like ESCAPE '!' ORDER BY {column}"
        ),
        {"like": PREFIX.replace("_", "!_") + "%"},
    )
    return list(found)


def _sqlite(lock: Lock) -> Iterator[str]:
    for deed in lock.deeds:
        changed = f" AND ({_changed(lock, 'IS NOT')})" if deed == UPDATE else ""
        approved = " OR ".join(_approved(lock, row) for row in _rows(lock, deed))
        yield (
            f"CREATE TRIGGER {PREFIX}{lock.table}_{deed.lower()} BEFORE {deed} ON {lock.table}"
            f" WHEN ({approved}){changed}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def _approved(lock: Lock, row: str) -> str:
    if lock.table == "minutes":
        return f"{row}.state = 'approved'"
    meeting = lock.meeting.format(row=row)
    return (
        "EXISTS (SELECT 1 FROM minutes AS approved"  # noqa: S608 - our own words
        f" WHERE approved.state = 'approved' AND approved.meeting_id = {meeting})"
    )


def _postgresql(lock: Lock) -> Iterator[str]:
    """FOR SHARE: whoever approves meanwhile is waited for, so no word slips in behind it."""
    name = f"{PREFIX}{lock.table}"
    asked = "".join(
        f" IF TG_OP = '{deed}' THEN {_state(lock, row)}"
        f" IF found = 'approved' THEN RAISE EXCEPTION USING MESSAGE = '{REFUSAL}',"
        " ERRCODE = 'integrity_constraint_violation'; END IF; END IF;"
        for deed in lock.deeds
        for row in _rows(lock, deed)
    )
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" DECLARE found text; BEGIN{asked}"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for deed in lock.deeds:
        changed = f" WHEN ({_changed(lock, 'IS DISTINCT FROM')})" if deed == UPDATE else ""
        yield (
            f"CREATE TRIGGER {name}_{deed.lower()} BEFORE {deed} ON {lock.table}"
            f" FOR EACH ROW{changed} EXECUTE FUNCTION {name}()"
        )


def _state(lock: Lock, row: str) -> str:
    if lock.table == "minutes":
        return f"found := {row}.state;"
    meeting = lock.meeting.format(row=row)
    return (
        "SELECT approved.state INTO found FROM minutes AS approved"  # noqa: S608 - our own words
        f" WHERE approved.meeting_id = {meeting} FOR SHARE;"
    )


def _rows(lock: Lock, deed: str) -> tuple[str, ...]:
    """Which rows must not belong to approved minutes: an update may not move one in either.

    The minutes themselves become approved by an update.
    """
    if deed == INSERT:
        return ("NEW",)
    return ("OLD",) if deed == DELETE or lock.table == "minutes" else ("OLD", "NEW")


def _changed(lock: Lock, differs: str) -> str:
    fixed = [f"OLD.{name} {differs} NEW.{name}" for name in lock.columns]
    forgotten = [
        f"(NEW.{name} IS NOT NULL AND OLD.{name} {differs} NEW.{name})" for name in lock.forgettable
    ]
    return " OR ".join([*fixed, *forgotten])


@event.listens_for(Base.metadata, "after_create")
def _after_create(_metadata: Any, connection: Connection, **_more: Any) -> None:
    put_up(connection)


@event.listens_for(Base.metadata, "before_drop")
def _before_drop(_metadata: Any, connection: Connection, **_more: Any) -> None:
    take_down(connection)
