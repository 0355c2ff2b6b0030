"""Refusing texts the plan has no room for: PostgreSQL would, and SQLite would not."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from sqlalchemy import String

from app.domain.errors import RulesBroken
from app.imports.draft import PlanDraft
from app.language import Said
from app.language import lazy_gettext as _l
from app.models.plans import Assessment, FieldOfAction, Plan, Topic


def check_lengths(draft: PlanDraft) -> None:
    """Raise RulesBroken with one sentence per text that is too long."""
    complaints = [
        _l(
            "%(what)s ist mit %(number)s Zeichen zu lang: erwartet werden höchstens %(limit)s.",
            what=name,
            number=len(text),
            limit=limit,
        )
        for name, text, limit in _limited(draft)
        if len(text) > limit
    ]
    if complaints:
        raise RulesBroken(complaints)


def _limited(draft: PlanDraft) -> Iterator[tuple[Said, str, int]]:
    yield _l("Der Titel des Plans"), draft.title, _room(Plan, "title")
    yield _l("Der Untertitel des Plans"), draft.subtitle, _room(Plan, "subtitle")
    numbers = ", ".join(draft.resolutions)
    yield _l("Die Reihe der Drucksachennummern"), numbers, _room(Plan, "resolution_numbers")
    for field in draft.fields:
        at = {"number": field.number}
        name = _l("Der Name von Handlungsfeld %(number)s", **at)
        yield name, field.name, _room(FieldOfAction, "name")
        motto = _l("Das Motto von Handlungsfeld %(number)s", **at)
        yield motto, field.motto, _room(FieldOfAction, "motto")
        pages = _l("Die Seitenangabe von Handlungsfeld %(number)s", **at)
        yield pages, field.pages, _room(FieldOfAction, "pages")
        for topic in field.topics_without_goals:
            one = _l("Ein Themenbereich von Handlungsfeld %(number)s", **at)
            yield one, topic, _room(Topic, "name")
        for goal in field.goals:
            label = _l("Die Bezeichnung des Stands %(key)s", key=goal.key)
            yield label, goal.label, _room(Assessment, "label")


def _room(model: type[Plan | FieldOfAction | Topic | Assessment], column: str) -> int:
    kind = model.__table__.c[column].type
    assert isinstance(kind, String)
    return kind.length or sys.maxsize
