"""Bars of goals by category, drawn as SVG for the files; each part bears its number.

Parts are told apart without colour: by their order, their number and a hatching.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from app.documents.glyphs import drawable
from app.domain.charts import stacked
from app.domain.words import CATEGORY_WORDS
from app.language import gettext as _
from app.models.plans import Category

WIDTH, NAME, ROW, BAR, GAP = 825, 250, 34, 24, 6  # five units to a millimetre of the line
LEGEND, TO_A_LINE = 24, 3
NARROWEST = 18  # a part that is shorter bears no number; the table beside it does
LONGEST_NAME = 32
KINDS = frozenset(
    [
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "Mn",
        "Mc",
        "Nd",
        "Nl",
        "No",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Sm",
        "Sc",
        "Zs",
    ]
)
ORDER = [category.value for category in Category]
INK, WHITE = "#171a2b", "#ffffff"
FILLS = {
    Category.DONE: "#1a6e42",
    Category.IN_PROGRESS: "#2b4bd1",
    Category.STARTED: "#8ea4f0",
    Category.NOT_FEASIBLE: "#6b7186",
    Category.UNKNOWN: WHITE,
}
LIGHT = (Category.STARTED, Category.NOT_STARTED, Category.UNKNOWN)
HATCHING = (
    '<defs><pattern id="{name}" width="7" height="7" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="7" height="7" fill="#e9a13b"/>'
    '<line x1="0" y1="0" x2="0" y2="7" stroke="#f6d49c" stroke-width="5"/></pattern></defs>'
)


@dataclass(frozen=True)
class Bar:
    """One bar: what it stands for, and how many goals of each category it has."""

    name: str
    counts: Mapping[Category, int]


def drawing(bars: Sequence[Bar]) -> str:
    """The bars with a legend as SVG.

    All bars share one measure: a longer bar has more goals. A bar without a name fills the line.
    """
    left = NAME if any(bar.name for bar in bars) else 0
    row = ROW if left else BAR + GAP
    whole = max((sum(bar.counts.values()) for bar in bars), default=0)
    used = [one for one in Category if any(bar.counts.get(one) for bar in bars)]
    hatching = f"lines-{zlib.crc32(repr(bars).encode())}"  # a page may hold several drawings
    paint = _Paint(hatching)
    drawn = [_row(bar, place * row, left, whole, paint) for place, bar in enumerate(bars)]
    height = len(bars) * row + 8 + LEGEND * -(-len(used) // TO_A_LINE)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' font-family="Fira Sans, Arial, sans-serif" font-size="15" fill="{INK}">'
        f"{HATCHING.format(name=hatching)}{''.join(drawn)}"
        f"{_legend(used, len(bars) * row + 8, paint)}</svg>"
    )


def words_of(counts: Mapping[Category, int]) -> str:
    """ "Umgesetzt 14, In Arbeit 11": what a bar says, for those who do not see it."""
    said = [f"{_(CATEGORY_WORDS[one])} {counts[one]}" for one in Category if counts.get(one)]
    return ", ".join(said) or _("keine Ziele")


@dataclass(frozen=True)
class _Paint:
    hatching: str

    def of(self, category: Category) -> str:
        return FILLS.get(category, f"url(#{self.hatching})")


def _row(bar: Bar, y: int, left: int, whole: int, paint: _Paint) -> str:
    name = f'<text x="0" y="{y + 17}">{escape(_short(bar.name))}</text>' if left else ""
    counts = {category.value: number for category, number in bar.counts.items()}
    room = (WIDTH - left - 2) / 100
    return name + "".join(
        _part(
            Category(part.key), part.number, left + 1 + part.start * room, part.length * room, y,
            paint,
        )
        for part in stacked(counts, ORDER, whole)
    )  # fmt: skip


def _part(category: Category, number: int, x: float, width: float, y: int, paint: _Paint) -> str:
    drawn = (
        f'<rect x="{x + 1:.1f}" y="{y + 1}" width="{max(width - 2, 1):.1f}" height="{BAR - 2}"'
        f' fill="{paint.of(category)}" stroke="{INK}" stroke-width="1"/>'
    )
    if width < NARROWEST:
        return drawn
    return drawn + (
        f'<text x="{x + width / 2:.1f}" y="{y + 17.5}" text-anchor="middle" font-weight="600"'
        f' fill="{INK if category in LIGHT else WHITE}">{number}</text>'
    )


def _legend(categories: Sequence[Category], top: int, paint: _Paint) -> str:
    """The swatch and the word of each."""
    found = []
    for place, category in enumerate(categories):
        word = escape(_(CATEGORY_WORDS[category]))
        x, y = place % TO_A_LINE * (WIDTH // TO_A_LINE), top + place // TO_A_LINE * LEGEND
        found.append(
            f'<rect x="{x + 1}" y="{y}" width="16" height="16" fill="{paint.of(category)}"'
            f' stroke="{INK}"/><text x="{x + 26}" y="{y + 13}">{word}</text>'
        )
    return "".join(found)


def _short(name: str) -> str:
    """In letters, figures and signs of the one font that a drawing has; no emoji, no controls."""
    plain = "".join(c for c in drawable(name) if unicodedata.category(c) in KINDS)
    name = " ".join(plain.split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
