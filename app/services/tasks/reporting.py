"""Reporting how a task stands, deciding its state, and what follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select

from app.domain import tasks as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.tasks import Step
from app.extensions import db
from app.language import gettext as _
from app.models.people import Actor
from app.models.tasks import Acceptance, Attachment, EntryKind, Task, TaskReport, TaskState
from app.services import files
from app.services.files import StoredFile, Upload
from app.services.tasks.history import differences, facts_of, record
from app.services.tasks.recurring import bring_back

SAME_CLICK = dt.timedelta(minutes=1)
S = TaskState


def report_progress(
    task: Task,
    *,
    state: TaskState,
    text: str,
    by: int | None,
    now: dt.datetime,
    percent: int | None = None,
    evidence_url: str | None = None,
    no_evidence: str | None = None,
    uploads: Sequence[Upload] = (),
    resubmit_on: dt.date | None = None,
    decided_by: str | None = None,
    decided_on: dt.date | None = None,
    on_behalf_of: Actor | None = None,
    signer: Actor | None = None,
    office: bool = False,
) -> TaskReport:
    """Append a report and bring the task to what it says. Raises RuleBroken (R48, R53).

    `office` allows the steps that only the office may take; `on_behalf_of` is one of the task's
    own actors, for whom the office reports; `signer` reports by a signed page. For "done" the text
    is the result and evidence is asked for, now or earlier, or `no_evidence` says why there is
    none. The same report within a minute, as of a double click, is taken once.
    """
    twin = _same_click(task, state, text, by, now)
    if twin is not None:
        return twin
    step = Step(
        state=state,
        words=text,
        percent=percent,
        has_evidence=bool(evidence_url or uploads) or _has_evidence(task),
        no_evidence=no_evidence,
        resubmit_on=resubmit_on,
        decided_by=decided_by,
        decided_on=decided_on,
    )
    law.check_step(task, step, office=office, today=local_day(now, task.plan))
    law.check_evidence_url(evidence_url)
    _check_holder(task, on_behalf_of)
    report = _append(task, step, evidence_url, on_behalf_of, by=by, now=now)
    for file in [files.store(upload) for upload in uploads]:
        _attach(report, file, now)
    changes = _begin(task, step, says_yes=not office or on_behalf_of is not None, now=now)
    record(
        EntryKind.REPORT,
        task,
        by=by,
        now=now,
        changes=changes,
        signer=signer,
        on_behalf_of=on_behalf_of,
        report=report,
    )
    if "done_on" in changes:
        bring_back(task, by=by, now=now)
    return report


def _check_holder(task: Task, actor: Actor | None) -> None:
    """Raise RuleBroken unless the office reports for nobody or for one of the task's own actors."""
    if actor not in (None, task.accountable, task.person, *task.further_actors):
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="on_behalf_of")


def _begin(task: Task, step: Step, *, says_yes: bool, now: dt.datetime) -> dict[str, Any]:
    """Bring the task to what a report says, and answer what that changes.

    Whoever `says_yes` by reporting need not be asked any more whether it takes the task on.
    """
    before = facts_of(task)
    if step.percent is not None:
        task.percent = step.percent
    if task.acceptance is Acceptance.ASKED and says_yes:
        task.acceptance, task.asked_at = Acceptance.ACCEPTED, None
    _enter(task, step, today=local_day(now, task.plan), now=now)
    db.session.flush()
    return differences(before, facts_of(task))


def change_state(
    task: Task,
    state: TaskState,
    *,
    reason: str,
    by: int | None,
    now: dt.datetime,
    no_evidence: str | None = None,
    resubmit_on: dt.date | None = None,
    decided_by: str | None = None,
    decided_on: dt.date | None = None,
) -> None:
    """The office sets a lawful next state without a report: postpone, reopen, close (section 6)."""
    if state is task.state:
        return
    today = local_day(now, task.plan)
    step = Step(
        state=state,
        words=reason,
        has_evidence=_has_evidence(task),
        no_evidence=no_evidence,
        resubmit_on=resubmit_on,
        decided_by=decided_by,
        decided_on=decided_on,
    )
    law.check_step(task, step, office=True, today=today)
    before = facts_of(task)
    _enter(task, step, today=today, now=now)
    db.session.flush()
    changes = differences(before, facts_of(task))
    record(EntryKind.STATE, task, by=by, now=now, changes=changes, reason=_reason_of(step))
    if "done_on" in changes:
        bring_back(task, by=by, now=now)


def _reason_of(step: Step) -> str:
    if step.state is S.DONE and not step.has_evidence and step.no_evidence:
        return f"{step.words.strip()} (kein Nachweis: {step.no_evidence.strip()})"
    return step.words


def _same_click(
    task: Task, state: TaskState, text: str, by: int | None, now: dt.datetime
) -> TaskReport | None:
    last = db.session.scalar(
        select(TaskReport)
        .where(TaskReport.task_id == task.id)
        .order_by(TaskReport.id.desc())
        .limit(1)
    )
    if last is None or by is None or now - last.reported_at >= SAME_CLICK:
        return None
    same = (last.author_id, last.state, last.text, task.state) == (by, state, text.strip(), state)
    return last if same else None


def _has_evidence(task: Task) -> bool:
    """Whether a link or file came with an earlier report."""
    with_file = exists().where(Attachment.task_report_id == TaskReport.id)
    found = select(TaskReport.id).where(
        TaskReport.task_id == task.id, TaskReport.evidence_url.is_not(None) | with_file
    )
    return db.session.scalar(found.limit(1)) is not None


def _append(
    task: Task,
    step: Step,
    evidence_url: str | None,
    on_behalf_of: Actor | None,
    *,
    by: int | None,
    now: dt.datetime,
) -> TaskReport:
    missing = step.state is S.DONE and not step.has_evidence
    report = TaskReport(
        task=task,
        author_id=by,
        on_behalf_of=on_behalf_of,
        state=step.state,
        percent=step.percent,
        text=step.words.strip(),
        evidence_url=evidence_url or None,
        no_evidence=(step.no_evidence or "").strip() or None if missing else None,
        reported_at=now,
    )
    db.session.add(report)
    return report


def _enter(task: Task, step: Step, *, today: dt.date, now: dt.datetime) -> None:
    """Put the task into the step's state, with the words and days that belong to it alone."""
    task.changed_at = now
    if step.state is task.state:
        return
    words = step.words.strip()
    feasible = step.state is not S.NOT_FEASIBLE
    if law.comes_back(task.state, step.state):
        task.sequence += 1
    task.state = step.state
    task.state_reason = words if step.state in law.AT_REST | {S.NOT_FEASIBLE} else None
    task.resubmit_on = step.resubmit_on if step.state is S.POSTPONED else None
    task.decided_by = None if feasible else (step.decided_by or "").strip()
    task.decided_on = None if feasible else step.decided_on
    task.done_on = today if step.state is S.DONE else None
    if step.state is S.DONE:
        task.percent = 100
        task.result = words


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
