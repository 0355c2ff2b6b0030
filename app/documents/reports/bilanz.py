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
from app.domain.spoken import day_of_year, numeric_day
from app.domain.words import CATEGORY_WORDS
from app.language import N_
from app.language import gettext as _
from app.models.plans import Category

HEAD = (N_("Ziel"), N_("Aufgaben und was getan wurde"), N_("Umsetzung"))
MOVES = {
    Move.FURTHER: N_("weiter"),
    Move.BACK: N_("zurück"),
    Move.SAME: N_("unverändert"),
    Move.UNCLEAR: N_("nicht vergleichbar"),
}


def bilanz_document(edition: Edition[Bilanz]) -> Document:
    """The whole Bilanz, with what was added to it since its release."""
    bilanz = edition.content
    return Document(
        title=bilanz.title,
        subtitle=_(
            "%(plan)s, Stand %(day)s", plan=bilanz.head.plan, day=day_of_year(bilanz.reporting_on)
        ),
        preline=" · ".join(part for part in (str(edition.place), bilanz.head.county) if part),
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
    yield Heading(text=_("Alle Handlungsfelder im Überblick"))
    yield Facts(rows=facts_of(bilanz.figures, bilanz.compared_on))
    if bilanz.figures.listed:
        yield picture(
            _("Ziele nach Handlungsfeld und Stand"),
            [Bar(f"{one.number}. {one.name}", one.figures.counts) for one in bilanz.fields],
        )
        yield figures_table(bilanz.fields, bilanz.figures)


def _field(field: FieldPart, compared_on: dt.date | None) -> Iterator[Block]:
    yield Heading(
        text=_("Handlungsfeld %(number)s: %(name)s", number=field.number, name=field.name)
    )
    yield from (Paragraph(text=text) for text in field.introduction)
    yield Facts(
        rows=[
            (_("Motto"), _("„%(text)s“", text=field.motto) if field.motto else ""),
            (_("Im Plan genannt"), field.stated),
            (_("In der Bilanz"), field.listed),
            (_("Seiten im Plan"), field.pages),
            *facts_of(field.figures, compared_on),
        ]
    )
    if field.goals:
        yield _goals(field)
        yield picture(
            _("Stand der Ziele: %(name)s", name=field.name), [Bar("", field.figures.counts)]
        )
        yield _counts(field.figures)
    else:
        yield Paragraph(text=_("Zu diesem Handlungsfeld ist noch kein Ziel erfasst."))
    yield from _changes(field, compared_on)
    if field.examples:
        yield Heading(text=_("Beispiele aus dem Landkreis"), level=2)
        yield Bullets(points=field.examples)


def _goals(field: FieldPart) -> Table:
    return Table(
        caption=_("Ziele im Handlungsfeld %(number)s", number=field.number),
        head=[_(label) for label in HEAD],
        widths=[33, 46, 21],
        rows=[[f"{one.key} {one.title}", one.done, status_of(one)] for one in field.goals],
    )


def status_of(goal: GoalLine) -> str:
    """The status verbatim, and its day where it is older; where nothing was said, that is said.

    The day stands as whoever reads the file back in expects it.
    """
    if not goal.status:
        return _(CATEGORY_WORDS[Category.UNKNOWN])
    if goal.reported_on is None:
        return goal.status
    day = _("Stand %(day)s", day=numeric_day(goal.reported_on))
    return f"{goal.status}\n{day}"


def _counts(figures: Figures) -> Table:
    return Table(
        caption=_("Zahlen zum Bild"),
        head=[_("Stand"), _("Ziele")],
        widths=[30, 10],
        rows=[[_(CATEGORY_WORDS[one]), str(number)] for one, number in figures.in_order],
        numeric=[1],
        line=45,
    )


def _changes(field: FieldPart, compared_on: dt.date | None) -> Iterator[Block]:
    """The goals that moved; what stayed is not repeated."""
    moved = [one for one in field.goals if one.move not in (None, Move.SAME)]
    if compared_on is None or not moved:
        return
    since = day_of_year(compared_on)
    yield Heading(text=_("Veränderungen seit dem %(day)s", day=since), level=2)
    yield Table(
        caption=_("Ziele, deren Stand sich seit dem %(day)s geändert hat", day=since),
        head=[_("Ziel"), _("Vorher"), _("Jetzt"), _("Veränderung")],
        widths=[36, 26, 26, 16],
        rows=[
            [
                f"{one.key} {one.title}",
                one.before or _(CATEGORY_WORDS[Category.UNKNOWN]),
                status_of(one),
                _(MOVES[one.move]) if one.move else "",
            ]
            for one in moved
        ],
    )
