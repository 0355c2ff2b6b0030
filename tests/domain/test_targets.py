"""Laws of targets, on objects never saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain import targets as law
from app.domain.errors import RuleBroken
from app.domain.targets import Smart, ValueDraft
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.targets import Resources, Target, TargetValue

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
TODAY = dt.date(2017, 3, 1)
WHOLE: dict[str, Any] = {
    "indicator": "Kurse im Jahr",
    "unit": "Kurse",
    "baseline_value": 0.0,
    "baseline_on": dt.date(2017, 1, 1),
    "target_value": 4.0,
    "target_on": dt.date(2017, 12, 31),
    "data_source": "Kursliste",
    "evidence": "Jahresbericht",
}


def a_target(**parts: Any) -> Target:
    plan = Plan(slug="plan", title="Plan", created_at=NOW)
    field = FieldOfAction(plan=plan, number=6, name="Gesellschaft")
    goal = Goal(field=field, position=1, official_title="Ziel", created_at=NOW)
    return Target(goal=goal, title="Mehr Kurse", created_at=NOW, **parts)


def a_draft(**parts: Any) -> ValueDraft:
    given: dict[str, Any] = {"value": 2.0, "measured_on": TODAY, "source": "Kursliste"}
    return ValueDraft(**(given | parts))


def measured(number: int, day: dt.date, value: float | None, **more: Any) -> TargetValue:
    made = TargetValue(
        target=more.pop("target"),
        measured_on=day,
        value=value,
        source="Kursliste",
        author_id=None,
        created_at=NOW,
        **more,
    )
    made.id = number
    if made.corrects:
        made.corrects_id = made.corrects.id
    return made


def test_a_target_is_verifiable_only_with_all_its_parts() -> None:
    assert law.missing_parts(a_target(**WHOLE)) == []
    for part in WHOLE:
        lacking = {key: value for key, value in WHOLE.items() if key != part}
        assert len(law.missing_parts(a_target(**lacking))) == 1


def test_the_smart_check_tells_no_from_not_yet_known() -> None:
    bare = {answer.question: answer.met for answer in law.smart(a_target())}
    whole = {answer.question: answer for answer in law.smart(a_target(**WHOLE))}

    assert bare == {
        Smart.SPECIFIC: True,
        Smart.MEASURABLE: False,
        Smart.ACCEPTED: False,
        Smart.REALISTIC: None,
        Smart.TIMED: False,
    }
    assert whole[Smart.MEASURABLE].text == "Kurse im Jahr, in Kurse"
    assert whole[Smart.TIMED].text == "bis 31. Dezember 2017"
    for resources, met in ((Resources.YES, True), (Resources.NO, False)):
        answers = law.smart(a_target(resources=resources))
        assert [one.met for one in answers if one.question is Smart.REALISTIC] == [met]


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"baseline_on": dt.date(2017, 3, 1), "target_on": dt.date(2017, 2, 1)}, "target_on"),
        ({"target_on": dt.date(1917, 2, 1)}, "target_on"),
        ({"baseline_on": dt.date(1917, 2, 1)}, "baseline_on"),
        ({"target_value": 1.5e308}, "target_value"),
        ({"baseline_value": -2e12}, "baseline_value"),
    ],
)
def test_a_target_that_cannot_be_is_refused(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        law.check_target(a_target(**parts))

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("parts", "corrects", "field"),
    [
        ({"value": None}, False, "value"),
        ({"value": float("inf")}, False, "value"),
        ({"measured_on": dt.date(2017, 3, 2)}, False, "measured_on"),
        ({"measured_on": dt.date(1917, 3, 2)}, False, "measured_on"),
        ({"source": " "}, False, "source"),
        ({}, True, "reason"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    parts: dict[str, Any], corrects: bool, field: str
) -> None:
    with pytest.raises(RuleBroken) as caught:
        law.check_value(a_draft(**parts), TODAY, corrects=corrects)

    assert caught.value.field == field


def test_a_correction_may_strike_a_value_out() -> None:
    law.check_value(a_draft(value=None, reason="Doppelt gezählt"), TODAY, corrects=True)


def test_values_stand_in_order_each_with_what_it_corrects() -> None:
    target = a_target(**WHOLE)
    first = measured(1, dt.date(2017, 2, 1), 2.0, target=target)
    second = measured(2, dt.date(2017, 1, 15), 1.0, target=target)
    better = measured(3, dt.date(2017, 2, 1), 3.0, target=target, corrects=first)
    best = measured(4, dt.date(2017, 2, 2), 4.0, target=target, corrects=better)
    gone = measured(5, dt.date(2017, 1, 15), None, target=target, corrects=second)

    entries = law.entries([first, second, better, best, gone])

    assert [(entry.value, entry.earlier) for entry in entries] == [
        (gone, (second,)),
        (best, (better, first)),
    ]
    assert entries[0].struck_out
    assert law.series(target, entries) == [
        (dt.date(2017, 1, 1), 0.0),
        (dt.date(2017, 2, 2), 4.0),
    ]


def test_numbers_are_written_with_a_comma() -> None:
    assert law.in_words(12.5, "Kurse") == "12,5 Kurse"
    assert law.in_words(1234.0) == "1.234"
