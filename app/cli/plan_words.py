"""The report of an import in words for operators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from app.domain.wording import long_day
from app.imports.draft import Doubt
from app.services.plan_import.report import ATTRIBUTES, KINDS, Entry, ImportReport

SHOWN = 60


def report_lines(report: ImportReport, *, dry_run: bool) -> Iterator[str]:
    """One line per fact: sums first, then what changed, what stayed, what is to be checked."""
    yield f"Plan „{report.plan}“, Stand {long_day(report.as_of)}"
    if dry_run:
        yield "Probelauf: Es wird nichts gespeichert."
    yield f"Hinzugefügt: {_sums(report.added)}"
    yield f"Geändert: {_sums(report.changed)}"
    yield f"Unverändert: {_sums(report.unchanged)}"
    yield f"Fehlt in der Datei: {_sums(report.missing)}"
    if not report.wrote:
        yield "Keine Änderungen."
    yield from _listed("Geändert", [_difference(entry) for entry in report.changed])
    yield from _listed("Fehlt in der Datei, bleibt im Plan", map(_named, report.missing))
    yield from _listed(
        "Anders als in der Datei, bleibt wie im Plan", [_difference(entry) for entry in report.kept]
    )
    yield from _listed("Zu prüfen", [_doubt(doubt) for doubt in report.doubts])


def _sums(entries: Sequence[Entry]) -> str:
    """Things counted once each, whatever number of attributes: "2 Ziele, 1 Stand"."""
    things = {(entry.kind, entry.key) for entry in entries}
    counts = Counter(kind for kind, _ in things)
    words = [
        f"{counts[kind]} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in KINDS.items()
        if counts[kind]
    ]
    return ", ".join(words) or "nichts"


def _listed(heading: str, lines: Any) -> Iterator[str]:
    lines = list(lines)
    if lines:
        yield ""
        yield f"{heading} ({len(lines)}):"
        yield from (f"  {line}" for line in lines)


def _named(entry: Entry) -> str:
    return f"{KINDS[entry.kind][0]} {entry.key}: {_shown(entry.before)}"


def _difference(entry: Entry) -> str:
    what = ATTRIBUTES.get(entry.attribute or "", entry.attribute or "")
    thing = f"{KINDS[entry.kind][0]} {entry.key}"
    return f"{thing}, {what}: im Plan {_shown(entry.before)}, in der Datei {_shown(entry.after)}"


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return "nichts"
    if isinstance(value, bool):
        return "ja" if value else "nein"
    text = " / ".join(value) if isinstance(value, list) else str(value)
    return f"„{text if len(text) <= SHOWN else text[: SHOWN - 1] + '…'}“"


def _doubt(doubt: Doubt) -> str:
    line = f"Zeile {doubt.line}" if doubt.line is not None else "Ohne Zeile"
    line = doubt.place or line
    goal = "" if not doubt.key else f", Ziel {doubt.key}" if "." in doubt.key else ""
    return f"{line}{goal}: {doubt.message}"
