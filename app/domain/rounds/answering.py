"""Which answers are lawful."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.errors import RuleBroken
from app.domain.goals import StatusDraft, check_status
from app.domain.rounds.requests import check_open, is_answerable
from app.domain.tasks import Step, check_step, steps_from
from app.language import gettext as _
from app.models.plans import Category
from app.models.rounds import RoundItem
from app.models.tasks import Task, TaskState

ANSWERABLE = (Category.DONE, Category.IN_PROGRESS, Category.STARTED, Category.NOT_STARTED)
TASK_STEPS = (TaskState.IN_PROGRESS, TaskState.WAITING, TaskState.TO_CHECK)
LONGEST_TEXT = 4000
UNCHANGED = "Unverändert."


@dataclass(frozen=True, kw_only=True)
class GoalAnswer:
    """How a goal stands, in the words of whoever answers for it."""

    category: Category
    said: str
    percent: int | None = None


@dataclass(frozen=True, kw_only=True)
class TaskAnswer:
    """How a task stands."""

    state: TaskState
    said: str
    percent: int | None = None


def states_for(task: Task) -> list[TaskState]:
    """What can be said of a task here: as it is, or a next step. "Done" is left to the check."""
    return [task.state, *(s for s in steps_from(task.state, office=False) if s in TASK_STEPS)]


def check_goal_answer(answer: GoalAnswer, today: dt.date) -> None:
    """Raise RuleBroken unless words, category and percentage agree."""
    check_length(answer.said)
    if answer.category not in ANSWERABLE:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="standing")
    draft = StatusDraft(
        status_raw=answer.said,
        category=answer.category,
        percent=answer.percent,
        reporting_on=today,
        reason="Abfrage",
    )
    try:
        check_status(draft, today)
    except RuleBroken as broken:
        raise _renamed(broken, {"status_raw": "said", "category": "standing"}) from broken


def check_task_answer(task: Task, answer: TaskAnswer, today: dt.date) -> None:
    """Raise RuleBroken unless it is a report that the task allows here."""
    check_length(answer.said)
    if answer.state not in states_for(task):
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="standing")
    step = Step(state=answer.state, words=answer.said, percent=answer.percent)
    try:
        check_step(task, step, office=False, today=today)
    except RuleBroken as broken:
        raise _renamed(broken, {"text": "said", "state": "standing"}) from broken


def check_answerable(item: RoundItem) -> None:
    """Raise RuleBroken unless the round is open and the question still stands."""
    check_open(item.request.round)
    if not is_answerable(item):
        raise RuleBroken(_("Diese Aufgabe ist inzwischen abgeschlossen oder in anderen Händen."))


def can_be_unchanged(item: RoundItem) -> bool:
    """Whether "unchanged" says anything: of a goal something must have been said before."""
    if item.goal is None:
        return True
    latest = item.goal.latest
    return latest is not None and latest.category in ANSWERABLE


def check_unchanged(item: RoundItem) -> None:
    """Raise RuleBroken where there is nothing that could be unchanged."""
    if not can_be_unchanged(item):
        raise RuleBroken(
            _("Zu diesem Ziel ist noch nichts gesagt. Bitte beschreiben Sie den Stand.")
        )


def check_length(said: str, field: str = "said") -> None:
    if len(said) > LONGEST_TEXT:
        raise RuleBroken(_("Bitte kürzen Sie den Text auf 4000 Zeichen."), field=field)


def _renamed(broken: RuleBroken, names: dict[str, str]) -> RuleBroken:
    """The same sentence at the field that this room's forms have for it."""
    return RuleBroken(broken.sentence, field=names.get(broken.field or "", broken.field))
