"""The libraries the floors share, made once and bound to the application by `create_app`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import lru_cache
from typing import Any

from flask import has_request_context, request
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, Pool, create_engine, event

from app.orm import Base

READING = ("GET", "HEAD", "OPTIONS")
REQUEST_BUSY_SECONDS = 5
JOB_BUSY_SECONDS = 30
IDLE, INTACT = 0, 2  # of libpq: nothing has begun; begun, and no statement of it has failed
PATIENCE = "busy_seconds"  # what a connection was told last
SQLITE_SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "recursive_triggers=ON",  # or REPLACE would delete past the locks of what is final
)

db = SQLAlchemy(metadata=Base.metadata)
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()


@contextmanager
def transaction() -> Iterator[None]:
    """All of the block is kept, or nothing. Only the doors (web, cli, jobs) say this."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def install_hooks(engine: Engine) -> None:
    """Honest transactions on either database, and safe settings for SQLite.

    A request that reads begins as a reader, everything else as a writer; the option `write` of a
    connection says otherwise, True or False. On SQLite it waits `patience` seconds for its turn
    where that option is given.
    """
    if engine.dialect.name == "sqlite":
        _install_sqlite_hooks(engine)
    elif engine.dialect.name == "postgresql":
        _install_postgres_hooks(engine)


def _writes(options: Mapping[str, Any]) -> bool:
    reads = has_request_context() and request.method in READING
    return bool(options.get("write", not reads))


def _install_sqlite_hooks(engine: Engine) -> None:
    """Readers open with BEGIN, everything else with BEGIN IMMEDIATE.

    A deferred transaction that turns into a write fails at once with "database is locked",
    whatever the busy timeout.
    """

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy emits BEGIN, not the driver
        for pragma in SQLITE_SETTINGS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        seconds = REQUEST_BUSY_SECONDS if has_request_context() else JOB_BUSY_SECONDS
        _wait_at_most(options.get("patience", seconds), connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(options) else "BEGIN")


def _wait_at_most(seconds: int, connection: Connection) -> None:
    if connection.info.get(PATIENCE) != seconds:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={seconds * 1000}")
        connection.info[PATIENCE] = seconds


@contextmanager
def reading_once(engine: Engine) -> Iterator[Connection]:
    """A connection for one statement that reads, which is then a transaction of its own.

    For what is asked more often than all pages together: on SQLite the hooks, and the events they
    hang on, cost a quarter of asking.
    """
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            yield connection
        return
    with _without_hooks(engine.pool).connect() as connection:
        _wait_at_most(REQUEST_BUSY_SECONDS, connection)
        yield connection


@lru_cache(maxsize=4)
def _without_hooks(pool: Pool) -> Engine:
    """The same connections; SQLite opens and ends by itself what no BEGIN stands before."""
    return create_engine("sqlite://", pool=pool)


def _install_postgres_hooks(engine: Engine) -> None:
    """Readers are read-only to the server, and end with COMMIT, as there is nothing to take back.

    After a ROLLBACK psycopg forgets every statement it had prepared: each page would have all of
    its queries planned anew, which costs the server more than answering them.
    """
    take_back = engine.dialect.do_rollback

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        # None leaves it to the server, which may itself take nothing just now.
        only_reads = None if _writes(connection.get_execution_options()) else True
        changes = driver.read_only is not only_reads and not driver.autocommit
        if changes and driver.info.transaction_status == IDLE:
            driver.read_only = only_reads

    def end(held: Any) -> None:
        driver = getattr(held, "dbapi_connection", held)  # the pool lends it in a cover
        if driver.read_only and driver.info.transaction_status == INTACT:
            driver.commit()
        else:
            take_back(driver)

    engine.dialect.do_rollback = end  # type: ignore[method-assign, assignment]


def empty_sqlite_journal(engine: Engine) -> None:
    """Write everything into SQLite's one file and empty its journal, which keeps older pages.

    Whoever reads meanwhile keeps the journal as it is; the next time will do.
    """
    if engine.dialect.name != "sqlite":
        return
    with closing(sqlite3.connect(engine.url.database or "", timeout=1)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
