"""Letters about who has a task: it is yours, name a person, it was handed back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.days import local_day
from app.domain.local_time import end_of_day
from app.domain.reminders import Recipient
from app.domain.spoken import long_day
from app.domain.tasks import CLOSED, lies_behind
from app.extensions import db
from app.mail import letters
from app.models.meetings import Meeting
from app.models.outbox import OutboxLetter
from app.models.plans import Goal
from app.models.tasks import Acceptance, Task, TaskEntry
from app.queries import reminders as queries
from app.queries.speakers import speakers_of
from app.services.outbox.drafts import Draft, NotWanted, Setting, plan_of, signature
from app.services.outbox.items import ANSWER, goal_names, page
from app.services.outbox.posting import enqueue

ASSIGNED, NAMING, HANDED_BACK = "task_assigned", "task_naming", "task_handed_back"
TELL_DAYS = 30  # how long it is worth a letter that a task came back


def queue_task_assigned(task: Task, *, now: dt.datetime) -> list[int]:
    """Tells whoever has the task now, or asks an organisation's speaker to name a person.

    The ids of new letters. Nobody is told of what lies behind (R75).
    """
    if lies_behind(task, local_day(now, task.plan)):
        return []
    until = end_of_day(task.due_on, ZoneInfo(task.plan.timezone)) if task.due_on else None
    if until is not None and until <= now:
        return []
    kind = NAMING if task.acceptance is Acceptance.NAMING else ASSIGNED
    asked = f"{task.asked_at:%Y%m%d%H%M%S}" if task.asked_at else ""
    ids = [
        enqueue(
            dedup_key=f"{kind}|{task.uid}|{_holder_id(task)}|{task.sequence}{asked}|{recipient.key}",
            kind=kind,
            object_type="task",
            object_uid=task.uid,
            object_sequence=task.sequence,
            recipient=recipient,
            now=now,
            plan_id=task.plan_id,
            useful_until=until,
            payload={"holder_id": _holder_id(task)},
        )
        for recipient in recipients_of(task, now)
    ]
    return [letter_id for letter_id in ids if letter_id is not None]


def queue_task_handed_back(entry: TaskEntry, *, now: dt.datetime) -> list[int]:
    """Tells the office at once that somebody has given a task back; the ids of new letters."""
    task = entry.task
    ids = [
        enqueue(
            dedup_key=f"{HANDED_BACK}|{task.uid}|{entry.id}|{recipient.key}",
            kind=HANDED_BACK,
            object_type="task",
            object_uid=task.uid,
            recipient=recipient,
            now=now,
            plan_id=task.plan_id,
            useful_until=now + dt.timedelta(days=TELL_DAYS),
            payload={"entry_id": entry.id},
        )
        for recipient in queries.directory(task.plan, now).office
    ]
    return [letter_id for letter_id in ids if letter_id is not None]


def recipients_of(task: Task, now: dt.datetime) -> list[Recipient]:
    """Who is written to about the task: the person who does it, or who speaks for the organisation.

    Where nobody of them can be reached, the organisation itself or its people, else the office.
    """
    holder, today = task.accountable, local_day(now, task.plan)
    people = [task.doer] if task.doer else speakers_of(holder, today) if holder else []
    directory = queries.directory(task.plan, now, *people, holder)
    found = directory.reached(person.id for person in people)
    return [found] if found else list(directory.for_actor(holder))


def _holder_id(task: Task) -> int | None:
    holder = task.doer or task.accountable
    return holder.id if holder else None


def assigned(letter: OutboxLetter, setting: Setting) -> Draft:
    """Whoever the task was given to hears of it while it is still theirs."""
    task = _open_task(letter)
    recipient = _recipient(letter, task, setting)
    if (letter.kind == NAMING) is not (task.acceptance is Acceptance.NAMING):
        raise NotWanted("outdated")
    accountable, doer, meeting = task.accountable, task.doer, task.meeting
    stands_in = accountable is not None and accountable.id != recipient.actor_id
    is_asked = letter.kind == NAMING or doer is not None and doer.id == recipient.actor_id
    word = letters.task_naming if letter.kind == NAMING else letters.task_assigned
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=f"wiedervorlage-{task.uid}",
        words=lambda: word(
            signature=signature(task.plan, setting, recipient),
            name=recipient.name,
            title=task.title,
            description=task.description,
            due_day=task.due_on,
            due_label=task.due_label,
            goals=goal_names(task),
            responsible=accountable.name if accountable and stands_in else None,
            meeting=_agreed_at(meeting),
            url=page(setting.base_url, task),
            answer_url=answer_page(task, recipient, setting) if is_asked else None,
        ),
    )


def _agreed_at(meeting: Meeting | None) -> str | None:
    """ "Peergroup, Mittwoch, 29. März 2017"."""
    if meeting is None or meeting.held_on is None:
        return None
    return f"{meeting.body.name}, {long_day(meeting.held_on)}"


def answer_page(task: Task, recipient: Recipient, setting: Setting) -> str | None:
    """The signed page on which the recipient answers; None for the office's own mailbox."""
    if recipient.actor_id is None or task.acceptance not in (Acceptance.ASKED, Acceptance.NAMING):
        return None
    return setting.signed_page(ANSWER, task=task.id, actor=recipient.actor_id)


def handed_back(letter: OutboxLetter, setting: Setting) -> Draft:
    """The office hears of it unless the deed was undone or the task has found somebody."""
    task = _open_task(letter)
    entry = db.session.get(TaskEntry, (letter.payload or {}).get("entry_id", 0))
    if entry is None or task.doer is not None or _is_undone(entry):
        raise NotWanted("outdated")
    recipient = _among(queries.directory(plan_of(letter), setting.now).office, letter)
    return Draft(
        recipient=recipient,
        thread=f"wiedervorlage-{task.uid}",
        words=lambda: letters.task_handed_back(
            signature=signature(task.plan, setting, recipient),
            name=recipient.name,
            title=task.title,
            reason=entry.reason,
            url=page(setting.base_url, task),
        ),
    )


def _is_undone(entry: TaskEntry) -> bool:
    undoing = select(TaskEntry.id).where(TaskEntry.undoes_id == entry.id)
    return db.session.scalar(undoing) is not None


def _open_task(letter: OutboxLetter) -> Task:
    """The letter's task with all that its words name, in one look-up."""
    named = (
        joinedload(Task.plan),
        joinedload(Task.accountable),
        joinedload(Task.person),
        joinedload(Task.goals).joinedload(Goal.field),
    )
    wanted = select(Task).where(Task.uid == letter.object_uid).options(*named)
    task = db.session.scalars(wanted).unique().one_or_none()
    if task is None or task.state in CLOSED:
        raise NotWanted("outdated")
    return task


def _recipient(letter: OutboxLetter, task: Task, setting: Setting) -> Recipient:
    if _holder_id(task) != (letter.payload or {}).get("holder_id"):
        raise NotWanted("reassigned")
    return _among(recipients_of(task, setting.now), letter)


def _among(recipients: Iterable[Recipient], letter: OutboxLetter) -> Recipient:
    """Whom of them the letter is for. Raises NotWanted if it is none of them any more."""
    for recipient in recipients:
        if (recipient.actor_id, recipient.account_id) == (letter.actor_id, letter.account_id):
            return recipient
    raise NotWanted("not_reachable")
