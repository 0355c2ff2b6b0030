"""Days that would suit a year's meetings: proposals with their reasons, never dates (R68)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.holidays import is_working_day, school_holiday
from app.domain.religious_days import religious_hints
from app.domain.wording import day_of_year, weekday_and_month
from app.language import gettext as _
from app.language import spoken

WEDNESDAY = 2
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
BEFORE_SUMMER = dt.timedelta(days=14)
AFTER_SUMMER = dt.timedelta(days=10)


@dataclass(frozen=True)
class Proposal:
    """A day that would suit, and why."""

    day: dt.date
    reason: str


def kickoff_day(year: int, region: str) -> Proposal:
    """The last Wednesday in March that is neither public nor school holiday in `region`."""
    day = _wednesday_until(dt.date(year, 3, 31))
    while not _is_free_of_holidays(day, region):
        day -= WEEK
    return Proposal(day, _("letzter Mittwoch im März außerhalb der Ferien"))


def july_day(year: int, region: str) -> Proposal | None:
    """The last Wednesday at least 14 days before the summer holidays; None if they are unknown."""
    summer = _summer(year, region)
    if summer is None:
        return None
    day = _wednesday_until(summer[0] - BEFORE_SUMMER)
    return Proposal(day, _("letzter Mittwoch mindestens 14 Tage vor den Sommerferien"))


def september_day(year: int, region: str) -> Proposal | None:
    """The first Wednesday at least 10 days after the summer holidays without a religious day.

    None if the holidays are unknown.
    """
    summer = _summer(year, region)
    if summer is None:
        return None
    day = _wednesday_until(summer[1] + AFTER_SUMMER + WEEK - DAY)
    reason = _("erster Mittwoch mindestens 10 Tage nach den Sommerferien")
    while hints := religious_hints(day):
        reason += _(", ohne den %(day)s (%(names)s)", day=f"{day:%d.%m.}", names=", ".join(hints))
        day += WEEK
    return Proposal(day, reason)


def as_last_year(day: dt.date, year: int, region: str) -> Proposal:
    """The same weekday at the same place of its month; a week earlier while that is a holiday."""
    last = day + WEEK > day.replace(day=calendar.monthrange(day.year, day.month)[1])
    number = (day.day - 1) // 7 + 1
    first = dt.date(year, day.month, 1)
    first += DAY * ((day.weekday() - first.weekday()) % 7)
    found = first + WEEK * (number - 1)
    if last or found.month != day.month:
        end = dt.date(year, day.month, calendar.monthrange(year, day.month)[1])
        found = end - DAY * ((end.weekday() - day.weekday()) % 7)
    reason = _(
        "wie im Vorjahr: %(place)s %(weekday)s (%(day)s)",
        place=_("letzter") if last else f"{number}.",
        weekday=weekday_and_month(day, spoken()),
        day=day_of_year(day, spoken()),
    )
    moved = found
    while not _is_free_of_holidays(moved, region) and moved.month == found.month:
        moved -= WEEK
    if moved.month != found.month:
        return Proposal(found, reason)
    return Proposal(moved, reason if moved == found else reason + _(", wegen der Ferien früher"))


def proposals(
    year: int, region: str, last_year: dt.date | None, rule: Proposal | None, *, later: bool
) -> list[Proposal]:
    """The days to choose from for one meeting: by rule, as last year, a week beside the rule.

    Each day once, with all that speaks for it; `later` says on which side the week lies.
    """
    found = [rule] if rule else []
    if last_year is not None:
        found.append(as_last_year(last_year, year, region))
    if rule is not None:
        beside = rule.day + WEEK if later else rule.day - WEEK
        if _is_free_of_holidays(beside, region):
            found.append(
                Proposal(beside, _("eine Woche später") if later else _("eine Woche früher"))
            )
    return _each_once(found)


def _each_once(found: Iterable[Proposal]) -> list[Proposal]:
    reasons: dict[dt.date, list[str]] = {}
    for one in found:
        reasons.setdefault(one.day, []).append(one.reason)
    return [Proposal(day, "; ".join(words)) for day, words in reasons.items()]


def _wednesday_until(day: dt.date) -> dt.date:
    return day - DAY * ((day.weekday() - WEDNESDAY) % 7)


def _is_free_of_holidays(day: dt.date, region: str) -> bool:
    return is_working_day(day, region) and school_holiday(day, region) is None


def _summer(year: int, region: str) -> tuple[dt.date, dt.date] | None:
    """First and last day of the summer holidays, as far as the calendar knows them."""
    days = [dt.date(year, 6, 15) + DAY * number for number in range(100)]
    summer = [day for day in days if school_holiday(day, region) == "Sommerferien"]
    return (summer[0], summer[-1]) if summer else None
