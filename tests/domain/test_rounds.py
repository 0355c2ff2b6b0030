"""Laws of status rounds on objects that are never saved."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain import rounds as law
from app.domain.errors import RuleBroken
from app.domain.rounds import Figures, GoalAnswer, RoundDraft, Standing
from app.models.people import Actor, ActorKind
from app.models.plans import Assessment, AssessmentSource, Category, FieldOfAction, Goal, Plan
from app.models.rounds import (
    Channel,
    Occasion,
    Outcome,
    RoundAnswer,
    RoundDecision,
    RoundItem,
    RoundRequest,
    StatusRound,
    Verdict,
)

NOW = dt.datetime(2017, 9, 25, 7, tzinfo=dt.UTC)
TODAY = NOW.date()
OCTOBER_16 = dt.date(2017, 10, 16)


@pytest.fixture
def item() -> RoundItem:
    """One goal at 40 percent, asked of one actor."""
    plan = Plan(slug="plan", title="Plan", created_at=NOW)
    actor = Actor(plan_id=1, kind=ActorKind.PERSON, name="Vertretung", created_at=NOW)
    field = FieldOfAction(plan=plan, number=7, name="Religion")
    goal = Goal(field=field, position=1, official_title="Ziel", responsible=actor, created_at=NOW)
    Assessment(
        goal=goal,
        reporting_on=dt.date(2017, 2, 20),
        status_raw="Umsetzung 40 %",
        category=Category.IN_PROGRESS,
        percent=40,
        source=AssessmentSource.IMPORTED,
        created_at=NOW,
    )
    round_ = StatusRound(
        plan=plan,
        occasion=Occasion.COMMITTEE,
        reporting_on=OCTOBER_16,
        answer_by=OCTOBER_16,
        opened_at=NOW,
    )
    return RoundItem(request=RoundRequest(round=round_, actor=actor), goal=goal)


def answer(
    item: RoundItem,
    category: Category = Category.IN_PROGRESS,
    percent: int | None = 60,
    *,
    nothing_new: bool = False,
) -> RoundAnswer:
    return RoundAnswer(
        item=item,
        category=category,
        percent=percent,
        said="Neues",
        nothing_new=nothing_new,
        channel=Channel.SIGNED,
        answered_at=NOW,
    )


def decide(answer: RoundAnswer, verdict: Verdict, percent: int | None = None) -> None:
    changed = verdict is Verdict.CHANGED
    RoundDecision(
        answer=answer,
        verdict=verdict,
        category=Category.IN_PROGRESS if changed else None,
        percent=percent,
        reason=None if verdict is Verdict.ACCEPTED else "Grund",
        decided_at=NOW,
    )


@pytest.mark.parametrize(
    ("category", "percent", "waits"),
    [
        (Category.IN_PROGRESS, 40, False),
        (Category.IN_PROGRESS, 41, True),
        (Category.IN_PROGRESS, None, True),
        (Category.STARTED, None, True),
        (Category.DONE, None, True),
    ],
)
def test_only_what_changes_figures_waits(
    item: RoundItem, category: Category, percent: int | None, waits: bool
) -> None:
    answer(item, category, percent)

    assert law.waits_for_check(item) is waits
    assert law.is_only_words(item) is not waits


def test_done_with_and_without_its_hundred_percent_is_the_same() -> None:
    assert Figures.of(Category.DONE, None) == Figures.of(Category.DONE, 100)


def test_a_goal_nobody_ever_assessed_changes_with_the_first_word(item: RoundItem) -> None:
    assert item.goal is not None
    item.goal.assessments.clear()
    answer(item, Category.NOT_STARTED, None)

    assert law.waits_for_check(item)
    assert not law.can_be_unchanged(item)


@pytest.mark.parametrize(
    ("verdict", "outcome", "percent"),
    [
        (None, Outcome.UNCHECKED, 60),
        (Verdict.ACCEPTED, Outcome.TAKEN, 60),
        (Verdict.CHANGED, Outcome.TAKEN, 50),
        (Verdict.RETURNED, Outcome.QUESTION_OPEN, 60),
    ],
)
def test_what_becomes_of_an_answer(
    item: RoundItem, verdict: Verdict | None, outcome: Outcome, percent: int
) -> None:
    given = answer(item)
    if verdict:
        decide(given, verdict, 50 if verdict is Verdict.CHANGED else None)

    assert law.outcome_of(item) is outcome
    assert law.counted(given).percent == percent


def test_the_newest_answer_counts_whatever_was_said_to_an_older(item: RoundItem) -> None:
    decide(answer(item), Verdict.RETURNED)
    answer(item, percent=40)

    assert law.outcome_of(item) is Outcome.TAKEN
    assert law.standing(item.request) is Standing.DELIVERED


def test_no_answer_is_no_answer(item: RoundItem) -> None:
    assert law.outcome_of(item) is Outcome.NO_ANSWER
    assert law.standing(item.request) is Standing.MISSING


@pytest.mark.parametrize(
    ("answer_by", "sentence"),
    [
        (dt.date(2017, 9, 24), "Vergangenheit"),
        (dt.date(2018, 1, 2), "frühestens drei Monate"),
    ],
)
def test_a_round_is_opened_neither_too_late_nor_too_early(
    item: RoundItem, answer_by: dt.date, sentence: str
) -> None:
    draft = RoundDraft(occasion=Occasion.HALF_YEAR, reporting_on=OCTOBER_16, answer_by=answer_by)

    with pytest.raises(RuleBroken, match=sentence):
        law.check_draft(draft, item.request.round.plan, TODAY)


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (dt.date(2017, 6, 30), dt.date(2017, 6, 30)),
        (dt.date(2017, 7, 1), dt.date(2017, 12, 31)),
    ],
)
def test_a_half_year_ends_in_june_or_december(today: dt.date, end: dt.date) -> None:
    assert law.of_half_year(today).reporting_on == end


def test_an_answer_of_140_percent_is_a_sentence_at_its_field() -> None:
    given = GoalAnswer(category=Category.IN_PROGRESS, percent=140, said="viel")

    with pytest.raises(RuleBroken, match="0 bis 100") as broken:
        law.check_goal_answer(given, TODAY)

    assert broken.value.field == "percent"
