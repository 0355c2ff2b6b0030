"""Texts that save themselves leave many versions; people read one per sitting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.models.meetings import MinutesRevision

LONGEST = dt.timedelta(minutes=10)
Sitting = list[MinutesRevision]


def sittings(revisions: Iterable[MinutesRevision]) -> list[Sitting]:
    """What one author wrote within ten minutes, together; given and returned oldest first.

    The last text of a sitting stands for it, the others are the states in between.
    """
    found: list[Sitting] = []
    for revision in revisions:
        if found and _belongs(revision, found[-1]):
            found[-1].append(revision)
        else:
            found.append([revision])
    return found


def _belongs(revision: MinutesRevision, sitting: Sitting) -> bool:
    first = sitting[0]
    in_time = revision.written_at - first.written_at <= LONGEST
    return in_time and revision.author_id == first.author_id
