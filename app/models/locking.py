"""How the database itself keeps what is final, whoever writes to it and by whatever road.

Triggers refuse what the services refuse already. Which rows, is said by the rooms: a seal is a
row whose state makes other rows final, a lock is what of one table belongs to it. A seal may let
go of words later; what then goes, each lock says, and everything else stays as final as it was.

They are no part of the history of migrations: a batch migration of SQLite cannot rename a table
while triggers name it. `migrations/env.py` takes them down before a run and puts them up after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Inspector, inspect, text

PREFIX = "locked_"
OURS = "pronamespace = current_schema()::regnamespace"
INSERT, UPDATE, DELETE = "INSERT", "UPDATE", "DELETE"
DIFFERS = "IS DISTINCT FROM"  # PostgreSQL's word for SQLite's IS NOT


@dataclass(frozen=True, kw_only=True)
class Seal:
    """The row that makes others final: its table, the column they name it by, its final states.

    `lets_go` is SQL for a final row whose words may be deleted.
    """

    table: str
    key: str
    states: tuple[str, ...]
    refusal: str
    lets_go: str = "FALSE"

    @property
    def final(self) -> str:
        """The final states as SQL."""
        return "(" + ", ".join(f"'{state}'" for state in self.states) + ")"


@dataclass(frozen=True, kw_only=True)
class Lock:
    """What of one table belongs to a seal: `belongs` finds its key by SQL.

    `gone` is SQL for rows that belong to it no more; nothing comes from there or gets there.
    `steps` are the states that the sealing row itself may still take, `breaches` is SQL for what
    no update of it may do (`{differs}` is the sign between two values that may be NULL), in which
    it names the columns `also`.
    Once the seal lets go, rows that are `deletable` may go, and `erasable` columns become NULL.
    """

    table: str
    seal: Seal
    belongs: str
    columns: tuple[str, ...]
    gone: str = "FALSE"
    forgettable: tuple[str, ...] = ()  # may become NULL, and nothing else
    steps: tuple[str, ...] = ()
    breaches: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    deletable: bool = False
    erasable: tuple[str, ...] = ()  # some of the columns
    deeds: tuple[str, ...] = (INSERT, UPDATE, DELETE)

    @property
    def is_seal(self) -> bool:
        return self.table == self.seal.table


def put_up(connection: Connection, locks: Sequence[Lock]) -> None:
    """Put up these locks, unless one of their tables or columns does not stand yet."""
    known = inspect(connection)
    if not all(_stands(lock, known) for lock in locks):
        return
    write = _postgresql if connection.dialect.name == "postgresql" else _sqlite
    for lock in locks:
        for statement in write(lock):
            connection.exec_driver_sql(statement)


def _stands(lock: Lock, known: Inspector) -> bool:
    if not known.has_table(lock.table):
        return False
    columns = {column["name"] for column in known.get_columns(lock.table)}
    return columns >= {*lock.columns, *lock.forgettable, *lock.also}


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
        rows = _rows(lock, deed)
        final = " OR ".join(is_final(lock, row) for row in rows)
        kept = " OR ".join(is_final(lock, row, for_good=True) for row in rows)
        refused = f"({kept if deed == DELETE and lock.deletable else final})"
        if deed == UPDATE:
            refused = f"({refused} AND ({_changed(lock, 'IS NOT')}))"
            if lock.erasable:
                refused += f" OR (({kept}) AND ({_erased(lock)}))"
        yield (
            f"CREATE TRIGGER {PREFIX}{lock.table}_{deed.lower()} BEFORE {deed} ON {lock.table}"
            f" WHEN {refused} BEGIN SELECT RAISE(ABORT, '{lock.seal.refusal}'); END"
        )


def is_final(lock: Lock, row: str, *, for_good: bool = False) -> str:
    """SQL that says whether a row is locked; `row` is its table, or a trigger's name for it.

    `for_good`: not even its words may go.
    """
    seal = lock.seal
    if lock.is_seal:
        return f"{row}.state IN {seal.final}"
    still = f" AND NOT ({seal.lets_go.format(row='seal')})" if for_good else ""
    return (
        f"(NOT ({lock.gone.format(row=row)})"  # noqa: S608 - our own words
        f" AND EXISTS (SELECT 1 FROM {seal.table} AS seal"
        f" WHERE seal.state IN {seal.final}{still}"
        f" AND seal.{seal.key} = {lock.belongs.format(row=row)}))"
    )


def _postgresql(lock: Lock) -> Iterator[str]:
    """FOR SHARE: whoever seals meanwhile is waited for, so no word slips in behind it."""
    name = f"{PREFIX}{lock.table}"
    asked = "".join(
        f" IF TG_OP = '{deed}' THEN {_state(lock, row)}"
        f" IF found IN {lock.seal.final} AND NOT ({lock.gone.format(row=row)})"
        f"{_unless_let_go(lock, deed)} THEN"
        f" RAISE EXCEPTION USING MESSAGE = '{lock.seal.refusal}',"
        " ERRCODE = 'integrity_constraint_violation'; END IF; END IF;"
        for deed in lock.deeds
        for row in _rows(lock, deed)
    )
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" DECLARE found text; let_go boolean; BEGIN{asked}"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for deed in lock.deeds:
        changed = _changed(lock, DIFFERS) + (f" OR {_erased(lock)}" if lock.erasable else "")
        when = f" WHEN ({changed})" if deed == UPDATE else ""
        yield (
            f"CREATE TRIGGER {name}_{deed.lower()} BEFORE {deed} ON {lock.table}"
            f" FOR EACH ROW{when} EXECUTE FUNCTION {name}()"
        )


def _unless_let_go(lock: Lock, deed: str) -> str:
    if deed == DELETE and lock.deletable:
        return " AND NOT let_go"
    if deed == UPDATE and lock.erasable:
        return f" AND (NOT let_go OR {_changed(lock, DIFFERS)})"
    return ""


def _state(lock: Lock, row: str) -> str:
    if lock.is_seal:
        return f"found := {row}.state;"
    seal = lock.seal
    return (
        f"SELECT seal.state, {seal.lets_go.format(row='seal')} INTO found, let_go"  # noqa: S608
        f" FROM {seal.table} AS seal"
        f" WHERE seal.{seal.key} = {lock.belongs.format(row=row)} FOR SHARE;"
    )


def _rows(lock: Lock, deed: str) -> tuple[str, ...]:
    """Which rows must not be final: an update may not move one in either.

    The sealing row itself becomes final by an update.
    """
    if deed == INSERT:
        return ("NEW",)
    return ("OLD",) if deed == DELETE or lock.is_seal else ("OLD", "NEW")


def _changed(lock: Lock, differs: str) -> str:
    """SQL for what no update may do, also once the words may go."""
    fixed = [
        f"OLD.{name} {differs} NEW.{name}" for name in lock.columns if name not in lock.erasable
    ]
    forgotten = [
        f"(NEW.{name} IS NOT NULL AND OLD.{name} {differs} NEW.{name})"
        for name in (*lock.forgettable, *lock.erasable)
    ]
    if lock.steps:
        steps = ", ".join(f"'{step}'" for step in lock.steps)
        fixed.append(f"(OLD.state {differs} NEW.state AND NEW.state NOT IN ({steps}))")
    breaches = [f"({breach.format(differs=differs)})" for breach in lock.breaches]
    return " OR ".join([*fixed, *forgotten, *breaches])


def _erased(lock: Lock) -> str:
    """SQL for words that an update takes away."""
    return " OR ".join(f"(OLD.{name} IS NOT NULL AND NEW.{name} IS NULL)" for name in lock.erasable)
