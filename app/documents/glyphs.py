"""Which characters the fonts of our documents can draw, and what becomes of the others.

PDF/UA and PDF/A allow no empty boxes: a single character without a glyph would cost the document.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
COVERAGE = FONTS / "coverage.txt"  # a test compares it with the fonts
MISSING = "\ufffd"
JOINER, PICTURE, TEXT = "\u200d", "\ufe0f", "\ufe0e"
UNSEEN = frozenset((JOINER, PICTURE, TEXT))  # they only say how their neighbours are drawn
SPACES = frozenset("\n\t \u00a0\u00ad\u200b\u200c")
MARKS = ("Mn", "Mc", "Me")
# Controls, signs that turn the direction of whatever follows, halves of characters.
NOT_TEXT = ("Cc", "Cf", "Cs")


def drawable(text: str) -> str:
    """`text` in characters that can be drawn; U+FFFD stands for what cannot."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_drawn(cluster) for cluster in _clusters(text))


def _clusters(text: str) -> Iterable[str]:
    """What is drawn as one: a letter with its accents, an emoji joined of several."""
    found: list[str] = []
    for character in text:
        kind = unicodedata.category(character)
        if kind in NOT_TEXT and character not in SPACES | UNSEEN:
            continue
        joins = kind in MARKS or character == JOINER or (found and found[-1].endswith(JOINER))
        if joins and found and found[-1] not in SPACES:
            found[-1] += character
        else:
            found.append(character)
    return found


def _drawn(cluster: str) -> str:
    if cluster in SPACES:
        return cluster
    wanted = set(cluster) - UNSEEN
    if wanted and any(font.issuperset(wanted) for font in _fonts()):
        return cluster
    first = cluster[0]
    begun = first not in UNSEEN and any(first in font for font in _fonts())
    return first + MISSING if begun and len(wanted) > 1 else MISSING if wanted else ""


@cache
def _fonts() -> tuple[frozenset[str], ...]:
    """The characters of each font; none for private use, which PDF/A forbids."""
    lines = COVERAGE.read_text(encoding="ascii").splitlines()[1:]
    return tuple(
        frozenset(c for c in _characters(line) if unicodedata.category(c) != "Co") for line in lines
    )


def _characters(line: str) -> Iterator[str]:
    """The characters of "Font.ttf 20-7e a0-17f"."""
    for span in line.split()[1:]:
        first, last = (int(code, 16) for code in span.split("-"))
        yield from map(chr, range(first, last + 1))
