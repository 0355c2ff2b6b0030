"""Locks that end with their holder: the system or the database lets go, never a clock (A7)."""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.extensions import db


class Held(Protocol):
    """A lock in our hands."""

    def alive(self) -> bool:
        """Whether the lock is certainly still ours."""

    def release(self) -> None:
        """Let go."""


class Locks(Protocol):
    """Where locks are kept."""

    def take(self, name: str) -> Held | None:
        """The lock, or None while somebody else lives and holds it."""


def locks_of(app: Flask) -> Locks:
    """Files beside an SQLite database, advisory locks on PostgreSQL. Needs the app's context."""
    if db.engine.dialect.name == "postgresql":
        return DatabaseLocks(db.engine.url)
    return FileLocks(Path(app.config["INSTANCE_DIR"]) / "locks")


class FileLocks:
    """`flock` on files in a local folder; the kernel frees them when their holder dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, name: str) -> Held | None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.lock"
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                return None
            if _is_at(handle, path):
                return _FileHeld(handle, path)
            os.close(handle)  # its last holder took the file away between opening and locking


class _FileHeld:
    def __init__(self, handle: int, path: Path) -> None:
        self.handle = handle
        self.path = path

    def alive(self) -> bool:
        return True

    def release(self) -> None:
        self.path.unlink(missing_ok=True)
        os.close(self.handle)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.fstat(handle).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


class DatabaseLocks:
    """Session advisory locks, each on a connection of its own that no pooler may share."""

    def __init__(self, url: sa.URL) -> None:
        self.engine = sa.create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def take(self, name: str) -> Held | None:
        connection = self.engine.connect()
        taken = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_key(name))))
        if taken:
            return _ConnectionHeld(connection)
        connection.close()
        return None


class _ConnectionHeld:
    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def alive(self) -> bool:
        try:
            return self.connection.scalar(sa.select(sa.literal(1))) == 1
        except SQLAlchemyError:
            return False

    def release(self) -> None:
        # Closing alone lets go only once the server has seen the connection end, a moment later.
        with suppress(SQLAlchemyError):
            self.connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))
        self.connection.close()


def _key(name: str) -> int:
    """A signed 64-bit key, as PostgreSQL wants it."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
