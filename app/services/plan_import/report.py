"""What an import found: added, changed, unchanged, missing, and what stays as it is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from app.imports.draft import Doubt
from app.language import N_, Said

KINDS = {
    "plan": (N_("Plan"), N_("Pläne")),
    "field": (N_("Handlungsfeld"), N_("Handlungsfelder")),
    "topic": (N_("Themenbereich"), N_("Themenbereiche")),
    "goal": (N_("Ziel"), N_("Ziele")),
    "status": (N_("Stand"), N_("Stände")),
    "example": (N_("Beispiel"), N_("Beispiele")),
}
ATTRIBUTES = {
    "title": N_("Titel"),
    "subtitle": N_("Untertitel"),
    "resolution_numbers": N_("Drucksachen"),
    "name": N_("Name"),
    "motto": N_("Motto"),
    "pages": N_("Seiten"),
    "stated_recommendations": N_("genannte Empfehlungen"),
    "stated_goals": N_("genannte Ziele"),
    "stated_measures": N_("genannte Maßnahmen"),
    "narrative": N_("Fließtext"),
    "text": N_("Text"),
    "official_title": N_("Wortlaut des Ziels"),
    "official_description": N_("Wortlaut der Beschreibung"),
    "working_title": N_("Arbeitstext des Ziels"),
    "working_description": N_("Arbeitstext der Beschreibung"),
    "notes": N_("Anmerkungen"),
    "source_lines": N_("Fundstelle"),
    "markup": N_("Auszeichnung"),
    "split_by_page_break": N_("Seitenumbruch"),
    "status_raw": N_("Umsetzung"),
}


@dataclass(frozen=True)
class Entry:
    """One thing of the plan, or one `attribute` of it that differs.

    `before` is what stands here, `after` what the file says; None where there is nothing.
    """

    kind: str
    key: str
    attribute: str | None = None
    before: Any = None
    after: Any = None


@dataclass
class ImportReport:
    """The outcome of one comparison; `kept` holds local edits that won over the file."""

    plan: str
    as_of: date
    added: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)
    kept: list[Entry] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict, repr=False)  # keys of the file: ours
    _said: set[tuple[str, str]] = field(default_factory=set, init=False, repr=False)

    @property
    def wrote(self) -> bool:
        """Whether anything of the plan is different from before."""
        return bool(self.added or self.changed)

    def add(self, kind: str, key: str, after: Any = None) -> None:
        """A thing the plan did not have."""
        self._said.add((kind, key))
        self.added.append(Entry(kind, key, after=after))

    def change(self, kind: str, key: str, attribute: str, before: Any, after: Any) -> None:
        """An attribute that now says what the file says."""
        self._said.add((kind, key))
        self.changed.append(Entry(kind, key, attribute, before, after))

    def keep(self, kind: str, key: str, attribute: str, before: Any, after: Any) -> None:
        """An attribute that stays although the file says something else."""
        self._said.add((kind, key))
        self.kept.append(Entry(kind, key, attribute, before, after))

    def miss(self, kind: str, key: str, before: Any = None) -> None:
        """A thing that stands here and not in the file; it stays."""
        self.missing.append(Entry(kind, key, before=before))

    def settle(self, kind: str, key: str) -> None:
        """Call the thing unchanged unless something was said about it before."""
        if (kind, key) not in self._said:
            self.unchanged.append(Entry(kind, key))

    def as_json(self, say: Callable[[Said], Any] = str) -> dict[str, Any]:
        """One document for programs; the lists are empty where nothing happened.

        Its sentences are said now, or with `kept` to whoever reads it later.
        """
        return {
            "plan": self.plan,
            "as_of": self.as_of.isoformat(),
            "added": [asdict(entry) for entry in self.added],
            "changed": [asdict(entry) for entry in self.changed],
            "unchanged": [{"kind": entry.kind, "key": entry.key} for entry in self.unchanged],
            "missing": [asdict(entry) for entry in self.missing],
            "kept": [asdict(entry) for entry in self.kept],
            "doubts": [doubt.as_json(say) for doubt in self.doubts],
        }
