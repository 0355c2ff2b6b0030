"""The libraries the floors share, made once and bound to the application by `create_app`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from flask import has_request_context, request
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, event

from app.orm import Base

READING = ("GET", "HEAD", "OPTIONS")
REQUEST_BUSY_SECONDS = 5
JOB_BUSY_SECONDS = 30
PATIENCE = "busy_seconds"  # what a connection was told last
SQLITE_SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

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


def install_sqlite_hooks(engine: Engine) -> None:
    """Safe settings and honest transactions for SQLite; nothing on other databases.

    Readers open with BEGIN, everything else with BEGIN IMMEDIATE: a deferred transaction that
    turns into a write fails at once with "database is locked", whatever the busy timeout. The
    option `write` of a connection says otherwise, True or False; with `patience` it waits for
    another number of seconds; with `one_read` its only statement is a transaction of its own.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy emits BEGIN, not the driver
        for pragma in SQLITE_SETTINGS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        seconds = REQUEST_BUSY_SECONDS if has_request_context() else JOB_BUSY_SECONDS
        patience = options.get("patience", seconds)
        if connection.info.get(PATIENCE) != patience:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={patience * 1000}")
            connection.info[PATIENCE] = patience
        if options.get("one_read"):
            return  # SQLite opens and ends it by itself
        reads = has_request_context() and request.method in READING
        writes = options.get("write", not reads)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def empty_sqlite_journal(engine: Engine) -> None:
    """Write everything into SQLite's one file and empty its journal, which keeps older pages.

    Whoever reads meanwhile keeps the journal as it is; the next time will do.
    """
    if engine.dialect.name != "sqlite":
        return
    with closing(sqlite3.connect(engine.url.database or "", timeout=1)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
