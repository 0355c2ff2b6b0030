"""What one author wrote within ten minutes reads as one version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain.sittings import sittings
from app.models.meetings import MinutesRevision

START = dt.datetime(2017, 3, 29, 13, tzinfo=dt.UTC)


def wrote(author: int, minute: float) -> MinutesRevision:
    item: Any = None
    at = START + dt.timedelta(minutes=minute)
    return MinutesRevision(agenda_item=item, body="Text", author_id=author, written_at=at)


def test_a_sitting_ends_with_its_ten_minutes_or_another_author() -> None:
    a, b, late, other, again = (
        wrote(1, 0), wrote(1, 10), wrote(1, 10.1), wrote(2, 11), wrote(1, 11.5),
    )  # fmt: skip

    assert sittings([a, b, late, other, again]) == [[a, b], [late], [other], [again]]
    assert sittings([]) == []
