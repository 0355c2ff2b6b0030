"""Cutting a Bilanz into its front, its fields of action and its outlook."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.imports.bilanz.lines import (
    FIELD,
    OUTLOOK,
    UNNUMBERED_FIELD,
    Line,
    is_table_header,
)
from app.imports.bilanz.trouble import Trouble
from app.language import lazy_gettext as _l


@dataclass
class Sections:
    """The lines of each part; a field is its heading line and what follows."""

    front: list[Line] = field(default_factory=list)
    fields: list[tuple[Line, list[Line]]] = field(default_factory=list)
    outlook: list[Line] = field(default_factory=list)

    def numbers(self) -> set[int]:
        """The numbers of the fields that have a section."""
        found = (FIELD.match(heading.text) for heading, _ in self.fields)
        return {int(match["number"]) for match in found if match}


def split_sections(lines: list[Line], trouble: Trouble) -> Sections:
    """Cut by headings; refuses tables that stand in no field, and files without any field."""
    sections = Sections()
    current = sections.front
    for line in lines:
        if FIELD.match(line.text):
            current = []
            sections.fields.append((line, current))
            continue
        if UNNUMBERED_FIELD.match(line.text):
            trouble.problem(
                line.number,
                _l(
                    "Erwartet wird ein Handlungsfeld mit Nummer („Im Handlungsfeld 1. **Name** …“),"
                    " gefunden: „%(found)s“.",
                    found=line.text.strip()[:60],
                ),
            )
        if OUTLOOK.match(line.text) and sections.fields:
            current = sections.outlook
        in_field = bool(sections.fields) and current is sections.fields[-1][1]
        if not in_field and is_table_header(line):
            trouble.problem(
                line.number,
                _l(
                    "Tabelle ohne Handlungsfeld: erwartet wird davor ein Absatz, der mit „Im"
                    " Handlungsfeld 1. **Name** …“ beginnt."
                ),
            )
        current.append(line)
    if not sections.fields:
        trouble.problem_unless_any(
            None,
            _l(
                "Das ist keine Bilanz: erwartet werden Abschnitte, die mit „Im Handlungsfeld 1."
                " **Name** …“ beginnen, gefunden wurde keiner."
            ),
        )
    trouble.raise_if_any()
    return sections
