"""The Bilanz on paper: all fields at a glance, then each with its goals, examples and changes.

Each field stands under a heading "Handlungsfeld 1: …" with one table of three columns, so that
the DOCX can be read in again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.documents.bars import Bar
from app.documents.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from app.documents.reports.figures import facts_of, figures_table, picture
from app.documents.reports.marks import author_of, mark_of, supplements
from app.domain.progress import Move
from app.domain.reports.content import Bilanz, Edition, FieldPart, Figures, GoalLine
from app.domain.wording import day_of_year
from app.domain.words import CATEGORY_WORDS
from app.models.plans import Category

HEAD = ("Ziel", "Aufgaben und was getan wurde", "Umsetzung")
MOVES = {
    Move.FURTHER: "weiter",
    Move.BACK: "zurück",
    Move.SAME: "unverändert",
    Move.UNCLEAR: "nicht vergleichbar",
}


def bilanz_document(edition: Edition[Bilanz]) -> Document:
    """The whole Bilanz, with what was added to it since its release."""
    bilanz = edition.content
    return Document(
        title=bilanz.title,
        subtitle=f"{bilanz.head.plan}, Stand {day_of_year(bilanz.reporting_on)}",
        preline=" · ".join(part for part in (edition.place, bilanz.head.county) if part),
        author=author_of(bilanz.head),
        day=bilanz.reporting_on,
        mark=mark_of(edition),
        contents=True,
        blocks=[
            *supplements(edition),
            *(Paragraph(text=text) for text in bilanz.foreword),
            *_overview(bilanz),
            *(block for field in bilanz.fields for block in _field(field, bilanz.compared_on)),
        ],
    )


def _overview(bilanz: Bilanz) -> Iterator[Block]:
    yield Heading(text="Alle Handlungsfelder im Überblick")
    yield Facts(rows=facts_of(bilanz.figures, bilanz.compared_on))
    if bilanz.figures.listed:
        yield picture(
            "Ziele nach Handlungsfeld und Stand",
            [Bar(f"{one.number}. {one.name}", one.figures.counts) for one in bilanz.fields],
        )
        yield figures_table(bilanz.fields, bilanz.figures)


def _field(field: FieldPart, compared_on: dt.date | None) -> Iterator[Block]:
    yield Heading(text=f"Handlungsfeld {field.number}: {field.name}")
    yield from (Paragraph(text=text) for text in field.introduction)
    yield Facts(
        rows=[
            ("Motto", f"„{field.motto}“" if field.motto else ""),
            ("Im Plan genannt", field.stated),
            ("In der Bilanz", field.listed),
            ("Seiten im Plan", field.pages),
            *facts_of(field.figures, compared_on),
        ]
    )
    if field.goals:
        yield _goals(field)
        yield picture(f"Stand der Ziele: {field.name}", [Bar("", field.figures.counts)])
        yield _counts(field.figures)
    else:
        yield Paragraph(text="Zu diesem Handlungsfeld ist noch kein Ziel erfasst.")
    yield from _changes(field, compared_on)
    if field.examples:
        yield Heading(text="Beispiele aus dem Landkreis", level=2)
        yield Bullets(points=field.examples)


def _goals(field: FieldPart) -> Table:
    return Table(
        caption=f"Ziele im Handlungsfeld {field.number}",
        head=HEAD,
        widths=[33, 46, 21],
        rows=[[f"{one.key} {one.title}", one.done, status_of(one)] for one in field.goals],
    )


def status_of(goal: GoalLine) -> str:
    """The status verbatim, and its day where it is older; where nothing was said, that is said.

    The day stands as whoever reads the file back in expects it.
    """
    if not goal.status:
        return CATEGORY_WORDS[Category.UNKNOWN]
    day = f"\nStand {goal.reported_on:%d.%m.%Y}" if goal.reported_on else ""
    return f"{goal.status}{day}"


def _counts(figures: Figures) -> Table:
    return Table(
        caption="Zahlen zum Bild",
        head=["Stand", "Ziele"],
        widths=[30, 10],
        rows=[[CATEGORY_WORDS[one], str(number)] for one, number in figures.in_order],
        numeric=[1],
        line=45,
    )


def _changes(field: FieldPart, compared_on: dt.date | None) -> Iterator[Block]:
    """The goals that moved; what stayed is not repeated."""
    moved = [one for one in field.goals if one.move not in (None, Move.SAME)]
    if compared_on is None or not moved:
        return
    yield Heading(text=f"Veränderungen seit dem {day_of_year(compared_on)}", level=2)
    yield Table(
        caption=f"Ziele, deren Stand sich seit dem {day_of_year(compared_on)} geändert hat",
        head=["Ziel", "Vorher", "Jetzt", "Veränderung"],
        widths=[36, 26, 26, 16],
        rows=[
            [
                f"{one.key} {one.title}",
                one.before or CATEGORY_WORDS[Category.UNKNOWN],
                status_of(one),
                MOVES[one.move] if one.move else "",
            ]
            for one in moved
        ],
    )
