"""The report of an import in words for operators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from app.domain.spoken import long_day
from app.imports.draft import Doubt
from app.language import gettext as _
from app.services.plan_import.report import ATTRIBUTES, KINDS, Entry, ImportReport

SHOWN = 60


def report_lines(report: ImportReport, *, dry_run: bool) -> Iterator[str]:
    """One line per fact: sums first, then what changed, what stayed, what is to be checked."""
    yield _("Plan „%(plan)s“, Stand %(day)s", plan=report.plan, day=long_day(report.as_of))
    if dry_run:
        yield _("Probelauf: Es wird nichts gespeichert.")
    yield _("Hinzugefügt: %(sums)s", sums=_sums(report.added))
    yield _("Geändert: %(sums)s", sums=_sums(report.changed))
    yield _("Unverändert: %(sums)s", sums=_sums(report.unchanged))
    yield _("Fehlt in der Datei: %(sums)s", sums=_sums(report.missing))
    if not report.wrote:
        yield _("Keine Änderungen.")
    yield from _listed(_("Geändert"), [_difference(entry) for entry in report.changed])
    yield from _listed(_("Fehlt in der Datei, bleibt im Plan"), map(_named, report.missing))
    yield from _listed(
        _("Anders als in der Datei, bleibt wie im Plan"),
        [_difference(entry) for entry in report.kept],
    )
    yield from _listed(_("Zu prüfen"), [_doubt(doubt) for doubt in report.doubts])


def _sums(entries: Sequence[Entry]) -> str:
    """Things counted once each, whatever number of attributes: "2 Ziele, 1 Stand"."""
    things = {(entry.kind, entry.key) for entry in entries}
    counts = Counter(kind for kind, _key in things)
    words = [
        f"{counts[kind]} {_(one if counts[kind] == 1 else many)}"
        for kind, (one, many) in KINDS.items()
        if counts[kind]
    ]
    return ", ".join(words) or _("nichts")


def _listed(heading: str, lines: Any) -> Iterator[str]:
    lines = list(lines)
    if lines:
        yield ""
        yield f"{heading} ({len(lines)}):"
        yield from (f"  {line}" for line in lines)


def _thing(entry: Entry) -> str:
    """ "Ziel 7.1"."""
    return f"{_(KINDS[entry.kind][0])} {entry.key}"


def _named(entry: Entry) -> str:
    return f"{_thing(entry)}: {_shown(entry.before)}"


def _difference(entry: Entry) -> str:
    what = entry.attribute or ""
    return _(
        "%(thing)s, %(what)s: im Plan %(here)s, in der Datei %(there)s",
        thing=_thing(entry),
        what=_(ATTRIBUTES[what]) if what in ATTRIBUTES else what,
        here=_shown(entry.before),
        there=_shown(entry.after),
    )


def _shown(value: Any) -> str:
    if value in (None, "", []):
        return _("nichts")
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    text = " / ".join(value) if isinstance(value, list) else str(value)
    return _("„%(text)s“", text=text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")


def _doubt(doubt: Doubt) -> str:
    line = _("Zeile %(line)s", line=doubt.line) if doubt.line is not None else _("Ohne Zeile")
    line = doubt.place or line
    goal = "" if not doubt.key else _(", Ziel %(key)s", key=doubt.key) if "." in doubt.key else ""
    return f"{line}{goal}: {doubt.message}"
