"""What a goal asks for: to be looked at on its resubmission date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.domain.local_time import end_of_day
from app.domain.reminders.world import DEADLINE_GRACE, Reminder, ReminderKind, World
from app.models.plans import Goal
from app.models.reminders import ReminderScope


def of_goal(world: World, goal: Goal, day: dt.date) -> Iterator[Reminder]:
    """On its resubmission date a goal, done or not, comes back to the office (R09, R52)."""
    for rule, at in world.ahead(ReminderScope.GOAL, None, day):
        for recipient in world.directory.office:
            yield Reminder(
                kind=ReminderKind.GOAL,
                subject=goal,
                occurrence=f"{day:%Y%m%d}",
                rule=rule,
                recipient=recipient,
                at=at,
                useful_until=end_of_day(day, world.zone) + DEADLINE_GRACE,
                not_before=max(goal.created_at, rule.created_at),
                about_on=day,
            )
