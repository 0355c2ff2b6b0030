"""The Bilanz as a spreadsheet: goals, fields and examples, each on a tab of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.documents.reports.bilanz import MOVES
from app.documents.reports.marks import mark_of
from app.documents.spreadsheets import About, Cell, Column, Kind, Tab, to_xlsx
from app.domain.reports.content import Bilanz, Edition, FieldPart
from app.domain.spoken import day_of_year
from app.domain.words import CATEGORY_WORDS
from app.language import N_
from app.language import gettext as _
from app.models.plans import Category

GOALS = (
    Column(N_("Handlungsfeld"), Kind.NUMBER, 8),
    Column(N_("Name des Handlungsfelds"), width=26),
    Column(N_("Ziel-Nr."), width=9),
    Column(N_("Ziel"), width=48),
    Column(N_("Aufgaben und was getan wurde"), width=64),
    Column(N_("Umsetzung (Wortlaut)"), width=32),
    Column(N_("Stand vom"), Kind.DAY, 12),
    Column(N_("Einordnung"), width=18),
    Column(N_("Prozent"), Kind.PERCENT, 9),
    Column(N_("Daueraufgabe"), width=13),
    Column(N_("Wortlaut vorher"), width=32),
    Column(N_("Veränderung"), width=16),
)
EXAMPLES = (
    Column(N_("Handlungsfeld"), Kind.NUMBER, 8),
    Column(N_("Name des Handlungsfelds"), width=26),
    Column(N_("Beispiel"), width=90),
)


def bilanz_xlsx(edition: Edition[Bilanz]) -> bytes:
    """The whole Bilanz; equal editions give equal bytes."""
    bilanz, compared = edition.content, edition.content.compared_on
    facts = [
        (_("Bericht"), bilanz.title),
        (_("Plan"), bilanz.head.plan),
        (_("Stichtag"), day_of_year(bilanz.reporting_on)),
        (_("Verglichen mit"), day_of_year(compared) if compared else "–"),
        (_("Stand der Bearbeitung"), mark_of(edition)),
        (_("Ziele"), str(bilanz.figures.listed)),
        *((_("Vorwort"), text) for text in bilanz.foreword),
        *((_("Ergänzung vom %(day)s", day=day_of_year(one.on)), one.text) for one in edition.added),
    ]
    made_at = dt.datetime.combine(bilanz.reporting_on, dt.time(), tzinfo=dt.UTC)
    tabs = [
        Tab(title=_("Ziele"), columns=_named(GOALS), rows=_goals(bilanz)),
        Tab(title=_("Handlungsfelder"), columns=_field_columns(), rows=_fields(bilanz)),
        Tab(title=_("Beispiele"), columns=_named(EXAMPLES), rows=_examples(bilanz)),
    ]
    return to_xlsx(bilanz.title, tabs, About(title=_("Angaben"), facts=facts, made_at=made_at))


def _named(columns: Iterable[Column]) -> list[Column]:
    """The columns with their headings as they are spoken."""
    return [replace(column, label=_(column.label)) for column in columns]


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
                goal.label or _(CATEGORY_WORDS[goal.category]),
                goal.percent,
                _("ja") if goal.ongoing_duty else "",
                goal.before,
                _(MOVES[goal.move]) if goal.move else "",
            ]


def _field_columns() -> list[Column]:
    return [
        Column(_("Handlungsfeld"), Kind.NUMBER, 8),
        Column(_("Name"), width=26),
        Column(_("Motto"), width=28),
        Column(_("Im Plan genannt"), width=22),
        Column(_("Seiten im Plan"), width=10),
        Column(_("Ziele"), Kind.NUMBER, 8),
        *(Column(_(CATEGORY_WORDS[one]), Kind.NUMBER, 12) for one in Category),
        Column(_("Durchschnitt"), Kind.PERCENT, 13),
        Column(_("Ziele mit Zahl"), Kind.NUMBER, 13),
        Column(_("Einleitung"), width=90),
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
