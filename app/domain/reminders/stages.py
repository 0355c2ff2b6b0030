"""On which days something late is asked about: ever more rarely, never lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain.holidays import school_holiday
from app.models.reminders import ReminderRule

LONGEST_WAIT = 60  # days by which holidays can put a question off, generously
LAST_WORD = dt.timedelta(days=30)  # how long the last question is worth a letter
PutOff = Callable[[ReminderRule, dt.date], dt.date]  # the day on which a rule really asks


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One question: `days` after its day, asked on `on` and worth asking before `until`."""

    rule: ReminderRule
    days: int
    on: dt.date
    until: dt.date


def stages(
    about: dt.date,
    rules: Sequence[ReminderRule],
    put_off: PutOff,
    *,
    first: dt.date,
    last: dt.date,
) -> list[Stage]:
    """The stages that still say something on `first` and are asked by `last`, in order of days.

    A stage is worth its letter until the next is due, so whoever missed some is asked once. Of
    stages that holidays push onto one day only the latest is left.
    """
    asked: dict[dt.date, tuple[int, ReminderRule]] = {}
    for days, rule in sorted(_questions(about, rules, first, last), key=lambda one: one[0]):
        asked[put_off(rule, about + dt.timedelta(days=days))] = (days, rule)
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
    about: dt.date, rules: Sequence[ReminderRule], first: dt.date, last: dt.date
) -> Iterator[tuple[int, ReminderRule]]:
    """Days after `about` with their rule; of a rule that asks again, those around the span."""
    for rule in rules:
        yield rule.days, rule
        if rule.every is None:
            continue
        early = (first - about).days - rule.days - LONGEST_WAIT
        late = (last - about).days - rule.days + LONGEST_WAIT
        begin = max(1, early // rule.every - 1)
        for times in range(begin, max(begin, late // rule.every + 2)):
            yield rule.days + times * rule.every, rule
