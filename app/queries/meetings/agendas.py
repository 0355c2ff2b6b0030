"""The agenda of a meeting: its items, the tasks they are about, and what rests on them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.access import Viewer
from app.domain.tasks import CLOSED
from app.extensions import db
from app.models.agenda_tasks import AgendaTask
from app.models.meetings import (
    STANDING,
    AgendaFile,
    AgendaItem,
    Agreement,
    Cycle,
    Meeting,
    MinutesRevision,
    TopicProposal,
)
from app.models.plans import Goal
from app.models.tasks import Task
from app.queries import visible

_WITH_MEETING = (
    joinedload(AgendaItem.meeting).joinedload(Meeting.cycle).joinedload(Cycle.plan),
    joinedload(AgendaItem.meeting).joinedload(Meeting.body),
)


def agenda(meeting: Meeting) -> list[AgendaItem]:
    """The items in the order of the day, withdrawn ones among them."""
    return list(
        db.session.scalars(
            select(AgendaItem)
            .where(AgendaItem.meeting_id == meeting.id, STANDING)
            .options(
                joinedload(AgendaItem.presenter),
                selectinload(AgendaItem.goals).joinedload(Goal.field),
            )
            .order_by(AgendaItem.position, AgendaItem.id)
        )
    )


def agenda_item(uid: uuid.UUID, number: str) -> AgendaItem | None:
    """The item with this number on the agenda of the meeting with this uid."""
    return db.session.scalar(
        select(AgendaItem)
        .join(AgendaItem.meeting)
        .where(Meeting.uid == uid, AgendaItem.number == number, STANDING)
        .options(*_WITH_MEETING)
    )


def known_item_by_uid(uid: uuid.UUID) -> AgendaItem | None:
    """The item with this uid, also one that was removed and can come back."""
    return db.session.scalar(
        select(AgendaItem).where(AgendaItem.uid == uid).options(*_WITH_MEETING)
    )


def removed_items_of(meeting: Meeting) -> Sequence[AgendaItem]:
    """What was removed from the agenda and can come back, the latest first."""
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed_at.is_not(None))
        .order_by(AgendaItem.removed_at.desc(), AgendaItem.id.desc())
    ).all()


def rests_on(item: AgendaItem) -> bool:
    """Whether something would be lost with the item: a result, an agreement, a task, a paper."""
    reasons = (
        exists().where(Agreement.agenda_item_id == item.id),
        exists().where(Task.agenda_item_id == item.id),
        exists().where(MinutesRevision.agenda_item_id == item.id),
        _papers().where(AgendaFile.agenda_item_id == item.id).exists(),
    )
    return any(db.session.execute(select(*reasons)).one())


def topic_on(item: AgendaItem) -> TopicProposal | None:
    """The topic that stands at the item, or was postponed from it."""
    return db.session.scalar(select(TopicProposal).where(TopicProposal.item_id == item.id))


def tasks_at(item: AgendaItem) -> Sequence[Task]:
    """The tasks the item is about, whoever asks; for the verb that changes them."""
    return db.session.scalars(
        select(Task)
        .join(AgendaTask, AgendaTask.task_id == Task.id)
        .where(AgendaTask.agenda_item_id == item.id)
        .order_by(Task.id)
    ).all()


def tasks_by_item(viewer: Viewer, meeting: Meeting) -> dict[int, list[Task]]:
    """The tasks to be discussed that the viewer may see, by the item's id; one query."""
    found: dict[int, list[Task]] = defaultdict(list)
    rows = db.session.execute(
        select(AgendaTask.agenda_item_id, Task)
        .join(Task, Task.id == AgendaTask.task_id)
        .join(AgendaItem, AgendaItem.id == AgendaTask.agenda_item_id)
        .where(AgendaItem.meeting_id == meeting.id, STANDING, visible.tasks(viewer, meeting.plan))
        .options(joinedload(Task.accountable))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    )
    for item_id, task in rows:
        found[item_id].append(task)
    return found


def tasks_to_discuss(viewer: Viewer, meeting: Meeting) -> Sequence[Task]:
    """The open tasks that came of the group's meetings, as far as the viewer sees them."""
    return db.session.scalars(
        select(Task)
        .join(Task.meeting)
        .where(
            Meeting.body_id == meeting.body_id,
            Task.state.not_in(CLOSED),
            visible.tasks(viewer, meeting.plan),
        )
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    ).all()


def file_by_uid(uid: uuid.UUID) -> AgendaFile | None:
    """A paper, with the meeting whose rights decide over it."""
    return _with_meeting(_papers().where(AgendaFile.uid == uid))


def known_file_by_uid(uid: uuid.UUID) -> AgendaFile | None:
    """The same, also of a paper that was removed and can come back."""
    return _with_meeting(_known_papers().where(AgendaFile.uid == uid))


def files_of(item: AgendaItem) -> Sequence[AgendaFile]:
    """The papers of one item, in the order of their coming."""
    return db.session.scalars(_papers().where(AgendaFile.agenda_item_id == item.id)).all()


def removed_files_of(item: AgendaItem) -> Sequence[AgendaFile]:
    """What was removed from the item and can come back, the latest first."""
    return db.session.scalars(
        select(AgendaFile)
        .where(AgendaFile.agenda_item_id == item.id, AgendaFile.removed_at.is_not(None))
        .order_by(AgendaFile.removed_at.desc(), AgendaFile.id.desc())
    ).all()


def files_by_item(meeting: Meeting) -> dict[int, list[AgendaFile]]:
    """All papers of the meeting, by the item's id; one query."""
    found: dict[int, list[AgendaFile]] = defaultdict(list)
    for file in db.session.scalars(_papers().where(AgendaItem.meeting_id == meeting.id)):
        found[file.agenda_item_id].append(file)
    return found


def _papers() -> Select[Any]:
    """Papers as everybody knows them: what was removed is none."""
    return _known_papers().where(AgendaFile.removed_at.is_(None)).order_by(AgendaFile.id)


def _known_papers() -> Select[Any]:
    """The same, with those that can come back: to an item that stands."""
    return select(AgendaFile).join(AgendaFile.item).where(STANDING)


def _with_meeting(wanted: Select[Any]) -> AgendaFile | None:
    meeting = joinedload(AgendaFile.item).joinedload(AgendaItem.meeting)
    found: AgendaFile | None = db.session.scalar(
        wanted.options(
            meeting.joinedload(Meeting.body),
            meeting.joinedload(Meeting.cycle).joinedload(Cycle.plan),
        )
    )
    return found
