"""What a calendar says of a meeting or a task, as it is read from the database."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from app.models.meetings import AgendaItem, DatePrecision, Meeting, MeetingState


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One item of an agenda that has not been taken off it."""

    number: str
    title: str
    public: bool


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task from the meeting that is not finished; nobody's name."""

    title: str
    due_on: dt.date | None
    due_label: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A meeting; participants and minutes are not among it."""

    uid: uuid.UUID
    sequence: int
    title: str
    precision: DatePrecision
    held_on: dt.date | None
    month_on: dt.date | None
    begins: dt.time | None
    ends: dt.time | None
    place: str | None
    online_url: str | None
    purpose: str | None
    access_note: str | None
    state: MeetingState
    answer_by_on: dt.date | None
    cancelled_at: dt.datetime | None
    created_at: dt.datetime
    changed_at: dt.datetime
    body_id: int
    body_name: str
    agenda: tuple[AgendaRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    """A task that is not finished and has a day."""

    uid: uuid.UUID
    sequence: int
    title: str
    due_on: dt.date
    due_label: str | None
    created_at: dt.datetime
    changed_at: dt.datetime


def meeting_row(meeting: Meeting, agenda: list[AgendaItem]) -> MeetingRow:
    """The same of a meeting that is at hand, as letters need it; without tasks, for guests read."""
    return MeetingRow(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=meeting.title,
        precision=meeting.precision,
        held_on=meeting.held_on,
        month_on=meeting.month_on,
        begins=meeting.begins,
        ends=meeting.ends,
        place=meeting.place,
        online_url=meeting.online_url,
        purpose=meeting.purpose,
        access_note=meeting.access_note,
        state=meeting.state,
        answer_by_on=meeting.answer_by_on,
        cancelled_at=meeting.cancelled_at,
        created_at=meeting.created_at,
        changed_at=meeting.changed_at,
        body_id=meeting.body_id,
        body_name=meeting.body.name,
        agenda=tuple(
            AgendaRow(item.number, item.title, item.public) for item in agenda if not item.withdrawn
        ),
    )
