"""A calendar's address in the ways programs and telephones take it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # modules of white around the code (ISO/IEC 18004)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A QR code as one SVG path in a square of `side` modules."""

    side: int
    path: str


@dataclass(frozen=True, kw_only=True)
class Address:
    """The address to copy; `webcal` opens a calendar program, `picture` is for a telephone."""

    url: str
    webcal: str
    picture: Picture


def address_of(url: str) -> Address:
    """All that a page shows of the address."""
    webcal = "webcal://" + url.split("://", 1)[1]
    code = segno.make(webcal, micro=False, error="m")
    matrix = list(code.matrix_iter(border=QUIET))
    bars = ((left, top, width) for top, row in enumerate(matrix) for left, width in _bars(row))
    path = "".join(f"M{left} {top}h{width}v1h-{width}z" for left, top, width in bars)
    return Address(url=url, webcal=webcal, picture=Picture(side=len(matrix), path=path))


def _bars(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where the dark parts of a row begin, and how wide they are."""
    left = 0
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            yield left, width
        left += width
