"""An entry of the audit trail as people read it: who did what to which thing, from what to what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from app.domain.spoken import short_day, short_instant
from app.language import gettext as _
from app.models.audit import AuditEntry
from app.queries import audit as queries
from app.queries.audit import REFERENCES, Names
from app.web.deed_words import DEEDS, FIELDS, TECHNICAL, VALUES

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SECRET = "…"  # noqa: S105  what the trail holds instead of words and addresses
LONGEST = 120


@dataclass(frozen=True)
class Thing:
    """What was changed, and where to look at it."""

    title: str
    url: str | None


@dataclass(frozen=True)
class Change:
    """One field that changed."""

    label: str
    before: str
    after: str

    @property
    def words(self) -> str:
        if SECRET in (self.before, self.after):
            return str(_("%(field)s geändert", field=self.label))
        if self.before in ("", self.after):
            return f"{self.label}: {self.after}"
        words = _(
            "%(field)s: %(after)s (vorher: %(before)s)",
            field=self.label,
            after=self.after or _("keine Angabe"),
            before=self.before,
        )
        return str(words)


@dataclass(frozen=True)
class Told:
    """One entry in words."""

    number: int
    at: str
    who: str
    deed: str
    thing: Thing | None
    changes: Sequence[Change]

    @property
    def changed(self) -> str:
        """All changes in one cell."""
        return "; ".join(change.words for change in self.changes)


def told(entries: Sequence[AuditEntry], zone: str) -> list[Told]:
    """The entries in words, with the names of today."""
    names = queries.names_in(entries)
    return [_told(entry, names, ZoneInfo(zone)) for entry in entries]


def _told(entry: AuditEntry, names: Names, zone: ZoneInfo) -> Told:
    return Told(
        number=entry.number,
        at=short_instant(entry.at.astimezone(zone)),
        who=_who(entry, names),
        deed=str(_("hat %(deed)s", deed=DEEDS.get(entry.action, entry.action))),
        thing=_thing(entry, names),
        changes=list(_changes(entry, names)),
    )


def _who(entry: AuditEntry, names: Names) -> str:
    other = names.actors.get(entry.on_behalf_of_id or 0)
    if entry.account_id is not None:
        name = names.accounts.get(entry.account_id, "")
        own = other in (None, name)
        return name if own else str(_("%(name)s für %(other)s", name=name, other=other))
    if other is not None:
        return str(_("%(name)s, über den Link aus einem Brief", name=other))
    by_letter = "person" in (entry.changes or {})
    return str(_("über den Link aus einem Brief") if by_letter else _("Wiedervorlage, von selbst"))


def _thing(entry: AuditEntry, names: Names) -> Thing | None:
    row = names.things.get(entry.object_uid) if entry.object_uid else None
    if row is None:
        return None
    return Thing(queries.title_of(row), _address(entry.object_type, row))


def _address(kind: str, row: Any) -> str | None:
    match kind:
        case "actor":
            return url_for("people.show", uid=row.uid)
        case "account":
            return url_for("accounts.edit", uid=row.uid)
        case "body":
            return url_for("groups.show", slug=row.slug)
        case "meeting":
            return url_for("meetings.show", uid=row.uid)
        case "poll":
            return url_for("meetings.show", uid=row.meeting.uid)
        case "task":
            return url_for("tasks.show", uid=row.uid)
        case "goal":
            return url_for("plans.goal", slug=row.field.plan.slug, key=row.key)
        case "report" if row.removed_at is None:
            return url_for("reports.show", uid=row.uid)
        case "round":
            return url_for("rounds.show", uid=row.uid)
    return None


def _changes(entry: AuditEntry, names: Names) -> Iterator[Change]:
    for field, pair in (entry.changes or {}).items():
        if field in TECHNICAL or not isinstance(pair, list) or len(pair) != 2:
            continue
        if field == "person" and entry.on_behalf_of_id in pair:
            continue  # told already: in whose name it was done
        before, after = (_value(entry.object_type, field, side, names) for side in pair)
        if before or after:
            yield Change(str(FIELDS.get(field, field)), before, after)


def _value(kind: str, field: str, value: Any, names: Names) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return str(_("ja") if value else _("nein"))
    if field in REFERENCES:
        found = (names.references.get((field, key)) for key in queries.ids_in(value))
        return ", ".join(title or _("nicht mehr vorhanden") for title in found)
    words = VALUES.get(f"{kind}.{field}") or VALUES.get(field) or {}
    if isinstance(value, str) and value in words:
        return str(words[value])
    if isinstance(value, str) and DAY.fullmatch(value):
        return short_day(dt.date.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)[:LONGEST]
