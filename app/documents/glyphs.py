"""Which characters the fonts of our documents can draw, and what becomes of the others.

PDF/UA and PDF/A allow no empty boxes: a single character without a glyph would cost the document.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
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
    return tuple(
        frozenset(c for c in _characters(file.read_bytes()) if unicodedata.category(c) != "Co")
        for file in sorted(FONTS.glob("*.ttf"))
    )


def _characters(font: bytes) -> frozenset[str]:
    """The characters of a font, by the fullest part of its table "cmap" (OpenType)."""
    tables = struct.unpack(">H", font[4:6])[0]
    records = [struct.unpack(">4sIII", font[12 + i * 16 : 28 + i * 16]) for i in range(tables)]
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    parts: dict[int, bytes] = {}
    for i in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        offset = struct.unpack(">I", font[start + 8 + i * 8 : start + 12 + i * 8])[0]
        part = font[start + offset :]
        parts[struct.unpack(">H", part[:2])[0]] = part
    codes = _groups(parts[12]) if 12 in parts else _segments(parts[4])
    return frozenset(map(chr, codes))


def _segments(table: bytes) -> set[int]:
    """Format 4; a segment may reach over characters that it maps to glyph 0, the empty box."""
    double = struct.unpack(">H", table[6:8])[0]
    words = struct.unpack(f">{len(table) // 2}H", table[: len(table) // 2 * 2])
    count, ends = double // 2, 7
    starts, deltas, offsets = ends + count + 1, ends + 2 * count + 1, ends + 3 * count + 1
    found = set()
    for i in range(count):
        for code in range(words[starts + i], words[ends + i] + 1):
            away = words[offsets + i]
            glyph = code if not away else words[offsets + i + away // 2 + code - words[starts + i]]
            if glyph and (glyph + words[deltas + i]) % 0x10000:
                found.add(code)
    return found - {0xFFFF}


def _groups(table: bytes) -> set[int]:
    count = struct.unpack(">I", table[12:16])[0]
    spans = struct.iter_unpack(">III", table[16 : 16 + count * 12])
    return {code for first, last, _ in spans for code in range(first, last + 1)}
