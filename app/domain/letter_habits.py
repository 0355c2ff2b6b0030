"""When letters rest: at night, on free days, and after so many in a week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.errors import RuleBroken
from app.domain.holidays import working_day_after, working_day_before
from app.domain.local_time import local_instant
from app.language import gettext as _
from app.models.plans import Plan
from app.models.reminders import LetterHabits

MOST_A_WEEK = 50
MOVED_AT_MOST = 10  # days by which free days can move a reminder, generously
WEEK = dt.timedelta(days=7)
AT_ONCE = dt.timedelta(days=1)  # what is about a meeting so near does not wait for the morning


@dataclass(frozen=True, kw_only=True)
class Habits:
    """The habits of a plan before they become a row: the standard, or what somebody has typed."""

    weekly_limit: int | None
    night_from: dt.time | None
    night_until: dt.time | None
    working_days: bool


STANDARD = Habits(weekly_limit=5, night_from=dt.time(20), night_until=dt.time(7), working_days=True)


def habits_of(row: LetterHabits) -> Habits:
    """The habits as they stand."""
    return Habits(
        weekly_limit=row.weekly_limit,
        night_from=row.night_from,
        night_until=row.night_until,
        working_days=row.working_days,
    )


def row_of(habits: Habits, plan: Plan) -> LetterHabits:
    """A row for them; not yet saved."""
    return LetterHabits(
        plan=plan,
        weekly_limit=habits.weekly_limit,
        night_from=habits.night_from,
        night_until=habits.night_until,
        working_days=habits.working_days,
    )


def check_habits(habits: Habits) -> None:
    """Raise RuleBroken unless somebody can mean these habits."""
    if habits.weekly_limit is not None and not 1 <= habits.weekly_limit <= MOST_A_WEEK:
        raise RuleBroken(_("Bitte geben Sie eine Zahl von 1 bis 50 ein."), field="weekly_limit")
    if (habits.night_from is None) != (habits.night_until is None):
        raise RuleBroken(
            _("Bitte geben Sie beide Uhrzeiten an oder keine."),
            field="night_until" if habits.night_until is None else "night_from",
        )
    if habits.night_from is not None and habits.night_from == habits.night_until:
        raise RuleBroken(_("Bitte lassen Sie Stunden für den Versand frei."), field="night_until")


def at_night(habits: Habits | LetterHabits, wall: dt.time) -> bool:
    """Whether clocks show a time at which letters rest; the night may go over midnight."""
    begin, end = habits.night_from, habits.night_until
    if begin is None or end is None:
        return False
    return begin <= wall < end if begin < end else wall >= begin or wall < end


def leaves_at(
    habits: LetterHabits | None,
    now: dt.datetime,
    zone: ZoneInfo,
    *,
    urgent: bool,
    useful_until: dt.datetime | None,
) -> dt.datetime:
    """`now`, or the end of the night in which it lies.

    Urgent letters about something within a day, and whatever would be too late by the morning,
    do not wait.
    """
    wall = now.astimezone(zone)
    if habits is None or habits.night_until is None or not at_night(habits, wall.time()):
        return now
    day = wall.date() if wall.time() < habits.night_until else wall.date() + dt.timedelta(days=1)
    morning = local_instant(day, habits.night_until, zone)
    latest = now + AT_ONCE if urgent else morning
    return now if useful_until is not None and useful_until <= latest else morning


def day_before(habits: LetterHabits | None, day: dt.date, region: str) -> dt.date:
    """`day`, or where reminders keep off free days the working day before it."""
    return working_day_before(day, region) if habits and habits.working_days else day


def day_after(habits: LetterHabits | None, day: dt.date, region: str) -> dt.date:
    """`day`, or where reminders keep off free days the working day after it."""
    return working_day_after(day, region) if habits and habits.working_days else day
