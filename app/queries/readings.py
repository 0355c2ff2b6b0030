"""Minutes as a whole: every fact that the page, the PDF and the DOCX say, read once for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.domain.access import Viewer
from app.models.groups import Body
from app.models.meetings import AgendaItem, Agreement, Attendee, Meeting, Minutes, MinutesRevision
from app.models.people import Actor
from app.models.tasks import Task
from app.queries import authors, meetings, minutes, task_links
from app.queries.task_links import Link

T = TypeVar("T", Agreement, Task)


@dataclass(frozen=True, kw_only=True)
class Point:
    """One item, the newest of its texts, and what was agreed and handed out at it."""

    item: AgendaItem
    head: MinutesRevision | None
    agreements: Sequence[Agreement]
    tasks: Sequence[Task]

    @property
    def text(self) -> str:
        return self.head.body if self.head else self.item.result or ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The minutes as one viewer may read them; `loose` is what belongs to no item."""

    minutes: Minutes
    points: Sequence[Point]
    loose_agreements: Sequence[Agreement]
    loose_tasks: Sequence[Task]
    open_tasks: Sequence[Task]
    links: Mapping[int, Sequence[Link]]
    attendance: Sequence[Attendee]
    authors: Mapping[int, str]
    names: Mapping[int, str]

    def name_of(self, person: Actor | None) -> str:
        """What the person was called when the minutes were approved, until then today's name."""
        return self.names.get(person.id, person.name) if person is not None else ""


def reading(viewer: Viewer, of: Minutes) -> Reading:
    """The minutes with all that belongs to them; the same queries at any length."""
    meeting = of.meeting
    agreements = meetings.agreements(meeting)
    tasks = minutes.tasks_of(viewer, meeting)
    open_tasks = minutes.open_tasks(viewer, meeting.plan)
    return Reading(
        minutes=of,
        points=points(meeting, agreements, tasks),
        loose_agreements=[one for one in agreements if one.agenda_item is None],
        loose_tasks=[task for task in tasks if task.agenda_item_id is None],
        open_tasks=open_tasks,
        links=task_links.links_of([task.id for task in (*tasks, *open_tasks)]),
        attendance=minutes.attendance(meeting),
        authors=authors.names_of([n.author_id for n in of.notes if n.author_id is not None]),
        names=minutes.names_in(of),
    )


def points(meeting: Meeting, agreements: Iterable[Agreement], tasks: Iterable[Task]) -> list[Point]:
    """The items of the agenda in their order, each with what came of it."""
    heads = minutes.heads(meeting)
    agreed, to_do = _by_item(agreements), _by_item(tasks)
    return [
        Point(item=item, head=heads.get(item.id), agreements=agreed[item.id], tasks=to_do[item.id])
        for item in meetings.agenda(meeting)
    ]


def _by_item(rows: Iterable[T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[row.agenda_item_id or 0].append(row)
    return found


def as_member(body: Body) -> Viewer:
    """A member of the group with no tasks of its own: what may be written to all of them."""
    return Viewer(
        account_id=0,
        name="",
        plan=body.plan,
        roles={},
        body_roles={body.id: frozenset()},
    )
