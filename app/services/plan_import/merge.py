"""Three-way comparison: what was imported last, what stands here, what the file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.imports.wording import clean
from app.services.plan_import.report import ImportReport


@dataclass(frozen=True)
class Place:
    """Which thing is being compared; `is_older` when a newer document was imported before."""

    kind: str
    key: str
    report: ImportReport
    is_older: bool

    def keep(self, attribute: str, mine: Any, theirs: Any) -> None:
        """What stands here stays, and is reported."""
        self.report.keep(self.kind, self.key, attribute, mine, theirs)

    def change(self, attribute: str, mine: Any, theirs: Any) -> None:
        """The file's value was taken over."""
        self.report.change(self.kind, self.key, attribute, mine, theirs)


def merge(
    place: Place, thing: Any, theirs: Mapping[str, Any], snapshot: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Write what the file says unless somebody here has changed it; answers the new snapshot.

    Without a snapshot nobody knows who wrote what stands here: then only gaps are filled.
    """
    agreed = dict(snapshot or {})
    for attribute, value in theirs.items():
        mine = getattr(thing, attribute)
        if says_the_same(mine, value):
            agreed[attribute] = value
        elif place.is_older or not _may_overwrite(attribute, mine, snapshot):
            place.keep(attribute, mine, value)
        else:
            setattr(thing, attribute, value)
            agreed[attribute] = value
            place.change(attribute, mine, value)
    return agreed


def says_the_same(mine: Any, theirs: Any) -> bool:
    """Whether two values say the same; a file knows no line breaks and no marks in a text."""
    if isinstance(mine, str) and isinstance(theirs, str):
        return mine == theirs or clean(mine) == theirs
    return bool(mine == theirs)


def told(values: Mapping[str, Any], *, is_partial: bool) -> dict[str, Any]:
    """What a file says: of a partial one, all that is not empty."""
    if not is_partial:
        return dict(values)
    return {name: value for name, value in values.items() if value not in (None, "")}


def _may_overwrite(attribute: str, mine: Any, snapshot: Mapping[str, Any] | None) -> bool:
    if snapshot is None or attribute not in snapshot:
        return mine in (None, "")
    return bool(mine == snapshot[attribute])
