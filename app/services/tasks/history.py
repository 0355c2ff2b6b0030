"""Every change of a task is an entry of its history, and a line in the log of the house."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.extensions import db
from app.models.people import Actor
from app.models.tasks import EntryKind, Task, TaskEntry, TaskReport
from app.services import audit


def facts_of(task: Task) -> dict[str, Any]:
    """What the history compares, fit for JSON; ids instead of rows."""
    return {
        "title": task.title,
        "description": task.description,
        "accountable": task.accountable.id if task.accountable else None,
        "person": task.person.id if task.person else None,
        "acceptance": task.acceptance.value,
        "asked_at": task.asked_at.isoformat() if task.asked_at else None,
        "further_actors": sorted(actor.id for actor in task.further_actors),
        "due_on": _day(task.due_on),
        "due_label": task.due_label,
        "due_meeting": task.due_meeting.id if task.due_meeting else None,
        "goals": sorted(goal.id for goal in task.goals),
        "fields": sorted(field.id for field in task.fields),
        "topics": sorted(topic.id for topic in task.topics),
        "recurs_months": task.recurs_months,
        "budget_relevant": task.budget_relevant,
        "state": task.state.value,
        "state_reason": task.state_reason,
        "resubmit_on": _day(task.resubmit_on),
        "decided_by": task.decided_by,
        "decided_on": _day(task.decided_on),
        "percent": task.percent,
        "result": task.result,
        "done_on": _day(task.done_on),
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """`{field: [before, after]}` for what is not the same."""
    return {key: [before[key], after[key]] for key in after if before[key] != after[key]}


def record(
    kind: EntryKind,
    task: Task,
    *,
    by: int | None,
    now: dt.datetime,
    changes: dict[str, Any] | None = None,
    reason: str | None = None,
    signer: Actor | None = None,
    on_behalf_of: Actor | None = None,
    report: TaskReport | None = None,
    undoes: TaskEntry | None = None,
) -> TaskEntry:
    """Write the entry and the line in the log, in the transaction of the deed."""
    changes = changes or {}
    entry = TaskEntry(
        task=task,
        kind=kind,
        author_id=by,
        signer=signer,
        on_behalf_of=on_behalf_of,
        reason=(reason or "").strip() or None,
        changes=changes,
        report=report,
        undoes=undoes,
        at=now,
    )
    db.session.add(entry)
    db.session.flush()
    actor = on_behalf_of or signer
    audit.note(
        f"task.{kind.value}",
        by=by,
        now=now,
        plan_id=task.plan_id,
        object_type="task",
        object_uid=task.uid,
        on_behalf_of=actor.id if actor else None,
        changes=changes,
    )
    return entry


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
