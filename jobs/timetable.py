"""What the clock does and how often: data, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from app.language import N_
from jobs import dispatcher, filer, planner, retention


@dataclass(frozen=True, kw_only=True)
class Job:
    """An idempotent tick; `run` answers how much it did."""

    name: str
    says: str
    run: Callable[[Flask], int]
    every_seconds: float
    beats: bool = False  # its ticks show that the clock goes; others may wait for a relay


def _beat(_app: Flask) -> int:
    """Shows that the loop goes; the scheduler's own heartbeat is the planner's."""
    return 0


DISPATCH = Job(
    name="dispatch", says=N_("Fällige Briefe versenden"), run=dispatcher.run, every_seconds=5
)
JOBS = (
    Job(name="plan", says=N_("Erinnerungen planen"), run=planner.run, every_seconds=60, beats=True),
    DISPATCH,
    Job(name="files", says=N_("Berichte als Datei erstellen"), run=filer.run, every_seconds=3),
    Job(
        name="retention",
        says=N_("Löschen, was abgelaufen ist"),
        run=retention.run,
        every_seconds=3600,
    ),
)
LETTERS_ONLY = (
    DISPATCH,
    Job(name="beat", says=N_("Takt"), run=_beat, every_seconds=60, beats=True),
)
