"""Tasks: handing them out, following meetings, taking reports, closing and reopening them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.domain import tasks as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.tasks import TaskDraft
from app.extensions import db
from app.models.meetings import AgendaItem, Agreement, Cycle, Meeting
from app.models.people import Actor
from app.models.plans import Plan
from app.models.tasks import Attachment, Task, TaskReport, TaskState
from app.services import audit, files, outbox
from app.services.files import StoredFile, Upload


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
    meeting = _origin(plan, meeting, agenda_item, agreement)
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
    _note("task.create", task, by=by, now=now)
    outbox.queue_task_assigned(task, now=now)
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
    before, accountable = _facts(task), task.accountable
    _write(task, draft)
    after = _facts(task)
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if not changes:
        return {}
    task.changed_at = now
    if changes.keys() & {"title", "due_on", "due_label"}:
        task.sequence += 1
    db.session.flush()
    _note("task.edit", task, by=by, now=now, changes=changes)
    if task.accountable is not accountable:
        outbox.queue_task_assigned(task, now=now)
    return changes


def assign(task: Task, accountable: Actor | None, *, by: int | None, now: dt.datetime) -> None:
    """Hand the task to somebody else, or to nobody, and write to the new one (R54)."""
    if accountable is not None and accountable.plan_id != task.plan_id:
        raise RuleBroken("Bitte wählen Sie einen Eintrag aus der Liste.", field="accountable")
    if accountable is task.accountable:
        return
    before = task.accountable_id
    task.accountable = accountable
    task.changed_at = now
    db.session.flush()
    changes = {"accountable": [before, task.accountable_id]}
    _note("task.assign", task, by=by, now=now, changes=changes)
    outbox.queue_task_assigned(task, now=now)


def report_progress(
    task: Task,
    *,
    state: TaskState,
    text: str,
    by: int | None,
    now: dt.datetime,
    percent: int | None = None,
    evidence_url: str | None = None,
    uploads: Sequence[Upload] = (),
    on_behalf_of: Actor | None = None,
    office: bool = False,
) -> TaskReport:
    """Append a report and bring the task to what it says. Raises RuleBroken (R48, R53).

    `office` allows the steps that only the office may take; `on_behalf_of` is one of the task's
    own actors, for whom the office reports. For "done" the text is the result, else the reason.
    """
    law.check_report(state, percent, text)
    law.check_step(task.state, state, office=office, words=text)
    law.check_evidence_url(evidence_url)
    if on_behalf_of is not None and on_behalf_of not in [task.accountable, *task.further_actors]:
        raise RuleBroken("Bitte wählen Sie einen Eintrag aus der Liste.", field="on_behalf_of")
    stored = [files.store(upload) for upload in uploads]
    report = TaskReport(
        task=task,
        author_id=by,
        on_behalf_of=on_behalf_of,
        state=state,
        percent=percent,
        text=text.strip(),
        evidence_url=evidence_url or None,
        reported_at=now,
    )
    db.session.add(report)
    for file in stored:
        _attach(report, file, now)
    before = _facts(task)
    if percent is not None:
        task.percent = percent
    _enter(task, state, text.strip(), by=by, now=now)
    db.session.flush()
    _note(
        "task.report",
        task,
        by=by,
        now=now,
        on_behalf_of=on_behalf_of.id if on_behalf_of else None,
        changes=_differences(before, _facts(task)),
    )
    return report


def change_state(
    task: Task, state: TaskState, *, reason: str, by: int | None, now: dt.datetime
) -> None:
    """The office sets a lawful next state without a report: postpone, reopen, close (section 6)."""
    if state is task.state:
        return
    law.check_step(task.state, state, office=True, words=reason)
    before = _facts(task)
    _enter(task, state, reason.strip(), by=by, now=now)
    db.session.flush()
    changes = _differences(before, _facts(task))
    _note("task.state", task, by=by, now=now, changes=changes)


def follow_meeting(meeting: Meeting, *, by: int | None, now: dt.datetime) -> int:
    """Move the tasks that are due "by this meeting" with it; called whenever its day changes.

    Answers how many tasks moved.
    """
    followers = db.session.scalars(
        select(Task).where(Task.due_meeting_id == meeting.id, Task.state.not_in(law.CLOSED))
    ).all()
    moved = [task for task in followers if task.due_on != law.day_of(meeting)]
    for task in moved:
        before = _facts(task)
        task.due_on = law.day_of(meeting)
        task.sequence += 1
        task.changed_at = now
        changes = _differences(before, _facts(task))
        _note("task.follow", task, by=by, now=now, changes=changes)
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
        raise RuleBroken("Bitte wählen Sie eine Sitzung dieses Plans.", field="meeting")
    return named[0] if named else None


def _cycle_of(meeting: Meeting | None) -> Cycle | None:
    return meeting.cycle if meeting else None


def _write(task: Task, draft: TaskDraft) -> None:
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


def _enter(task: Task, state: TaskState, words: str, *, by: int | None, now: dt.datetime) -> None:
    """Put the task into `state`; a duty that recurs comes back when it is done (R52)."""
    task.changed_at = now
    if state is task.state:
        return
    task.state = state
    task.state_reason = words if state in law.AT_REST | {TaskState.NOT_FEASIBLE} else None
    task.done_on = local_day(now, task.plan) if state is TaskState.DONE else None
    if state is TaskState.DONE:
        task.percent = 100
        task.result = words
        _bring_back(task, by=by, now=now)


def _bring_back(task: Task, *, by: int | None, now: dt.datetime) -> None:
    if task.recurs_months is None or task.done_on is None or _is_back(task):
        return
    again = Task(plan=task.plan, title=task.title, created_at=now, changed_at=now)
    _write(again, _again(task, law.next_due(task.due_on, task.recurs_months, task.done_on)))
    again.meeting, again.agenda_item = task.meeting, task.agenda_item
    again.agreement, again.cycle = task.agreement, task.cycle
    db.session.add(again)
    db.session.flush()
    _note("task.recur", again, by=by, now=now)


def _is_back(task: Task) -> bool:
    """Whether the duty already waits again, as when a task is reopened and done a second time."""
    waiting = select(Task.id).where(
        Task.plan_id == task.plan_id,
        Task.id != task.id,
        Task.title == task.title,
        Task.recurs_months == task.recurs_months,
        Task.state.not_in(law.CLOSED),
    )
    return db.session.scalar(waiting.limit(1)) is not None


def _again(task: Task, due_on: dt.date) -> TaskDraft:
    return TaskDraft(
        title=task.title,
        description=task.description,
        accountable=task.accountable,
        further_actors=task.further_actors,
        due_on=due_on,
        goals=task.goals,
        fields=task.fields,
        topics=task.topics,
        recurs_months=task.recurs_months,
        budget_relevant=task.budget_relevant,
    )


def _attach(report: TaskReport, stored: StoredFile, now: dt.datetime) -> None:
    attachment = Attachment(
        report=report,
        file_name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        created_at=now,
    )
    db.session.add(attachment)


def _facts(task: Task) -> dict[str, Any]:
    """What the log compares; ids instead of names, so that it keeps no personal data."""
    return {
        "title": task.title,
        "description": task.description,
        "accountable": task.accountable.id if task.accountable else None,
        "further_actors": sorted(actor.id for actor in task.further_actors),
        "due_on": task.due_on.isoformat() if task.due_on else None,
        "due_label": task.due_label,
        "due_meeting": task.due_meeting.id if task.due_meeting else None,
        "goals": sorted(goal.id for goal in task.goals),
        "fields": sorted(field.id for field in task.fields),
        "topics": sorted(topic.id for topic in task.topics),
        "recurs_months": task.recurs_months,
        "budget_relevant": task.budget_relevant,
        "state": task.state.value,
        "percent": task.percent,
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {key: [before[key], after[key]] for key in after if before[key] != after[key]}


def _note(
    action: str,
    task: Task,
    *,
    by: int | None,
    now: dt.datetime,
    on_behalf_of: int | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    audit.note(
        action,
        by=by,
        now=now,
        plan_id=task.plan_id,
        object_type="task",
        object_uid=task.uid,
        on_behalf_of=on_behalf_of,
        changes=changes or None,
    )
