"""Locks end with their holder and with nothing else."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import text

from app.extensions import db
from jobs.locks import locks_of


def test_a_lock_is_held_once_and_free_after_release(app: Flask) -> None:
    locks = locks_of(app)
    first = locks.take("scheduler")
    assert first is not None

    assert locks.take("scheduler") is None
    assert first.alive()

    first.release()
    again = locks.take("scheduler")
    assert again is not None
    again.release()


def test_locks_of_different_names_do_not_disturb_each_other(app: Flask) -> None:
    locks = locks_of(app)
    one, other = locks.take("dispatcher-a"), locks.take("dispatcher-b")

    assert one is not None
    assert other is not None
    one.release()
    assert locks.take("dispatcher-b") is None
    other.release()


def test_a_lock_is_free_the_moment_it_is_let_go(app: Flask) -> None:
    locks = locks_of(app)
    _held(app)  # opens the connection that looks, so that the look itself takes no time
    for _ in range(100):
        lock = locks.take("scheduler")
        assert lock is not None
        assert _held(app) == 1
        lock.release()
        assert _held(app) == 0


def _held(app: Flask) -> int:
    if db.engine.dialect.name != "postgresql":
        return len(list((Path(app.config["INSTANCE_DIR"]) / "locks").glob("*.lock")))
    ours = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    looking = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND {ours}"
    return db.session.execute(text(looking)).scalar_one()
