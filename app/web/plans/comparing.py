"""A comparison in words: what a file would add to the plan, change, and leave as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.spoken import day_of_year, instant_words
from app.language import german, said_again
from app.language import gettext as _
from app.models.plan_files import PlanImport
from app.models.plans import Plan
from app.services.plan_import.report import ATTRIBUTES, KINDS


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing or one attribute of it: what it is, and its words here and in the file."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Doubtful:
    """A spot of the file that somebody should look at."""

    place: str
    goal: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that a page says of a comparison."""

    added: Sequence[Line]
    changed: Sequence[Line]
    kept: Sequence[Line]
    missing: Sequence[Line]
    doubts: Sequence[Doubtful]
    same: int
    day: str

    @property
    def is_empty(self) -> bool:
        """Whether taking it over would change nothing."""
        return not self.added and not self.changed


@dataclass(frozen=True, kw_only=True)
class Past:
    """A file that was read in before."""

    file: str
    day: str
    at: str
    by: str
    what: str
    is_undone: bool
    is_undoable: bool


def past(
    plan: Plan, imports: Sequence[PlanImport], names: Mapping[int, str], last: PlanImport | None
) -> list[Past]:
    """What was read in before, in words; only the last can be undone."""
    zone = ZoneInfo(plan.timezone)
    return [
        Past(
            file=made.file_name,
            day=day_of_year(made.reporting_on),
            at=instant_words(made.imported_at.astimezone(zone)),
            by=names.get(made.account_id or 0) or _("auf dem Server"),
            what=_what(shown(made.report)),
            is_undone=made.undone_at is not None,
            is_undoable=last is not None and made.id == last.id,
        )
        for made in imports
    ]


def _what(comparison: Comparison) -> str:
    return str(
        _(
            "%(added)s neu, %(changed)s geändert",
            added=len(comparison.added),
            changed=len(comparison.changed),
        )
    )


def shown(report: Mapping[str, Any]) -> Comparison:
    """The kept report in words; a new goal and its status are one line."""
    new = {entry["key"] for entry in report["added"] if entry["kind"] == "goal"}
    statuses = {e["key"]: e["after"] for e in report["added"] if e["kind"] == "status"}
    return Comparison(
        added=[
            _added(entry, statuses)
            for entry in report["added"]
            if entry["kind"] != "status" or entry["key"] not in new
        ],
        changed=[_difference(entry) for entry in report["changed"]],
        kept=[_difference(entry) for entry in report["kept"]],
        missing=[Line(what=_name(e), before=_words(e["before"])) for e in report["missing"]],
        doubts=[_doubtful(doubt) for doubt in report["doubts"]],
        same=len(report["unchanged"]),
        day=day_of_year(dt.date.fromisoformat(report["as_of"])),
    )


def _added(entry: Mapping[str, Any], statuses: Mapping[str, str]) -> Line:
    words = _words(entry["after"])
    if entry["kind"] == "goal" and statuses.get(entry["key"]):
        words = _(
            "%(goal)s – Umsetzung: %(status)s", goal=words, status=german(statuses[entry["key"]])
        )
    return Line(what=_name(entry), after=words)


def _difference(entry: Mapping[str, Any]) -> Line:
    attribute = _(ATTRIBUTES.get(entry["attribute"], entry["attribute"]))
    return Line(
        what=f"{_name(entry)}, {attribute}",
        before=_words(entry["before"]),
        after=_words(entry["after"]),
    )


def _name(entry: Mapping[str, Any]) -> str:
    """ "Ziel 1.4", "Stand von Ziel 1.4", "Beispiel in Handlungsfeld 2"."""
    kind, key = entry["kind"], entry["key"]
    match kind:
        case "plan":
            return str(_("Plan"))
        case "status":
            return str(_("Stand von Ziel %(key)s", key=key))
        case "example" | "topic":
            field = key.partition("/")[0]
            words = _("%(kind)s in Handlungsfeld %(field)s", kind=_(KINDS[kind][0]), field=field)
            return str(words)
    return f"{_(KINDS[kind][0])} {key}"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("ja") if value else _("nein"))
    if isinstance(value, list):
        return german(" / ".join(map(str, value)))
    return "" if value is None else german(str(value))


def _doubtful(doubt: Mapping[str, Any]) -> Doubtful:
    place = str(said_again(doubt.get("place") or ""))
    if not place and doubt["line"] is not None:
        place = _("Zeile %(number)s", number=doubt["line"])
    goal = doubt["key"] if "." in doubt["key"] else ""
    return Doubtful(
        place=place or _("Ganze Datei"), goal=goal, text=str(said_again(doubt["message"]))
    )
