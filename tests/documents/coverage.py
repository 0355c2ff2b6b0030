"""`python -m tests.documents.coverage`: write down which characters our fonts draw.

To be run when a font in `app/documents/fonts` changes; a test compares the list with the fonts.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

from app.documents.glyphs import COVERAGE, FONTS

HEAD = "Characters that each font draws, in hexadecimal; see tests/documents/coverage.py.\n"


def characters_of(font: Path) -> set[int]:
    """The code points for which the font has a glyph."""
    return set(TTFont(font, lazy=True).getBestCmap())


def written() -> str:
    """The list for the fonts that are there."""
    lines = (
        f"{font.name} {_ranges(characters_of(font))}\n" for font in sorted(FONTS.glob("*.ttf"))
    )
    return HEAD + "".join(lines)


def _ranges(codes: set[int]) -> str:
    runs = groupby(enumerate(sorted(codes)), key=lambda pair: pair[1] - pair[0])
    spans = ([code for _, code in run] for _, run in runs)
    return " ".join(f"{span[0]:x}-{span[-1]:x}" for span in spans)


if __name__ == "__main__":
    COVERAGE.write_text(written(), encoding="ascii")
