"""What somebody says a wording of the implementation means, where reading it tells nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from app.imports.draft import GoalDraft, PlanDraft
from app.imports.leniency import status_of
from app.models.plans import Category


@dataclass(frozen=True, slots=True)
class Meaning:
    """A category and, if a number is known, how many percent (0-100)."""

    category: Category
    percent: int | None = None

    def as_json(self) -> list[Any]:
        return [self.category.value, self.percent]

    @classmethod
    def from_json(cls, kept: list[Any]) -> Self:
        return cls(Category(kept[0]), kept[1])


def unclear(draft: PlanDraft) -> dict[str, list[str]]:
    """The wordings that nobody can read by rule, each with the goals that have it.

    By their titles: their numbers may be others in the plan.
    """
    found: dict[str, list[str]] = {}
    for goal in draft.goals:
        if _is_unclear(goal):
            found.setdefault(goal.status_raw, []).append(goal.title)
    return found


def with_meanings(draft: PlanDraft, meanings: Mapping[str, Meaning]) -> PlanDraft:
    """The draft with these wordings understood; what was doubtful about them is so no more."""
    understood = {
        (goal.key, status_of(goal.status_raw)[1])
        for goal in draft.goals
        if _is_unclear(goal) and goal.status_raw in meanings
    }
    fields = tuple(
        replace(field, goals=tuple(_understood(goal, meanings) for goal in field.goals))
        for field in draft.fields
    )
    doubts = tuple(one for one in draft.doubts if (one.key, one.message) not in understood)
    return replace(draft, fields=fields, doubts=doubts)


def _is_unclear(goal: GoalDraft) -> bool:
    return goal.read_from_words and bool(status_of(goal.status_raw)[1])


def _understood(goal: GoalDraft, meanings: Mapping[str, Meaning]) -> GoalDraft:
    meaning = meanings.get(goal.status_raw)
    if meaning is None or not _is_unclear(goal):
        return goal
    return replace(
        goal,
        status_category=meaning.category,
        status_percent=meaning.percent,
        read_from_words=False,
    )
