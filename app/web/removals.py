"""What was removed from a page and can come back, as the page lists it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.days import local_day
from app.domain.privacy.limits import LIMITS
from app.domain.spoken import long_day
from app.language import gettext as _
from app.models.plans import Plan
from app.models.removal import RemovableColumns
from app.queries import authors


@dataclass(frozen=True)
class Removed:
    """What it is called, when and by whom it was removed, and where it is brought back."""

    name: str
    note: str
    address: str


def removed(plan: Plan, found: Iterable[tuple[RemovableColumns, str, str]]) -> list[Removed]:
    """The lines for rows with their name and the address that brings them back."""
    rows = [(row, name, address) for row, name, address in found if row.removed_at is not None]
    known = authors.names_of([row.removed_by_id for row, *_more in rows if row.removed_by_id])
    return [Removed(name, _note(row, plan, known), address) for row, name, address in rows]


def _note(row: RemovableColumns, plan: Plan, known: dict[int, str]) -> str:
    """When and by whom, and until when it can still come back."""
    assert row.removed_at is not None
    day, who = local_day(row.removed_at, plan), known.get(row.removed_by_id or 0, "")
    return _(
        "%(removed_by)s. Rückgängig machen geht bis %(last)s.",
        removed_by=", ".join(part for part in (long_day(day), who) if part),
        last=long_day(day + dt.timedelta(days=LIMITS["removed"].days)),
    )
