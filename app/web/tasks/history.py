"""The story of a task in words, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.spoken import day_of_year
from app.language import german
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.tasks import EntryKind, Task, TaskEntry, TaskReport, TaskState
from app.web.words import TASK_WORDS

DEEDS = {
    EntryKind.CREATE: _l("Aufgabe angelegt"),
    EntryKind.EDIT: _l("Aufgabe geändert"),
    EntryKind.ASSIGN: _l("Zuständigkeit geändert"),
    EntryKind.NAME: _l("Person benannt"),
    EntryKind.ACCEPT: _l("Aufgabe übernommen"),
    EntryKind.HAND_BACK: _l("Aufgabe zurückgegeben"),
    EntryKind.REPORT: _l("Stand gemeldet"),
    EntryKind.STATE: _l("Stand geändert"),
    EntryKind.FOLLOW: _l("Frist folgt der Sitzung"),
    EntryKind.RECUR: _l("Als wiederkehrende Aufgabe neu angelegt"),
    EntryKind.UNDO: _l("Letzte Änderung zurückgenommen"),
}
CHANGES = {
    "title": _l("Titel"),
    "description": _l("Beschreibung"),
    "accountable": _l("Verantwortliche Stelle"),
    "person": _l("Benannte Person"),
    "further_actors": _l("Beteiligte"),
    "due_on": _l("Frist"),
    "due_label": _l("Vereinbarte Frist"),
    "due_meeting": _l("Sitzung der Frist"),
    "goals": _l("Ziele"),
    "fields": _l("Handlungsfelder"),
    "topics": _l("Themenbereiche"),
    "recurs_months": _l("Wiederkehr"),
    "budget_relevant": _l("Haushaltsrelevanz"),
    "state": _l("Stand"),
    "resubmit_on": _l("Wiedervorlage"),
    "decided_by": _l("Entschieden von"),
    "decided_on": _l("Entschieden am"),
}
DAYS = frozenset({"due_on", "resubmit_on", "decided_on"})
TOLD_IN_FULL = frozenset({"title", "due_label", "decided_by"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened; either with the report itself or with words for what changed."""

    day: dt.date
    title: str
    author: str
    undone: bool
    reason: str | None = None
    report: TaskReport | None = None
    changes: Sequence[str] = ()


def of(task: Task, entries: Sequence[TaskEntry], names: Mapping[int, str]) -> list[Step]:
    """All that happened with the task, in the order of `entries`."""
    zone = ZoneInfo(task.plan.timezone)
    undone = {entry.undoes_id for entry in entries}
    return [
        Step(
            day=entry.at.astimezone(zone).date(),
            title=str(DEEDS[entry.kind]),
            author=_author(entry, names),
            undone=entry.id in undone,
            reason=entry.reason,
            report=entry.report,
            changes=[] if entry.report else _changes(entry),
        )
        for entry in entries
    ]


def _author(entry: TaskEntry, names: Mapping[int, str]) -> str:
    author = names.get(entry.author_id or 0) or (entry.signer.name if entry.signer else "")
    other = entry.on_behalf_of
    if other is None:
        return author
    words: str = _(
        "%(author)s im Namen von %(other)s",
        author=author or _("Geschäftsstelle"),
        other=other.name,
    )
    return words


def _changes(entry: TaskEntry) -> list[str]:
    return [_change(name, *pair) for name, pair in entry.changes.items() if name in CHANGES]


def _change(name: str, before: Any, after: Any) -> str:
    """What changed, with both values where they are words and not long texts or ids."""
    label = str(CHANGES[name])
    if name in DAYS:
        before, after = (
            day_of_year(dt.date.fromisoformat(d)) if d else None for d in (before, after)
        )
    elif name == "state":
        before, after = (str(TASK_WORDS[TaskState(word)]) for word in (before, after))
    elif name not in TOLD_IN_FULL:
        return label
    else:
        before, after = german(before), german(after)
    nothing = _("keine Angabe")
    words: str = _(
        "%(label)s: %(after)s (vorher: %(before)s)",
        label=label,
        after=after or nothing,
        before=before or nothing,
    )
    return words
