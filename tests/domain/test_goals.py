"""Laws of goals, on objects never saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain import goals as law
from app.domain.errors import RuleBroken
from app.domain.goals import Average, Hint, StatusDraft
from app.models.plans import Category, FieldOfAction, Plan
from app.models.tasks import TaskState

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
TODAY = dt.date(2017, 3, 1)


def a_field(**stated: Any) -> FieldOfAction:
    plan = Plan(slug="plan", title="Plan", created_at=NOW)
    return FieldOfAction(plan=plan, number=6, name="Gesellschaft", **stated)


def a_status(**parts: Any) -> StatusDraft:
    given: dict[str, Any] = {
        "status_raw": "Umsetzung 40%",
        "category": Category.IN_PROGRESS,
        "reporting_on": TODAY,
        "reason": "Meldung des Gesundheitsamts",
    }
    return StatusDraft(**(given | parts))


def test_an_average_leaves_out_goals_without_a_number() -> None:
    assert law.average([100, None, 50, None]) == Average(75, 2)
    assert law.average([None]) == Average(None, 0)
    assert law.average([0, 100]) == Average(50, 2)


def test_a_hint_says_on_how_many_tasks_it_rests() -> None:
    tasks = [
        (TaskState.DONE, None),
        (TaskState.IN_PROGRESS, 50),
        (TaskState.IN_PROGRESS, 0),
        (TaskState.OPEN, None),
        (TaskState.POSTPONED, 90),
        (TaskState.NOT_FEASIBLE, 10),
    ]

    assert law.hint_of(tasks) == Hint(50, 3, 4)
    assert law.hint_of([(TaskState.OPEN, None)]) == Hint(None, 0, 1)


def test_goals_listed_and_goals_stated_are_told_apart() -> None:
    assert law.listed_of_stated(a_field(stated_goals=6), 4) == "4 von 6 im Plan genannten Zielen"
    assert law.listed_of_stated(a_field(stated_recommendations=20), 5) == "5 Ziele"


def test_stated_counts_keep_their_units() -> None:
    assert law.stated_text(a_field(stated_goals=6, stated_measures=27)) == "6 Ziele, 27 Maßnahmen"
    assert law.stated_text(a_field()) == ""


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"status_raw": ""}, "status_raw"),
        ({"reporting_on": dt.date(2017, 3, 2)}, "reporting_on"),
        ({"reporting_on": dt.date(1917, 3, 2)}, "reporting_on"),
        ({"percent": 140}, "percent"),
        ({"percent": 100}, "percent"),
        ({"category": Category.DONE, "percent": 50}, "percent"),
        ({"category": Category.NOT_STARTED, "percent": 0}, "percent"),
    ],
)
def test_a_status_whose_parts_disagree_is_refused(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        law.check_status(a_status(**parts), TODAY)

    assert caught.value.field == field


@pytest.mark.parametrize(
    "parts",
    [
        {"percent": 40},
        {"category": Category.DONE, "percent": 100},
        {"category": Category.NOT_STARTED},
        {"category": Category.UNKNOWN, "status_raw": ""},
    ],
)
def test_a_status_whose_parts_agree_is_taken(parts: dict[str, Any]) -> None:
    law.check_status(a_status(**parts), TODAY)


@pytest.mark.parametrize(
    ("said_on", "words"),
    [
        (dt.date(2017, 3, 1), "heute"),
        (dt.date(2017, 2, 28), "gestern"),
        (dt.date(2017, 2, 20), "vor 9 Tagen"),
        (dt.date(2017, 1, 20), "vor einem Monat"),
        (dt.date(2015, 1, 1), "vor 2 Jahren"),
    ],
)
def test_the_age_of_a_word_is_told(said_on: dt.date, words: str) -> None:
    assert law.age_in_words(said_on, TODAY) == words
