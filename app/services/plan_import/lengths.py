"""Refusing texts the plan has no room for: PostgreSQL would, and SQLite would not."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from sqlalchemy import String

from app.domain.errors import RuleBroken
from app.imports.draft import PlanDraft
from app.models.plans import Assessment, FieldOfAction, Plan, Topic


def check_lengths(draft: PlanDraft) -> None:
    """Raise RuleBroken with one line per text that is too long."""
    complaints = [
        f"{name} ist mit {len(text)} Zeichen zu lang: erwartet werden höchstens {limit}."
        for name, text, limit in _limited(draft)
        if len(text) > limit
    ]
    if complaints:
        raise RuleBroken("\n".join(complaints))


def _limited(draft: PlanDraft) -> Iterator[tuple[str, str, int]]:
    yield "Der Titel des Plans", draft.title, _room(Plan, "title")
    yield "Der Untertitel des Plans", draft.subtitle, _room(Plan, "subtitle")
    numbers = ", ".join(draft.resolutions)
    yield "Die Reihe der Drucksachennummern", numbers, _room(Plan, "resolution_numbers")
    for field in draft.fields:
        of = f"von Handlungsfeld {field.number}"
        yield f"Der Name {of}", field.name, _room(FieldOfAction, "name")
        yield f"Das Motto {of}", field.motto, _room(FieldOfAction, "motto")
        yield f"Die Seitenangabe {of}", field.pages, _room(FieldOfAction, "pages")
        for topic in field.topics_without_goals:
            yield f"Ein Themenbereich {of}", topic, _room(Topic, "name")
        for goal in field.goals:
            yield f"Die Bezeichnung des Stands {goal.key}", goal.label, _room(Assessment, "label")


def _room(model: type[Plan | FieldOfAction | Topic | Assessment], column: str) -> int:
    kind = model.__table__.c[column].type
    assert isinstance(kind, String)
    return kind.length or sys.maxsize
