"""Telling people that a task has been handed to them."""

from __future__ import annotations

import datetime as dt

from app.models.tasks import Task


def announce(task: Task, *, now: dt.datetime) -> None:
    """Queue the letter "task_assigned" to whoever is accountable."""
