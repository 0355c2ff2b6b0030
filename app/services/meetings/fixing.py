"""The office's task of fixing a meeting's date: it comes, follows, and ends by itself (R64)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain import meetings as law
from app.domain.days import local_day
from app.domain.tasks import CLOSED
from app.domain.wording import long_day
from app.extensions import db
from app.models.meetings import Meeting
from app.models.tasks import Task, TaskState
from app.services import people, tasks


def follow(meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    """Bring the task in line with the meeting: wanted while it has no day and is not cancelled."""
    task = db.session.scalar(select(Task).where(Task.fixes_meeting_id == meeting.id))
    if meeting.cancelled:
        _drop(task, by=by, now=now)
    elif meeting.held_on:
        _complete(task, meeting, by=by, now=now)
    elif task is None:
        _create(meeting, by=by, now=now)
    else:
        _renew(task, meeting, by=by, now=now)


def _create(meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    task = tasks.create_office_task(
        meeting,
        title=law.fix_date_title(meeting),
        due_on=law.fix_date_by(meeting),
        by=by,
        now=now,
    )
    task.accountable = people.office_actor(meeting.plan, now=now)
    db.session.flush()


def _complete(task: Task | None, meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    if task is None or task.state in CLOSED or meeting.held_on is None:
        return
    tasks.report_progress(
        task,
        state=TaskState.DONE,
        text=f"Der Termin steht fest: {long_day(meeting.held_on)}.",
        by=by,
        now=now,
        office=True,
    )


def _drop(task: Task | None, *, by: int | None, now: dt.datetime) -> None:
    if task is None or task.state in CLOSED:
        return
    tasks.report_progress(
        task,
        state=TaskState.NOT_FEASIBLE,
        text="Die Sitzung ist abgesagt.",
        decided_by=task.plan.office_name,
        decided_on=local_day(now, task.plan),
        by=by,
        now=now,
        office=True,
    )


def _renew(task: Task, meeting: Meeting, *, by: int | None, now: dt.datetime) -> None:
    """The month has changed, or a day was taken back: the task says so and is open again."""
    if task.state in CLOSED:
        again = TaskState.OPEN if task.state is TaskState.NOT_FEASIBLE else TaskState.IN_PROGRESS
        reason = "Der Termin ist wieder offen."
        tasks.report_progress(task, state=again, text=reason, by=by, now=now, office=True)
    title, due_on = law.fix_date_title(meeting), law.fix_date_by(meeting)
    if (task.title, task.due_on) != (title, due_on):
        task.title, task.due_on = title, due_on
        task.sequence += 1
        task.changed_at = now
    db.session.flush()
