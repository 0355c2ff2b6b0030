"""What a report says, as plain values: counted once, the same on every page and in every file.

A release freezes these values as JSON. So a field that comes later needs a default, or what was
frozen before could not be read any more; and nothing here may be taken away.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from flask_babel.speaklater import LazyString

from app.domain.goals import Average, average
from app.domain.progress import Changes, Move, Standing, changes, moved
from app.models.plans import Category
from app.models.reports import ReportState

Said = TypeVar("Said")


@dataclass(frozen=True, kw_only=True)
class GoalLine:
    """A goal as of the reporting date: what was done, its status verbatim (R06), how it moved.

    `reported_on` is the day of a status that is older than the reporting date. `before` is the
    status at the date compared with; `move` is None without such a date.
    """

    key: str
    title: str
    done: str
    status: str
    category: Category
    percent: int | None = None
    ongoing_duty: bool = False
    label: str | None = None
    reported_on: dt.date | None = None
    before: str = ""
    move: Move | None = None


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Goals counted: by category, the mean of those that name a number, what moved."""

    listed: int
    counts: Mapping[Category, int]
    mean: Average
    changes: Changes | None = None

    @property
    def in_order(self) -> list[tuple[Category, int]]:
        """The counts from done to unknown; what comes back from JSON has lost its order."""
        return [(one, self.counts[one]) for one in Category if self.counts.get(one)]


@dataclass(frozen=True, kw_only=True)
class FieldPart:
    """A field of action with all that the Bilanz says of it; `stated` is what the plan counts."""

    number: int
    name: str
    motto: str
    stated: str
    listed: str
    pages: str
    introduction: Sequence[str]
    goals: Sequence[GoalLine]
    examples: Sequence[str]
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Head:
    """Who reports on which plan."""

    county: str
    plan: str
    subtitle: str
    resolutions: str
    office: str


@dataclass(frozen=True, kw_only=True)
class Bilanz:
    """The stock-taking of a plan at a reporting date (R20)."""

    head: Head
    title: str
    reporting_on: dt.date
    compared_on: dt.date | None
    foreword: Sequence[str]
    fields: Sequence[FieldPart]
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Added:
    """A supplement, with the day it was written."""

    on: dt.date
    text: str


@dataclass(frozen=True, kw_only=True)
class Edition(Generic[Said]):
    """A report as it is handed out: what it says, how far it has come, what was added since.

    `state` is None for a Bilanz that nobody has begun to edit. `place` is where it belongs, as
    "Anlage 1 zur Vorlage 84/2017", said when it is read.
    """

    content: Said
    state: ReportState | None = None
    released_on: dt.date | None = None
    place: str | LazyString = ""
    number: str = ""  # at the council
    added: Sequence[Added] = ()


@dataclass(frozen=True)
class Pair:
    """How a goal stood at the date compared with and at the reporting date."""

    before: Standing
    after: Standing


@dataclass
class Tally:
    """Collects goals and counts them; without an earlier date nothing is said of changes."""

    compared: bool
    pairs: list[Pair] = field(default_factory=list)

    def add(self, before: Standing, after: Standing) -> Move | None:
        """Count the goal; how it moved."""
        self.pairs.append(Pair(before, after))
        return moved(before, after) if self.compared else None

    @property
    def figures(self) -> Figures:
        return Figures(
            listed=len(self.pairs),
            counts=dict(Counter(pair.after.category for pair in self.pairs)),
            mean=average(pair.after.percent for pair in self.pairs),
            changes=changes((p.before, p.after) for p in self.pairs) if self.compared else None,
        )


def paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a text, which an empty line parts."""
    parts = (text or "").replace("\r\n", "\n").split("\n\n")
    return [part.strip() for part in parts if part.strip()]
