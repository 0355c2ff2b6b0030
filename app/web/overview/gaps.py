"""What is missing in the plan, in words and with the way to fill it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from app.language import ngettext
from app.models.plans import Plan
from app.queries.overview import Gaps


@dataclass(frozen=True)
class Gap:
    """Something missing, with the page where it can be filled."""

    number: int
    text: str
    url: str


def listed(found: Gaps, plan: Plan) -> list[Gap]:
    """What is missing, the most pressing first; what is complete is left out."""
    numbers = vars(found)
    return [
        Gap(numbers[name], words(numbers[name]), way(plan))
        for name, words, way in KINDS
        if numbers[name]
    ]


KINDS: tuple[tuple[str, Callable[[int], str], Callable[[Plan], str]], ...] = (
    (
        "overdue_tasks",
        lambda n: ngettext(
            "Aufgabe, zu der ein Stand fehlt", "Aufgaben, zu denen ein Stand fehlt", n
        ),
        lambda _plan: url_for("tasks.index", zeige="ueberfaellig"),
    ),
    (
        "undated_meetings",
        lambda n: ngettext("Sitzung ohne festen Termin", "Sitzungen ohne festen Termin", n),
        lambda _plan: url_for("meetings.index"),
    ),
    (
        "tasks_without_person",
        lambda n: ngettext("Aufgabe ohne Person", "Aufgaben ohne Person", n),
        lambda _plan: url_for("tasks.index", zeige="ohne-person"),
    ),
    (
        "tasks_without_goal",
        lambda n: ngettext("Aufgabe ohne Ziel", "Aufgaben ohne Ziel", n),
        lambda _plan: url_for("tasks.index", zeige="ohne-ziel"),
    ),
    (
        "unclear_goals",
        lambda n: ngettext("Ziel ohne Angabe zum Stand", "Ziele ohne Angabe zum Stand", n),
        lambda plan: url_for("plans.index", slug=plan.slug, stand="unknown"),
    ),
    (
        "goals_without_task",
        lambda n: ngettext("offenes Ziel ohne Aufgabe", "offene Ziele ohne Aufgabe", n),
        lambda plan: url_for("plans.index", slug=plan.slug, zeige="ohne-aufgabe"),
    ),
)
