"""The Bilanz as a spreadsheet: goals, fields and examples, each on a tab of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.documents.reports.bilanz import MOVES
from app.documents.reports.marks import mark_of
from app.documents.spreadsheets import About, Cell, Column, Kind, Tab, to_xlsx
from app.domain.reports.content import Bilanz, Edition, FieldPart
from app.domain.wording import day_of_year
from app.domain.words import CATEGORY_WORDS
from app.models.plans import Category

GOALS = (
    Column("Handlungsfeld", Kind.NUMBER, 8),
    Column("Name des Handlungsfelds", width=26),
    Column("Ziel-Nr.", width=9),
    Column("Ziel", width=48),
    Column("Aufgaben und was getan wurde", width=64),
    Column("Umsetzung (Wortlaut)", width=32),
    Column("Stand vom", Kind.DAY, 12),
    Column("Einordnung", width=18),
    Column("Prozent", Kind.PERCENT, 9),
    Column("Daueraufgabe", width=13),
    Column("Wortlaut vorher", width=32),
    Column("Veränderung", width=16),
)
EXAMPLES = (
    Column("Handlungsfeld", Kind.NUMBER, 8),
    Column("Name des Handlungsfelds", width=26),
    Column("Beispiel", width=90),
)


def bilanz_xlsx(edition: Edition[Bilanz]) -> bytes:
    """The whole Bilanz; equal editions give equal bytes."""
    bilanz, compared = edition.content, edition.content.compared_on
    facts = [
        ("Bericht", bilanz.title),
        ("Plan", bilanz.head.plan),
        ("Stichtag", day_of_year(bilanz.reporting_on)),
        ("Verglichen mit", day_of_year(compared) if compared else "–"),
        ("Stand der Bearbeitung", mark_of(edition)),
        ("Ziele", str(bilanz.figures.listed)),
        *(("Vorwort", text) for text in bilanz.foreword),
        *((f"Ergänzung vom {day_of_year(one.on)}", one.text) for one in edition.added),
    ]
    made_at = dt.datetime.combine(bilanz.reporting_on, dt.time(), tzinfo=dt.UTC)
    tabs = [
        Tab(title="Ziele", columns=GOALS, rows=_goals(bilanz)),
        Tab(title="Handlungsfelder", columns=_field_columns(), rows=_fields(bilanz)),
        Tab(title="Beispiele", columns=EXAMPLES, rows=_examples(bilanz)),
    ]
    return to_xlsx(bilanz.title, tabs, About(title="Angaben", facts=facts, made_at=made_at))


def _goals(bilanz: Bilanz) -> Iterator[list[Cell]]:
    for field in bilanz.fields:
        for goal in field.goals:
            yield [
                field.number,
                field.name,
                goal.key,
                goal.title,
                goal.done,
                goal.status,
                (goal.reported_on or bilanz.reporting_on) if goal.status else None,
                goal.label or CATEGORY_WORDS[goal.category],
                goal.percent,
                "ja" if goal.ongoing_duty else "",
                goal.before,
                MOVES[goal.move] if goal.move else "",
            ]


def _field_columns() -> list[Column]:
    return [
        Column("Handlungsfeld", Kind.NUMBER, 8),
        Column("Name", width=26),
        Column("Motto", width=28),
        Column("Im Plan genannt", width=22),
        Column("Seiten im Plan", width=10),
        Column("Ziele", Kind.NUMBER, 8),
        *(Column(CATEGORY_WORDS[one], Kind.NUMBER, 12) for one in Category),
        Column("Durchschnitt", Kind.PERCENT, 13),
        Column("Ziele mit Zahl", Kind.NUMBER, 13),
        Column("Einleitung", width=90),
    ]


def _fields(bilanz: Bilanz) -> Iterator[list[Cell]]:
    for field in bilanz.fields:
        yield [
            field.number,
            field.name,
            field.motto,
            field.stated,
            field.pages,
            *_figures(field),
            "\n\n".join(field.introduction),
        ]


def _figures(field: FieldPart) -> list[Cell]:
    figures = field.figures
    return [
        figures.listed,
        *(figures.counts.get(one, 0) for one in Category),
        figures.mean.percent,
        figures.mean.of,
    ]


def _examples(bilanz: Bilanz) -> Iterator[list[Cell]]:
    for field in bilanz.fields:
        for example in field.examples:
            yield [field.number, field.name, example]
