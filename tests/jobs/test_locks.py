"""Locks end with their holder and with nothing else."""

from __future__ import annotations

from flask import Flask

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
