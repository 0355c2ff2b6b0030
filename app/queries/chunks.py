"""Long lists of ids in parts that fit into one query each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
CHUNK = 5000  # either database takes so many parameters at once


def chunks(things: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The things in their order, so many at a time."""
    for start in range(0, len(things), size):
        yield things[start : start + size]
