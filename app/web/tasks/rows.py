"""A task as a row of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.documents.spreadsheets import Cell, Column, Kind
from app.language import gettext as _
from app.queries.task_links import Link
from app.web.words import TASK_WORDS


def columns() -> list[Column]:
    """What a row says, in the order of its cells."""
    return [
        Column(_("Aufgabe"), width=50),
        Column(_("Beschreibung"), width=50),
        Column(_("Dient"), width=40),
        Column(_("Verantwortlich"), width=28),
        Column(_("Fällig am"), Kind.DAY, 13),
        Column(_("So vereinbart"), width=24),
        Column(_("Stand"), width=18),
        Column(_("Anteil in Prozent"), Kind.PERCENT, 10),
        Column(_("Erledigt am"), Kind.DAY, 13),
        Column(_("Ergebnis"), width=40),
        Column(_("Vereinbart in"), width=28),
        Column(_("Sitzungsjahr"), Kind.NUMBER, 10),
    ]


def cells(task: Any, links: Sequence[Link]) -> list[Cell]:
    """One task, from its row in `task_lists.whole`."""
    until = task.due_meeting and _("bis zur Sitzung „%(title)s“", title=task.due_meeting)
    return [
        task.title,
        task.description,
        "; ".join(_served(link) for link in links),
        task.accountable,
        task.due_on,
        until or task.due_label,
        str(TASK_WORDS[task.state]),
        task.percent,
        task.done_on,
        task.result,
        task.meeting,
        task.year,
    ]


def _served(link: Link) -> str:
    if link.kind == "goal":
        return str(_("Ziel %(key)s: %(title)s", key=link.key, title=link.title))
    name = _("Handlungsfeld %(number)s: %(name)s", number=link.field_number, name=link.title)
    return str(name)
