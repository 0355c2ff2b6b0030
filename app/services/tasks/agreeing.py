"""Agreeing tasks, changing what is agreed, and following the meeting a task is due by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.domain import tasks as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.tasks import TaskDraft
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import AgendaItem, Agreement, Cycle, Meeting
from app.models.people import Actor
from app.models.plans import Plan
from app.models.tasks import EntryKind, Task
from app.services import group_actors, standing
from app.services.tasks.history import differences, facts_of, record
from app.services.tasks.holding import ask, release


def create_task(
    plan: Plan,
    draft: TaskDraft,
    *,
    by: int | None,
    now: dt.datetime,
    meeting: Meeting | None = None,
    agenda_item: AgendaItem | None = None,
    agreement: Agreement | None = None,
    fixes_meeting: Meeting | None = None,
) -> Task:
    """A new task, and a letter to whoever is accountable. Raises RuleBroken (R48, R49).

    `agreement` and `agenda_item` bring their meeting, a meeting brings its cycle.
    """
    law.check_draft(draft, plan, fixes_meeting=fixes_meeting)
    draft = _with_actor(draft, by=by, now=now)
    _check_active(draft, (), local_day(now, plan))
    meeting = _origin(plan, meeting, agenda_item, agreement)
    if agenda_item is not None:
        standing.keep(agenda_item)
    task = Task(
        plan=plan,
        title=draft.title.strip(),
        cycle=_cycle_of(meeting or fixes_meeting or draft.due_meeting),
        meeting=meeting,
        agenda_item=agenda_item or (agreement.agenda_item if agreement else None),
        agreement=agreement,
        fixes_meeting=fixes_meeting,
        created_at=now,
        changed_at=now,
    )
    _write(task, draft)
    db.session.add(task)
    db.session.flush()
    ask(task, now=now)
    record(EntryKind.CREATE, task, by=by, now=now)
    return task


def create_office_task(
    meeting: Meeting,
    *,
    title: str,
    due_on: dt.date | None,
    by: int | None,
    now: dt.datetime,
    description: str | None = None,
) -> Task:
    """The office task of fixing the date of `meeting` (R64); needs no goal, writes to nobody."""
    draft = TaskDraft(title=title, description=description, due_on=due_on)
    return create_task(meeting.plan, draft, by=by, now=now, fixes_meeting=meeting)


def edit_task(task: Task, draft: TaskDraft, *, by: int | None, now: dt.datetime) -> dict[str, Any]:
    """Change what is agreed; somebody newly accountable gets a letter. Answers what has changed."""
    law.check_draft(draft, task.plan, fixes_meeting=task.fixes_meeting)
    draft = _with_actor(draft, by=by, now=now)
    held = [task.accountable, *task.further_actors]
    _check_active(draft, held, local_day(now, task.plan))
    before, accountable = facts_of(task), task.accountable
    _write(task, draft)
    changes = differences(before, facts_of(task))
    if not changes:
        return {}
    task.changed_at = now
    if changes.keys() & {"title", "due_on", "due_label"}:
        task.sequence += 1
    if task.accountable is not accountable:
        ask(task, now=now)
        changes = differences(before, facts_of(task))
    db.session.flush()
    record(EntryKind.EDIT, task, by=by, now=now, changes=changes)
    return changes


def _with_actor(draft: TaskDraft, *, by: int | None, now: dt.datetime) -> TaskDraft:
    """The draft with the group's actor where a group is accountable."""
    if draft.group is None:
        return draft
    actor = group_actors.actor_of(draft.group, by=by, now=now)
    return replace(draft, accountable=actor, group=None)


def _check_active(draft: TaskDraft, held: Iterable[Actor | None], today: dt.date) -> None:
    """Whoever the task has already may stay; nobody is newly given it after having left."""
    if draft.accountable not in held:
        law.check_active(draft.accountable, today, field="accountable")
    for actor in draft.further_actors:
        if actor not in held:
            law.check_active(actor, today, field="further_actors")


def follow_meeting(meeting: Meeting, *, by: int | None, now: dt.datetime) -> int:
    """Move the tasks that are due "by this meeting" with it; called whenever its day changes.

    Answers how many tasks moved.
    """
    followers = db.session.scalars(
        select(Task).where(Task.due_meeting_id == meeting.id, Task.state.not_in(law.CLOSED))
    ).all()
    moved = [task for task in followers if task.due_on != law.day_of(meeting)]
    for task in moved:
        before = facts_of(task)
        task.due_on = law.day_of(meeting)
        task.sequence += 1
        task.changed_at = now
        record(EntryKind.FOLLOW, task, by=by, now=now, changes=differences(before, facts_of(task)))
    db.session.flush()
    return len(moved)


def _origin(
    plan: Plan,
    meeting: Meeting | None,
    agenda_item: AgendaItem | None,
    agreement: Agreement | None,
) -> Meeting | None:
    """The meeting a task comes from; all that is named must speak of the same one."""
    named = [meeting] if meeting else []
    named += [source.meeting for source in (agenda_item, agreement) if source]
    if any(other is not named[0] or other.plan is not plan for other in named):
        raise RuleBroken(_("Bitte wählen Sie eine Sitzung dieses Plans."), field="meeting")
    return named[0] if named else None


def _cycle_of(meeting: Meeting | None) -> Cycle | None:
    return meeting.cycle if meeting else None


def _write(task: Task, draft: TaskDraft) -> None:
    if draft.accountable is not task.accountable:  # the question to the one before has no object
        release(task)
    task.title = draft.title.strip()
    task.description = (draft.description or "").strip() or None
    task.accountable = draft.accountable
    task.further_actors = [a for a in draft.further_actors if a is not draft.accountable]
    task.due_meeting = draft.due_meeting
    task.due_on = law.day_of(draft.due_meeting) if draft.due_meeting else draft.due_on
    task.due_label = (draft.due_label or "").strip() or None
    task.goals = list(draft.goals)
    task.fields = list(draft.fields)
    task.topics = list(draft.topics)
    task.recurs_months = draft.recurs_months
    task.budget_relevant = draft.budget_relevant
