"""Merging two texts that grew from one: what either side wrote stays, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

Lines = Sequence[str]


def merged(base: str, theirs: str, yours: str) -> str:
    """One text with the changes of both sides; where both changed a place, theirs stands first.

    A line that one side took out and the other left alone is gone; no line that either side
    wrote anew is ever lost.
    """
    old, left, right = base.splitlines(), theirs.splitlines(), yours.splitlines()
    to_left, to_right = _kept(old, left), _kept(old, right)
    found: list[str] = []
    at = at_left = at_right = 0
    for place in [*(p for p in range(len(old)) if p in to_left and p in to_right), None]:
        end = len(old) if place is None else place
        end_left = len(left) if place is None else to_left[place]
        end_right = len(right) if place is None else to_right[place]
        found += _between(old[at:end], left[at_left:end_left], right[at_right:end_right])
        if place is not None:
            found.append(old[place])
            at, at_left, at_right = place + 1, end_left + 1, end_right + 1
    return "\n".join(found)


def _kept(old: Lines, new: Lines) -> dict[int, int]:
    """The lines of `old` that still stand in `new`: their places there, both rising."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _between(old: Lines, left: Lines, right: Lines) -> list[str]:
    """What stands between two lines that nobody touched."""
    if left == right or right == old:
        return list(left)
    if left == old:
        return list(right)
    return [*left, *(line for line in right if line not in old and line not in left)]
