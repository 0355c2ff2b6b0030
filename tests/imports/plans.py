"""Drafts for tests that import a plan: a small one, to be changed where a test needs it."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.imports.bilanz import classify_status
from app.imports.draft import ExampleDraft, FieldDraft, GoalDraft, PlanDraft, StatedCounts

BASELINE = date(2017, 2, 20)


def draft_goal(key: str, title: str, status: str = "Umsetzung 50%", **more: Any) -> GoalDraft:
    """A goal whose category and percent follow from its status."""
    reading = classify_status(status)
    given: dict[str, Any] = {
        "description": f"Beschreibung zu {title}.",
        "status_percent": reading.percent,
        "status_category": reading.category,
        "ongoing_duty": reading.ongoing_duty,
        "label": reading.label,
        "source_lines": (12,),
    }
    position = int(key.split(".")[1])
    return GoalDraft(key=key, position=position, title=title, status_raw=status, **(given | more))


def draft_field(
    *goals: GoalDraft, number: int = 1, examples: tuple[str, ...] = (), **more: Any
) -> FieldDraft:
    """A field with everything a document can say about one."""
    given: dict[str, Any] = {
        "name": "Wohnen",
        "motto": "Gut wohnen",
        "stated": StatedCounts(goals=6, measures=27),
        "pages": "13-15",
        "narrative": ("Erster Absatz.", "Zweiter Absatz."),
        "topics_without_goals": ("Sport",),
        "examples": tuple(ExampleDraft(text) for text in examples),
    }
    return FieldDraft(number=number, goals=goals, **(given | more))


def draft_plan(*fields: FieldDraft, **more: Any) -> PlanDraft:
    """A plan of the county that does not exist."""
    given: dict[str, Any] = {
        "title": "Integrationsplan des Landkreises Musterhausen",
        "subtitle": "Was wir uns vorgenommen haben",
        "place": "Musterhausen",
        "as_of": BASELINE,
        "resolutions": ("234/2014", "234/2014/1"),
    }
    return PlanDraft(fields=fields, **(given | more))


def small_plan(**more: Any) -> PlanDraft:
    """One field, three goals, two examples."""
    goals = (
        draft_goal("1.1", "Wohnungen bauen", notes=("Zeile 12: Zu klären.",)),
        draft_goal("1.2", "Mieten senken", "100% umgesetzt (Daueraufgabe)"),
        draft_goal("1.3", "Nachbarn treffen", "Nicht umgesetzt."),
    )
    return draft_plan(draft_field(*goals, examples=("Ein Haus.", "Ein Fest.")), **more)
