"""On which days a task is asked about once its due day is over: ever more rarely, never lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.holidays import school_holiday
from app.models.outbox import ReminderRule

LONGEST_HOLIDAYS = 60  # days by which a quiet rule can wait, generously
LAST_WORD = dt.timedelta(days=30)  # how long the last question is worth a letter


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One question: `days` after the due day, asked on `on` and worth asking before `until`."""

    rule: ReminderRule
    days: int
    on: dt.date
    until: dt.date


def stages(
    due_on: dt.date, rules: Sequence[ReminderRule], region: str, *, first: dt.date, last: dt.date
) -> list[Stage]:
    """The stages that still say something on `first` and are asked by `last`, in order of days.

    A stage is worth its letter until the next is due, so whoever missed some is asked once. Of
    stages that school holidays push onto one day only the latest is left.
    """
    asked: dict[dt.date, tuple[int, ReminderRule]] = {}
    for days, rule in sorted(_questions(due_on, rules, first, last), key=lambda one: one[0]):
        on = due_on + dt.timedelta(days=days)
        asked[after_school_holidays(on, region) if rule.quiet else on] = (days, rule)
    ordered = sorted(asked)
    if not ordered:
        return []
    found = [
        Stage(rule=asked[on][1], days=asked[on][0], on=on, until=until)
        for on, until in pairwise([*ordered, ordered[-1] + LAST_WORD])
    ]
    return [one for one in found if one.until >= first and one.on <= last]


def after_school_holidays(day: dt.date, region: str) -> dt.date:
    """`day` itself, or the first day after the school holidays in which it lies."""
    while school_holiday(day, region) is not None:
        day += dt.timedelta(days=1)
    return day


def _questions(
    due_on: dt.date, rules: Sequence[ReminderRule], first: dt.date, last: dt.date
) -> Iterator[tuple[int, ReminderRule]]:
    """Days after the due day with their rule; of a rule that asks again, those around the span."""
    for rule in rules:
        yield rule.days, rule
        if rule.every is None:
            continue
        early = (first - due_on).days - rule.days - LONGEST_HOLIDAYS
        late = (last - due_on).days - rule.days + LONGEST_HOLIDAYS
        begin = max(1, early // rule.every - 1)
        for times in range(begin, max(begin, late // rule.every + 2)):
            yield rule.days + times * rule.every, rule
