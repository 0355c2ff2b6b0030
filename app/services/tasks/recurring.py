"""A duty that recurs comes back, once, when it is done (R52)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain import tasks as law
from app.extensions import db
from app.models.meetings import Cycle
from app.models.tasks import Acceptance, EntryKind, Task
from app.services.tasks.history import record


def bring_back(task: Task, *, by: int | None, now: dt.datetime) -> Task | None:
    """The next task of a recurring duty; None if there is none or it is there already.

    `repeats` is unique in the database: reopening, a second click and two people at once make
    no second one.
    """
    if task.recurs_months is None or task.done_on is None or _is_back(task):
        return None
    due_on = law.next_due(task.due_on, task.recurs_months, task.done_on)
    again = Task(
        plan=task.plan,
        cycle=_cycle_of_year(task, due_on.year),
        repeats=task,
        title=task.title,
        description=task.description,
        accountable=task.accountable,
        person=task.person,
        acceptance=(
            Acceptance.ACCEPTED if task.acceptance is Acceptance.ACCEPTED else Acceptance.NOT_ASKED
        ),
        further_actors=list(task.further_actors),
        due_on=due_on,
        goals=list(task.goals),
        fields=list(task.fields),
        topics=list(task.topics),
        recurs_months=task.recurs_months,
        budget_relevant=task.budget_relevant,
        meeting=task.meeting,
        agenda_item=task.agenda_item,
        agreement=task.agreement,
        created_at=now,
        changed_at=now,
    )
    db.session.add(again)
    db.session.flush()
    record(EntryKind.RECUR, again, by=by, now=now)
    return again


def _is_back(task: Task) -> bool:
    return db.session.scalar(select(Task.id).where(Task.repeats_id == task.id)) is not None


def _cycle_of_year(task: Task, year: int) -> Cycle | None:
    return db.session.scalar(select(Cycle).where(Cycle.plan_id == task.plan_id, Cycle.year == year))
