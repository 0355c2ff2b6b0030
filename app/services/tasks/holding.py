"""Who has a task: asking, naming a person, taking it on, handing it back, handing it over."""

from __future__ import annotations

import datetime as dt

from app.domain import tasks as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.people import Actor
from app.models.tasks import Acceptance, EntryKind, Task
from app.services import outbox
from app.services.tasks.history import differences, facts_of, record

A = Acceptance


def ask(task: Task, *, now: dt.datetime) -> None:
    """Ask whoever is newly accountable: a person to take it on, an organisation to name one.

    Nobody is asked about what lies behind (R75), nor the office about fixing a date.
    """
    release(task)
    silent = task.accountable is None or task.fixes_meeting is not None
    if not silent and not law.lies_behind(task, local_day(now, task.plan)):
        assert task.accountable is not None
        _put(task, A.ASKED if task.accountable.is_person else A.NAMING, now)
    db.session.flush()
    outbox.queue_task_assigned(task, now=now)


def release(task: Task) -> None:
    """Nobody has been asked about the task."""
    task.person = None
    task.acceptance, task.asked_at = A.NOT_ASKED, None


def assign(
    task: Task,
    accountable: Actor | None,
    *,
    by: int | None,
    now: dt.datetime,
    reason: str | None = None,
) -> None:
    """Hand the task to somebody else, or to the office, and ask the new one (R54)."""
    if accountable is not None and accountable.plan_id != task.plan_id:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="accountable")
    law.check_active(accountable, local_day(now, task.plan), field="accountable")
    if accountable is task.accountable and task.acceptance is not A.HANDED_BACK:
        return
    before = facts_of(task)
    task.accountable = accountable
    task.changed_at = now
    ask(task, now=now)
    changes = differences(before, facts_of(task))
    record(EntryKind.ASSIGN, task, by=by, now=now, changes=changes, reason=reason)


def name_person(
    task: Task,
    person: Actor | None,
    *,
    by: int | None,
    now: dt.datetime,
    signer: Actor | None = None,
    says_yes: bool = False,
) -> None:
    """Make `person` do it, while the organisation stays accountable; asks the person.

    `says_yes`: the person names itself, so there is nothing left to ask.
    """
    law.check_named(task, person, local_day(now, task.plan))
    if person is task.person:
        return
    before, organisation = facts_of(task), task.accountable
    task.person = person
    task.changed_at = now
    _put(task, A.ACCEPTED if says_yes else A.ASKED, now)
    db.session.flush()
    record(
        EntryKind.NAME,
        task,
        by=by,
        now=now,
        changes=differences(before, facts_of(task)),
        signer=signer,
        on_behalf_of=organisation,
    )
    if not says_yes:
        outbox.queue_task_assigned(task, now=now)


def accept(
    task: Task, actor: Actor, *, by: int | None, now: dt.datetime, signer: Actor | None = None
) -> None:
    """`actor` takes the task on; saying so twice changes nothing."""
    law.check_answer(task, actor)
    if task.acceptance is not A.ASKED:
        return
    before = facts_of(task)
    task.changed_at = now
    _put(task, A.ACCEPTED, now)
    db.session.flush()
    changes = differences(before, facts_of(task))
    record(EntryKind.ACCEPT, task, by=by, now=now, changes=changes, signer=signer)


def hand_back(
    task: Task,
    actor: Actor,
    *,
    reason: str,
    by: int | None,
    now: dt.datetime,
    signer: Actor | None = None,
) -> None:
    """Give the task back to the office with a reason; the office hears of it by letter.

    Whoever was named by an organisation leaves it accountable, and its speaker is asked again;
    else nobody has the task until the office hands it out anew.
    """
    law.check_answer(task, actor)
    law.check_reason(reason)
    before, named = facts_of(task), task.person is actor
    task.person = None
    task.changed_at = now
    if named:
        _put(task, A.NAMING, now)
    else:
        task.accountable = None
        _put(task, A.HANDED_BACK, now)
    db.session.flush()
    entry = record(
        EntryKind.HAND_BACK,
        task,
        by=by,
        now=now,
        changes=differences(before, facts_of(task)),
        reason=reason,
        signer=signer,
    )
    outbox.queue_task_handed_back(entry, now=now)
    if named:
        outbox.queue_task_assigned(task, now=now)


def _put(task: Task, acceptance: Acceptance, now: dt.datetime) -> None:
    task.acceptance = acceptance
    task.asked_at = now if acceptance in (A.ASKED, A.NAMING) else None
