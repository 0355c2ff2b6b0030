"""Reading a Bilanz: the stock-taking of a plan as tab-separated tables between prose."""

from __future__ import annotations

from pathlib import Path

from app.imports.bilanz.front import Front, read_front
from app.imports.bilanz.lines import number_lines
from app.imports.bilanz.notes import annotate
from app.imports.bilanz.outlook import read_outlook
from app.imports.bilanz.plan_field import read_field
from app.imports.bilanz.sections import split_sections
from app.imports.bilanz.status import UnknownStatus, classify_status
from app.imports.bilanz.trouble import Trouble
from app.imports.draft import FieldDraft, PlanDraft, UnreadableFile
from app.imports.source import read_text
from app.language import lazy_gettext as _l

__all__ = [
    "UnknownStatus",
    "UnreadableFile",
    "classify_status",
    "parse_bilanz",
    "read_bilanz",
]


def read_bilanz(source: Path | bytes, name: str) -> PlanDraft:
    """Read a Bilanz; raises `UnreadableFile` with a sentence per problem."""
    return parse_bilanz(read_text(source, name), name)


def parse_bilanz(text: str, name: str) -> PlanDraft:
    """Read the text of a Bilanz by its structure, not by line numbers or names."""
    trouble = Trouble(name)
    sections = split_sections(number_lines(text), trouble)
    front = read_front(sections.front, trouble)
    is_complete = front.overview.keys() <= sections.numbers()
    fields = [
        read_field(heading, body, front.overview, trouble, is_complete=is_complete)
        for heading, body in sections.fields
    ]
    _check_fields(fields, front, trouble)
    trouble.raise_if_any()
    outlook = read_outlook(sections.outlook, front.as_of, trouble)
    return PlanDraft(
        title=front.title,
        subtitle=front.subtitle,
        place=front.place,
        as_of=front.as_of,
        resolutions=front.resolutions,
        history=front.history,
        fields=annotate(tuple(fields), trouble),
        outlook=outlook,
        doubts=trouble.doubts_in_order(),
    )


def _check_fields(fields: list[FieldDraft], front: Front, trouble: Trouble) -> None:
    first_line: dict[int, int | None] = {}
    for plan_field in fields:
        number = plan_field.number
        if number in first_line:
            trouble.problem(
                plan_field.line,
                _l(
                    "Handlungsfeld %(number)s gibt es zweimal: erwartet wird jede Nummer einmal"
                    " (zuerst in Zeile %(line)s).",
                    number=number,
                    line=first_line[number],
                ),
            )
        first_line.setdefault(number, plan_field.line)
    if fields and not any(plan_field.goals for plan_field in fields):
        trouble.problem_unless_any(
            None,
            _l(
                "Keine Tabelle gefunden: erwartet werden Tabellen mit den Spalten „Ziele“,"
                " „Aufgaben/Beschreibung“ und „Umsetzung“, getrennt durch Tabulatoren."
            ),
        )
    numbers = [plan_field.number for plan_field in fields]
    if numbers != list(range(1, len(numbers) + 1)):
        trouble.doubt(
            fields[0].line if fields else None,
            _l(
                "Die Nummern der Handlungsfelder sind nicht fortlaufend: %(numbers)s.",
                numbers=", ".join(map(str, numbers)),
            ),
        )
    _compare_with_overview(fields, front, trouble)


def _compare_with_overview(fields: list[FieldDraft], front: Front, trouble: Trouble) -> None:
    sections = {plan_field.number: plan_field for plan_field in fields}
    for number, entry in front.overview.items():
        if number not in sections:
            trouble.doubt(
                entry.line,
                _l(
                    "Die Übersicht nennt Handlungsfeld %(number)s „%(name)s“, ein Abschnitt dazu"
                    " fehlt.",
                    number=number,
                    name=entry.name,
                ),
                str(number),
            )
        elif sections[number].name != entry.name:
            trouble.doubt(
                sections[number].line,
                _l(
                    "Handlungsfeld %(number)s heißt in der Übersicht „%(listed)s“, im Abschnitt"
                    " „%(name)s“.",
                    number=number,
                    listed=entry.name,
                    name=sections[number].name,
                ),
                str(number),
            )
