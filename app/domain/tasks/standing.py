"""Where a task stands on a day: how urgent it is in a list, and the light of its delivery."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Protocol

from app.domain.tasks.steps import AT_REST, CLOSED
from app.models.tasks import Task, TaskState

S = TaskState
SOON = dt.timedelta(days=14)


class Urgency(enum.StrEnum):
    """Where a task stands in somebody's list, in the order of reading."""

    OVERDUE = "overdue"
    AGAIN = "again"  # put off until a day that has come
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"
    AT_REST = "at_rest"
    CLOSED = "closed"


class Standing(Protocol):
    """All of a task that decides how urgent it is."""

    @property
    def state(self) -> TaskState: ...
    @property
    def due_on(self) -> dt.date | None: ...
    @property
    def resubmit_on(self) -> dt.date | None: ...


# What one reads first in one's own list: what comes next, then what an answer is missing for.
MINE_FIRST = (
    Urgency.SOON,
    Urgency.AGAIN,
    Urgency.OVERDUE,
    Urgency.LATER,
    Urgency.UNDATED,
    Urgency.AT_REST,
    Urgency.CLOSED,
)


def is_overdue(task: Standing, today: dt.date) -> bool:
    """Whether an answer is missing: due before `today`, neither closed nor at rest."""
    return urgency(task, today) is Urgency.OVERDUE


def is_due_again(task: Standing, today: dt.date) -> bool:
    """Whether the task was put off until a day that has come (Wiedervorlage)."""
    put_off = task.state is S.POSTPONED
    return put_off and task.resubmit_on is not None and task.resubmit_on <= today


def urgency(task: Standing, today: dt.date) -> Urgency:
    """Where the task stands in a list read on `today`."""
    if task.state in CLOSED:
        return Urgency.CLOSED
    if is_due_again(task, today):
        return Urgency.AGAIN
    if task.state in AT_REST:
        return Urgency.AT_REST
    if task.due_on is None:
        return Urgency.UNDATED
    if task.due_on < today:
        return Urgency.OVERDUE
    return Urgency.SOON if task.due_on <= today + SOON else Urgency.LATER


def ampel(task: Task, today: dt.date) -> str:
    """The light of delivery, by a word of `status.ampel`; the percentage plays no part in it."""
    if task.state is S.DONE:
        return "loop" if task.recurs_months else "blue"
    if task.state in (S.NOT_FEASIBLE, S.POSTPONED):
        return "grey"
    if task.due_on and task.due_on < today and task.state is not S.TO_CHECK:
        return "red"
    if task.state is S.OPEN:
        near = task.due_on is not None and task.due_on <= today + SOON
        return "yellow" if near else "grey"
    return "green"
