"""The finished VEVENTs that calendars are put together from: looked up, written once, kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.ical.entries import Organizer
from app.ical.events import event_octets, octets_or_nothing
from app.ical.feed import FORMAT
from app.ical.uids import meeting_uid, task_uid
from app.models.feeds import ComponentForm, FeedComponent
from app.queries import feeds as queries
from app.queries.chunks import chunks
from app.queries.feeds import DeadlineRow, MeetingRow, Part
from app.services.feeds import entries

AT_A_TIME = 500  # texts: more at once would take memory that nobody needs again


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What all texts of a plan have in common; with another one, none of them holds."""

    base_url: str
    organizer: Organizer
    timezone: str

    @cached_property
    def key(self) -> str:
        """Its short name in the table."""
        return hashlib.sha256(repr((FORMAT, self)).encode()).hexdigest()[:16]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One finished VEVENT, with all that says how long it holds."""

    meeting_id: int | None = None
    task_id: int | None = None
    form: ComponentForm
    answer: str = ""
    mark: int
    frame: str
    text: bytes  # UTF-8, as it goes over the line: of 4,000 a second form would be felt


def meeting_octets(
    parts: Sequence[Part], frame: Frame, form: ComponentForm, fresh: list[Component]
) -> Iterator[bytes]:
    """The entries of the meetings in their order; what had to be written is in `fresh`, too.

    A meeting that cannot be written is named in the log and left out.
    """
    missing = {part.id: part.answer for part in parts if part.octets is None}
    written = {}
    for component in _write_meetings(missing, frame, form):
        written[component.meeting_id] = component.text
        fresh.append(component)
    yield from _in_order(parts, written)


def deadline_octets(parts: Sequence[Part], frame: Frame, fresh: list[Component]) -> Iterator[bytes]:
    """The same of the deadlines of tasks."""
    written = {}
    for component in _write_deadlines([part.id for part in parts if part.octets is None], frame):
        written[component.task_id] = component.text
        fresh.append(component)
    yield from _in_order(parts, written)


def _in_order(parts: Sequence[Part], written: Mapping[int | None, bytes]) -> Iterator[bytes]:
    for part in parts:
        octets = part.octets or written.get(part.id)
        if octets:
            yield octets


def keep(connection: Connection, fresh: Sequence[Component]) -> None:
    """Put the texts in the place of older ones."""
    for subject, statement in _KEEPING[connection.dialect.name].items():
        of_subject = [one for one in fresh if getattr(one, subject) is not None]
        for some in chunks(of_subject, AT_A_TIME):
            rows = [_row(one) for one in some]
            if connection.dialect.name == "postgresql":
                # As one value: row by row would take as long as writing the texts.
                connection.execute(statement, {"rows": json.dumps(rows)})
            else:
                connection.execute(statement, rows)


def _row(one: Component) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in _NAMES}
    return row | {"text": one.text.decode("utf-8")}


def _replaced(row: Any, subject: str) -> Any:
    newer = {name: row.excluded[name] for name in ("mark", "frame", "text")}
    return row.on_conflict_do_update(index_elements=[subject, "form", "answer"], set_=newer)


def _from_json(subject: str) -> Any:
    """PostgreSQL's way to take many rows at once."""
    table = FeedComponent.__table__
    told = func.json_to_recordset(cast(bindparam("rows"), postgresql.JSON)).table_valued(
        *(column(name, table.c[name].type) for name in _NAMES)
    )
    rows = select(*told.render_derived(with_types=True).c)
    return _replaced(postgresql.insert(FeedComponent).from_select(_NAMES, rows), subject)


_NAMES = [one.name for one in fields(Component)]
_SUBJECTS = ("meeting_id", "task_id")
_KEEPING = {
    "postgresql": {subject: _from_json(subject) for subject in _SUBJECTS},
    "sqlite": {subject: _replaced(sqlite.insert(FeedComponent), subject) for subject in _SUBJECTS},
}


def _write_meetings(
    answers: dict[int, str], frame: Frame, form: ComponentForm
) -> Iterator[Component]:
    for meeting_id, mark, row in queries.fresh_meetings(answers):
        answer = answers[meeting_id]
        write = partial(_meeting_octets, row, answer, frame, form)
        if text := octets_or_nothing(meeting_uid(row.uid), write):
            yield Component(
                meeting_id=meeting_id,
                form=form,
                answer=answer,
                mark=mark,
                frame=frame.key,
                text=text,
            )


def _meeting_octets(row: MeetingRow, answer: str, frame: Frame, form: ComponentForm) -> bytes:
    if form is ComponentForm.PUBLIC:
        entry = entries.public_entry(row, frame.zone)
    else:
        entry = entries.meeting_entry(row, frame.zone, frame.base_url, answer=answer)
    return event_octets(entry, frame.organizer, alarm=form is ComponentForm.ALARM)


def _write_deadlines(task_ids: Sequence[int], frame: Frame) -> Iterator[Component]:
    for task_id, mark, row in queries.fresh_deadlines(task_ids):
        write = partial(_deadline_octets, row, frame)
        if text := octets_or_nothing(task_uid(row.uid), write):
            yield Component(
                task_id=task_id, form=ComponentForm.PLAIN, mark=mark, frame=frame.key, text=text
            )


def _deadline_octets(row: DeadlineRow, frame: Frame) -> bytes:
    return event_octets(entries.deadline_entry(row, frame.base_url), frame.organizer)
