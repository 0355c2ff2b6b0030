"""The audit trail only grows: the database refuses to change or delete what stands in it.

Like the locks of minutes these triggers are no part of the history of migrations. Whoever owns
the database can take them down; what is done then, the chain of fingerprints shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, inspect

REFUSAL = "the audit trail only grows"
NEVER = "FALSE"


@dataclass(frozen=True)
class Guard:
    """When a row of the table may be changed and when deleted, as SQL."""

    table: str
    change: str = NEVER
    delete: str = NEVER


GUARDS = (
    Guard(
        "audit_entry",
        delete="EXISTS (SELECT 1 FROM audit_checkpoint AS mark"
        " WHERE mark.cuts AND mark.number >= OLD.number)",
    ),
    Guard("audit_checkpoint"),
    Guard("audit_head", change="NEW.id = OLD.id AND NEW.number > OLD.number"),
)


def put_up(connection: Connection, prefix: str) -> None:
    """Guard the tables, as far as they stand; the prefix is that of all our triggers."""
    present = set(inspect(connection).get_table_names())
    if not {guard.table for guard in GUARDS} <= present:
        return
    write = _postgresql if connection.dialect.name == "postgresql" else _sqlite
    for guard in GUARDS:
        for statement in write(guard, prefix):
            connection.exec_driver_sql(statement)


def _sqlite(guard: Guard, prefix: str) -> Iterator[str]:
    for deed, may in (("UPDATE", guard.change), ("DELETE", guard.delete)):
        yield (
            f"CREATE TRIGGER {prefix}{guard.table}_{deed.lower()} BEFORE {deed} ON {guard.table}"
            f" WHEN NOT ({may}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def _postgresql(guard: Guard, prefix: str) -> Iterator[str]:
    name = f"{prefix}{guard.table}"
    asked = "".join(
        f" IF TG_OP = '{deed}' THEN IF NOT ({may}) THEN RAISE EXCEPTION USING"
        f" MESSAGE = '{REFUSAL}', ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {row}; END IF;"
        for deed, may, row in (("UPDATE", guard.change, "NEW"), ("DELETE", guard.delete, "OLD"))
    )
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN{asked} RETURN NULL; END $$"
    )
    yield (
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {guard.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
