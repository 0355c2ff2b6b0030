"""The rows behind entries whose text no longer holds, or was never written.

The statements are made once: one changed meeting costs little else than asking for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, select

from app.extensions import db
from app.models.groups import Body
from app.models.meetings import STANDING, AgendaItem, Meeting
from app.models.tasks import Task, TaskState
from app.queries.feeds.rows import AgendaRow, DeadlineRow, MeetingRow, TaskRow

FINISHED = (TaskState.DONE, TaskState.NOT_FEASIBLE)
AT_A_TIME = 500

_IDS: Any = bindparam("ids", expanding=True)
# Id and mark come first, then what a MeetingRow says.
MEETINGS: Any = select(
    Meeting.id,
    Meeting.calendar_mark,
    Meeting.uid,
    Meeting.sequence,
    Meeting.title,
    Meeting.precision,
    Meeting.held_on,
    Meeting.month_on,
    Meeting.begins,
    Meeting.ends,
    Meeting.place,
    Meeting.online_url,
    Meeting.purpose,
    Meeting.access_note,
    Meeting.state,
    Meeting.answer_by_on,
    Meeting.cancelled_at,
    Meeting.created_at,
    Meeting.changed_at,
    Meeting.body_id,
    Body.name.label("body_name"),
).join(Body, Body.id == Meeting.body_id)
_CHOSEN: Any = MEETINGS.where(Meeting.id.in_(_IDS)).order_by(Meeting.id)
_TASKS_CHOSEN: Any = (
    select(
        Task.id,
        Task.calendar_mark,
        Task.uid,
        Task.sequence,
        Task.title,
        Task.due_on,
        Task.due_label,
        Task.created_at,
        Task.changed_at,
    )
    .where(Task.id.in_(_IDS))
    .order_by(Task.id)
)
# Another body's papers are its own to publish.
_OUR_OWN: Any = (
    select(Meeting.id)
    .join(Body, Body.id == Meeting.body_id)
    .where(Meeting.id.in_(_IDS), Meeting.external.is_(False), Body.external.is_(False))
)
_AGENDAS: Any = (
    select(AgendaItem.meeting_id, AgendaItem.number, AgendaItem.title, AgendaItem.public)
    .where(AgendaItem.meeting_id.in_(_OUR_OWN), AgendaItem.withdrawn.is_(False), STANDING)
    .order_by(AgendaItem.meeting_id, AgendaItem.position, AgendaItem.id)
)
# Whoever sees a meeting of a group sees its tasks, too.
_OPEN_TASKS: Any = (
    select(Task.meeting_id, Task.title, Task.due_on, Task.due_label)
    .where(Task.meeting_id.in_(_OUR_OWN), Task.state.not_in(FINISHED))
    .order_by(Task.meeting_id, Task.due_on.is_(None), Task.due_on, Task.id)
)


def fresh_meetings(ids: Iterable[int]) -> Iterator[tuple[int, int, MeetingRow]]:
    """Id, mark and row of each meeting, with agenda and open tasks where the group is our own.

    The mark is read with or before all that it stands for: a text can be newer than its mark,
    never older, and then it is only written once more.
    """
    for some in _portions(ids):
        found = _asked(_CHOSEN, some)
        agendas = _grouped(AgendaRow, _asked(_AGENDAS, some))
        tasks = _grouped(TaskRow, _asked(_OPEN_TASKS, some))
        for row in found:
            agenda, open_tasks = agendas.get(row.id, ()), tasks.get(row.id, ())
            yield (
                row.id,
                row.calendar_mark,
                MeetingRow(**said_by(row), agenda=agenda, tasks=open_tasks),
            )


def fresh_deadlines(ids: Iterable[int]) -> Iterator[tuple[int, int, DeadlineRow]]:
    """Id, mark and row of each task that has a day."""
    for some in _portions(ids):
        for row in _asked(_TASKS_CHOSEN, some):
            yield row.id, row.calendar_mark, DeadlineRow(**said_by(row))


def said_by(row: Any) -> dict[str, Any]:
    """What the row says of the thing, without its id and its mark."""
    return dict(tuple(row._mapping.items())[2:])


def _portions(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, AT_A_TIME)):
        yield some


def _asked(statement: Any, ids: list[int]) -> Any:
    return db.session.connection().execute(statement, {"ids": ids}).all()


def _grouped(kind: Any, rows: Any) -> dict[int, tuple[Any, ...]]:
    """The rows as `kind`, by the meeting's id that stands first in each."""
    found: dict[int, tuple[Any, ...]] = defaultdict(tuple)
    for meeting_id, *said in rows:
        found[meeting_id] += (kind(*said),)
    return found
