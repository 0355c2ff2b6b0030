"""Goals counted, as both reports show them: in words, as bars, as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from app.documents.bars import Bar, drawing, words_of
from app.documents.document import Picture, Table
from app.domain.goals import Average
from app.domain.progress import Changes
from app.domain.reports.committee import FieldLine
from app.domain.reports.content import FieldPart, Figures
from app.domain.spoken import numeric_day
from app.domain.words import CATEGORY_WORDS
from app.language import N_
from app.language import gettext as _
from app.models.plans import Category


def figures_table(fields: Sequence[FieldPart | FieldLine], whole: Figures) -> Table:
    """Goals by field and category, with a line for all."""
    used = [category for category, _number in whole.in_order]
    rows = [
        [f"{one.number}. {one.name}", *_numbers(one.figures.counts, used), str(one.figures.listed)]
        for one in fields
    ]
    rows.append([_("Alle"), *_numbers(whole.counts, used), str(whole.listed)])
    return Table(
        caption=_("Zahlen zum Bild: Ziele nach Handlungsfeld und Stand"),
        head=[_("Handlungsfeld"), *(_(CATEGORY_WORDS[one]) for one in used), _("Ziele")],
        widths=[30, *(21 for _ in used), 13],
        rows=rows,
        leading=[len(fields)],
        numeric=range(1, len(used) + 2),
    )


def _numbers(counts: Mapping[Category, int], used: Sequence[Category]) -> list[str]:
    return [str(counts.get(one, 0)) for one in used]


def facts_of(figures: Figures, compared_on: dt.date | None) -> list[tuple[str, str]]:
    """How far the goals are, and how they moved."""
    return [
        (_("Stand"), words_of(figures.counts)),
        (_("Im Durchschnitt"), mean_words(figures.mean, figures.listed)),
        (
            _("Seit %(day)s", day=numeric_day(compared_on)) if compared_on else "",
            changes_words(figures.changes) if figures.changes else "",
        ),
    ]


def mean_words(mean: Average, listed: int) -> str:
    """The mean and on how many goals it rests (R07)."""
    if mean.percent is None:
        return _("kein Ziel nennt eine Zahl") if listed else ""
    return _(
        "%(percent)s %% (%(number)s von %(all)s Zielen nennen eine Zahl)",
        percent=mean.percent,
        number=mean.of,
        all=listed,
    )


def changes_words(changes: Changes) -> str:
    """ "3 Ziele weiter, 1 zurück, 30 unverändert"."""
    parts = (
        (changes.further, N_("%(number)s weiter")),
        (changes.back, N_("%(number)s zurück")),
        (changes.same, N_("%(number)s unverändert")),
        (changes.unclear, N_("%(number)s nicht vergleichbar")),
    )
    said = [_(words, number=number) for number, words in parts if number]
    return ", ".join(said) or _("keine Ziele")


def picture(caption: str, bars: Sequence[Bar]) -> Picture:
    said = [": ".join(part for part in (bar.name, words_of(bar.counts)) if part) for bar in bars]
    alt = _("Balken. %(bars)s.", bars="; ".join(said))
    return Picture(caption=caption, alt=alt, svg=drawing(bars))
