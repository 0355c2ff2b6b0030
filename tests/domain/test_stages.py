"""On which days something late is asked about, on rules that were never saved."""

from __future__ import annotations

import datetime as dt

from app.domain.reminders.stages import Stage, after_school_holidays, stages
from app.models.plans import Plan
from app.models.reminders import ReminderRule, ReminderScope

CREATED = dt.datetime(2017, 1, 2, 8, 0, tzinfo=dt.UTC)
PLAN = Plan(slug="p", title="Plan", created_at=CREATED)


def rule(days: int, every: int | None = None, *, quiet: bool = False) -> ReminderRule:
    return ReminderRule(
        plan=PLAN,
        scope=ReminderScope.OVERDUE,
        days=days,
        every=every,
        quiet=quiet,
        local_time=dt.time(9),
        active=True,
        created_at=CREATED,
    )


def usual(*, quiet: bool = False) -> list[ReminderRule]:
    return [rule(1, quiet=quiet), rule(7, quiet=quiet), rule(30, 30, quiet=quiet)]


def asked(due_on: dt.date, rules: list[ReminderRule], first: dt.date, last: dt.date) -> list[Stage]:
    return stages(due_on, rules, put_off, first=first, last=last)


def put_off(one: ReminderRule, day: dt.date) -> dt.date:
    return after_school_holidays(day, "BW") if one.quiet else day


def test_it_asks_after_1_7_and_30_days_and_then_every_30() -> None:
    found = asked(dt.date(2017, 9, 15), usual(), dt.date(2017, 9, 1), dt.date(2018, 1, 31))

    assert [one.days for one in found] == [1, 7, 30, 60, 90, 120]
    assert [one.on for one in found][:3] == [
        dt.date(2017, 9, 16),
        dt.date(2017, 9, 22),
        dt.date(2017, 10, 15),
    ]


def test_a_question_is_worth_a_letter_until_the_next_one() -> None:
    found = asked(dt.date(2017, 9, 15), usual(), dt.date(2017, 9, 1), dt.date(2017, 12, 31))

    assert [one.until for one in found[:-1]] == [one.on for one in found[1:]]
    assert found[-1].until == found[-1].on + dt.timedelta(days=30)


def test_years_later_it_still_asks_and_looks_at_a_few_days_only() -> None:
    found = asked(dt.date(2017, 9, 15), usual(), dt.date(2026, 11, 1), dt.date(2026, 11, 30))

    assert [(one.on, one.days % 30) for one in found] == [
        (dt.date(2026, 10, 28), 0),  # still worth its letter
        (dt.date(2026, 11, 27), 0),
    ]


def test_in_school_holidays_a_quiet_rule_waits_and_then_asks_once() -> None:
    due_on, first, last = dt.date(2017, 7, 20), dt.date(2017, 7, 1), dt.date(2017, 9, 30)

    loud = asked(due_on, usual(), first, last)
    quiet = asked(due_on, usual(quiet=True), first, last)

    assert [one.on for one in loud] == [
        dt.date(2017, 7, 21),
        dt.date(2017, 7, 27),  # the first day of the holidays
        dt.date(2017, 8, 19),
        dt.date(2017, 9, 18),
    ]
    assert [(one.on, one.days) for one in quiet] == [
        (dt.date(2017, 7, 21), 1),
        (after_school_holidays(dt.date(2017, 7, 27), "BW"), 30),
        (dt.date(2017, 9, 18), 60),
    ]


def test_without_a_rule_that_asks_again_it_ends() -> None:
    found = asked(dt.date(2017, 1, 2), [rule(1)], dt.date(2017, 1, 1), dt.date(2017, 12, 31))

    assert [one.days for one in found] == [1]
    assert asked(dt.date(2017, 1, 2), [], dt.date(2017, 1, 1), dt.date(2017, 12, 31)) == []
