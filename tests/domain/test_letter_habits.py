"""When letters rest, and what can be a rule, on rows that were never saved."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.errors import RuleBroken
from app.domain.letter_habits import STANDARD, Habits, check_habits, leaves_at, row_of
from app.domain.reminders.rules import RuleDraft, check_rule, days_asked, rule_of
from app.models.plans import Plan
from app.models.reminders import Reach, ReminderScope

BERLIN = ZoneInfo("Europe/Berlin")
CREATED = dt.datetime(2017, 1, 2, 8, 0, tzinfo=dt.UTC)
PLAN = Plan(slug="p", title="Plan", created_at=CREATED)


def wall(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2017-03-22T19:59", "2017-03-22T19:59"),
        ("2017-03-22T20:00", "2017-03-23T07:00"),
        ("2017-03-25T23:00", "2017-03-26T07:00"),  # the clocks go forward in between
        ("2017-03-23T06:59", "2017-03-23T07:00"),
        ("2017-03-23T07:00", "2017-03-23T07:00"),
    ],
)
def test_what_can_wait_leaves_in_the_morning(written: str, leaves: str) -> None:
    row = row_of(STANDARD, PLAN)

    found = leaves_at(row, wall(written), BERLIN, urgent=False, useful_until=None)

    assert found == wall(leaves)


@pytest.mark.parametrize(
    ("urgent", "useful_until", "waits"),
    [
        (True, "2017-03-23T14:00", False),  # cancelled in the evening, meant for the next day
        (True, "2017-03-29T14:00", True),
        (False, "2017-03-23T14:00", True),
        (False, "2017-03-23T06:00", False),  # in the morning it would be too late
    ],
)
def test_at_night_only_what_cannot_wait_leaves(
    urgent: bool, useful_until: str, waits: bool
) -> None:
    now = wall("2017-03-22T22:00")

    found = leaves_at(
        row_of(STANDARD, PLAN), now, BERLIN, urgent=urgent, useful_until=wall(useful_until)
    )

    assert (found > now) is waits


def test_without_a_night_everything_leaves_at_once() -> None:
    habits = replace(STANDARD, night_from=None, night_until=None)
    now = wall("2017-03-22T03:00")

    assert leaves_at(row_of(habits, PLAN), now, BERLIN, urgent=False, useful_until=None) == now


@pytest.mark.parametrize(
    "more",
    [
        {"weekly_limit": 0},
        {"weekly_limit": 51},
        {"night_from": None},
        {"night_until": None},
        {"night_from": dt.time(7)},
    ],
)
def test_habits_that_nobody_can_mean_are_refused(more: dict[str, Any]) -> None:
    check_habits(STANDARD)

    with pytest.raises(RuleBroken):
        check_habits(Habits(**(vars(STANDARD) | more)))


def draft(scope: ReminderScope = ReminderScope.TASK, **more: Any) -> RuleDraft:
    given = {"days": 3, "reach": (Reach.PERSON,)} | more
    return RuleDraft(scope=scope, **given)


@pytest.mark.parametrize(
    ("refused", "field"),
    [
        (draft(days=366), "days"),
        (draft(days=7), "days"),  # there is one already
        (draft(every=30), "every"),  # what lies ahead is not asked again
        (draft(ReminderScope.OVERDUE, every=0), "every"),
        (draft(reach=()), "reach"),
        (draft(local_time=dt.time(22)), "local_time"),
    ],
)
def test_what_cannot_be_a_rule_gets_a_sentence(refused: RuleDraft, field: str) -> None:
    beside = [rule_of(draft(days=7), PLAN, None, CREATED)]
    check_rule(draft(), beside, row_of(STANDARD, PLAN))

    with pytest.raises(RuleBroken) as broken:
        check_rule(refused, beside, row_of(STANDARD, PLAN))
    assert broken.value.field == field


def test_most_ticks_meet_no_clock_time_of_a_rule() -> None:
    rules = [rule_of(draft(local_time=dt.time(9)), PLAN, None, CREATED)]

    def days(since: str, until: str) -> tuple[dt.date, dt.date] | None:
        return days_asked(rules, BERLIN, since=wall(since), until=wall(until))

    assert days("2017-03-22T09:00", "2017-03-22T23:59") is None
    assert days("2017-03-22T08:59", "2017-03-22T09:00") == (dt.date(2017, 3, 22),) * 2
    assert days("2017-03-20T10:00", "2017-03-23T08:00") == (
        dt.date(2017, 3, 21),
        dt.date(2017, 3, 22),
    )
