"""Taking back the last change of a task; what was undone stays in its history."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from app.domain import tasks as law
from app.extensions import db
from app.models.people import Actor
from app.models.tasks import Acceptance, EntryKind, Task, TaskEntry, TaskState
from app.services.tasks.history import differences, facts_of, record


def undo(task: Task, *, by: int | None, now: dt.datetime) -> TaskEntry:
    """Bring the task back to before its last entry. Raises RuleBroken unless `may_undo`.

    The next task of a recurring duty stays: it is made once, whatever becomes of this one.
    """
    last = db.session.scalar(
        select(TaskEntry).where(TaskEntry.task_id == task.id).order_by(TaskEntry.id.desc()).limit(1)
    )
    law.check_undo(last, by=by, now=now)
    assert last is not None
    before = facts_of(task)
    # All values first: loading one must not flush a task that is half what it was.
    values = {field: _value(field, earlier) for field, (earlier, _) in last.changes.items()}
    for field, value in values.items():
        setattr(task, field, value)
    if law.comes_back(TaskState(before["state"]), task.state):
        task.sequence += 1
    task.changed_at = now
    db.session.flush()
    changes = differences(before, facts_of(task))
    return record(EntryKind.UNDO, task, by=by, now=now, changes=changes, undoes=last)


def _value(field: str, kept: Any) -> Any:
    """What the history kept as JSON, as the task holds it."""
    if kept is None:
        return None
    match field:
        case "state":
            return TaskState(kept)
        case "acceptance":
            return Acceptance(kept)
        case "asked_at":
            return dt.datetime.fromisoformat(kept)
        case "accountable" | "person":
            return db.session.get_one(Actor, kept)
    return dt.date.fromisoformat(kept) if field.endswith("_on") else kept
