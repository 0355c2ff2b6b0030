"""The agenda as the page of a meeting shows it: everything looked up before it is rendered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain import agendas as law
from app.domain.access import Viewer
from app.models.meetings import AgendaItem, Meeting
from app.models.tasks import Task
from app.queries import meetings as queries
from app.web.forms.meetings import OUTCOME_OF_ITEM_WORDS


@dataclass(frozen=True, kw_only=True)
class Row:
    """One item with what stands beside it."""

    item: AgendaItem
    begins: dt.time | None
    tasks: Sequence[Task]


def agenda_on(viewer: Viewer, meeting: Meeting, *, leads: bool) -> dict[str, Any]:
    """What the template of the agenda needs; the same queries for one item and for sixty."""
    items = queries.agenda(meeting)
    begins, tasks = law.starts(meeting, items), queries.tasks_by_item(viewer, meeting)
    return {
        "agenda": [
            Row(item=item, begins=begins.get(item.id), tasks=tasks.get(item.id, ()))
            for item in items
        ],
        "span": law.span_of(meeting, items),
        "agenda_draft": law.is_draft(meeting),
        "in_sequence": law.in_sequence(items),
        "template": law.missing(meeting, items) if leads else [],
        "item_outcome_words": OUTCOME_OF_ITEM_WORDS,
    }
