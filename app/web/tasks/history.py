"""The story of a task in words: reports and deeds, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.wording import day_of_year
from app.models.audit import AuditEntry
from app.models.tasks import Task, TaskReport, TaskState
from app.web.forms.tasks import STATE_WORDS

DEEDS = {
    "task.create": _l("Aufgabe angelegt"),
    "task.edit": _l("Aufgabe geändert"),
    "task.assign": _l("Zuständigkeit geändert"),
    "task.state": _l("Stand geändert"),
    "task.follow": _l("Frist folgt der Sitzung"),
    "task.recur": _l("Als wiederkehrende Aufgabe neu angelegt"),
}
CHANGES = {
    "title": _l("Titel"),
    "description": _l("Beschreibung"),
    "accountable": _l("Verantwortliche Stelle"),
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
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened; either with the report itself or with words for what changed."""

    day: dt.date
    at: dt.datetime
    title: str
    author: str
    report: TaskReport | None = None
    changes: Sequence[str] = ()


def of(
    task: Task,
    reports: Sequence[TaskReport],
    deeds: Sequence[AuditEntry],
    names: Mapping[int, str],
) -> list[Step]:
    """All that happened with the task, newest first."""
    zone = ZoneInfo(task.plan.timezone)
    steps = [_of_report(report, names, zone) for report in reports]
    steps += [_of_deed(deed, names, zone) for deed in deeds]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _of_report(report: TaskReport, names: Mapping[int, str], zone: ZoneInfo) -> Step:
    author = names.get(report.author_id or 0, _("Geschäftsstelle"))
    if report.on_behalf_of:
        author = _(
            "%(author)s im Namen von %(other)s", author=author, other=report.on_behalf_of.name
        )
    return Step(
        day=report.reported_at.astimezone(zone).date(),
        at=report.reported_at,
        title=_("Stand gemeldet"),
        author=author,
        report=report,
    )


def _of_deed(deed: AuditEntry, names: Mapping[int, str], zone: ZoneInfo) -> Step:
    return Step(
        day=deed.at.astimezone(zone).date(),
        at=deed.at,
        title=str(DEEDS.get(deed.action, _("Geändert"))),
        author=names.get(deed.account_id or 0, ""),
        changes=[
            _change(name, *pair) for name, pair in (deed.changes or {}).items() if name in CHANGES
        ],
    )


def _change(name: str, before: Any, after: Any) -> str:
    """What changed, with both values where they are words and not long texts or ids."""
    label = str(CHANGES[name])
    if name == "due_on":
        before, after = (
            day_of_year(dt.date.fromisoformat(d)) if d else None for d in (before, after)
        )
    elif name == "state":
        before, after = (str(STATE_WORDS[TaskState(word)]) for word in (before, after))
    elif name not in ("title", "due_label"):
        return label
    nothing = _("keine Angabe")
    words: str = _(
        "%(label)s: %(after)s (vorher: %(before)s)",
        label=label,
        after=after or nothing,
        before=before or nothing,
    )
    return words
