"""What the office checks before it counts, and what counts when the round is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import RuleBroken
from app.domain.rounds.answering import GoalAnswer, check_goal_answer, check_length
from app.domain.rounds.requests import check_open, is_returned
from app.domain.wording import day_of_year
from app.language import gettext as _
from app.language import ngettext, spoken
from app.models.plans import Category, Goal
from app.models.rounds import Outcome, RoundAnswer, RoundItem, StatusRound, Verdict


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What of a goal's status is checked before it counts; done always means 100 percent."""

    category: Category
    percent: int | None

    @classmethod
    def of(cls, category: Category, percent: int | None) -> Figures:
        return cls(category=category, percent=100 if category is Category.DONE else percent)


def figures_before(goal: Goal) -> Figures | None:
    """What counts now; None where nothing was ever said."""
    latest = goal.latest
    return Figures.of(latest.category, latest.percent) if latest else None


def changes_figures(answer: RoundAnswer) -> bool:
    """Whether the answer would change a goal's category or percentage."""
    goal = answer.item.goal
    if goal is None or answer.category is None or answer.nothing_new:
        return False
    return Figures.of(answer.category, answer.percent) != figures_before(goal)


def waits_for_check(item: RoundItem) -> bool:
    """Whether the office has yet to say a word before the answer counts."""
    answer = item.answer
    return answer is not None and answer.decision is None and changes_figures(answer)


def is_only_words(item: RoundItem) -> bool:
    """New words of a goal with the figures as they were; they count, and can be read in bulk."""
    answer = item.answer
    return (
        item.goal is not None
        and answer is not None
        and not answer.nothing_new
        and answer.decision is None
        and not changes_figures(answer)
    )


def check_decision(answer: RoundAnswer, verdict: Verdict, reason: str | None) -> None:
    """Raise RuleBroken unless the office may say this to this answer now."""
    check_open(answer.item.request.round)
    if answer.category is None:
        raise RuleBroken(_("Antworten zu Aufgaben brauchen keine Prüfung."))
    if answer.item.answer is not answer:
        raise RuleBroken(_("Inzwischen gibt es eine neuere Antwort. Bitte prüfen Sie diese."))
    if verdict is Verdict.CHANGED and not (reason or "").strip():
        raise RuleBroken(_("Bitte nennen Sie den Grund der Änderung."), field="reason")
    if verdict is Verdict.RETURNED and not (reason or "").strip():
        raise RuleBroken(_("Bitte schreiben Sie Ihre Rückfrage."), field="reason")
    check_length(reason or "", field="reason")


def check_figures(figures: Figures, today: dt.date) -> None:
    """Raise RuleBroken unless category and percentage of the office agree."""
    check_goal_answer(
        GoalAnswer(category=figures.category, percent=figures.percent, said="geprüft"), today
    )


def check_close(
    round_: StatusRound, waiting: Sequence[RoundItem], today: dt.date, *, anyway: bool
) -> None:
    """Raise RuleBroken unless the round may be closed today.

    `anyway` says that the office leaves what is unchecked at its present status.
    """
    check_open(round_)
    if today < round_.reporting_on:
        raise RuleBroken(
            _(
                "Der Stichtag ist erst am %(day)s. Vorher lässt sich der Stand nicht festhalten.",
                day=day_of_year(round_.reporting_on, spoken()),
            )
        )
    if waiting and not anyway:
        raise RuleBroken(
            ngettext(
                "Eine Antwort ist noch nicht geprüft. Bitte prüfen Sie erst, oder schließen Sie "
                "ausdrücklich ohne diese Prüfung.",
                "%(num)s Antworten sind noch nicht geprüft. Bitte prüfen Sie erst, oder schließen "
                "Sie ausdrücklich ohne diese Prüfung.",
                len(waiting),
            )
        )


def outcome_of(item: RoundItem) -> Outcome:
    """What becomes of the question when the round is closed now."""
    answer = item.answer
    if answer is None:
        return Outcome.NO_ANSWER
    if is_returned(answer):
        return Outcome.QUESTION_OPEN
    return Outcome.UNCHECKED if waits_for_check(item) else Outcome.TAKEN


def counted(answer: RoundAnswer) -> Figures:
    """The figures that count of a goal's answer: the office's where it changed them."""
    assert answer.category is not None
    decision = answer.decision
    if decision is not None and decision.category is not None:
        return Figures.of(decision.category, decision.percent)
    return Figures.of(answer.category, answer.percent)
