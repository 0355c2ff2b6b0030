"""What a goal asks for: to be looked at on its resubmission date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.domain.local_time import end_of_day, local_instant
from app.domain.reminders.world import ASK_AGAIN_AT, DEADLINE_GRACE, Reminder, ReminderKind, World
from app.models.plans import Goal


def of_goal(world: World, goal: Goal, day: dt.date) -> Iterator[Reminder]:
    """On its resubmission date a goal, done or not, comes back to the office (R09, R52)."""
    for recipient in world.directory.office:
        yield Reminder(
            kind=ReminderKind.GOAL,
            subject=goal,
            occurrence=f"{day:%Y%m%d}",
            rule=None,
            step="resubmit",
            recipient=recipient,
            at=local_instant(day, ASK_AGAIN_AT, world.zone),
            useful_until=end_of_day(day, world.zone) + DEADLINE_GRACE,
            not_before=goal.created_at,
            about_on=day,
        )
