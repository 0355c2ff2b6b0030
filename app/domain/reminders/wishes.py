"""Reminders as their recipients want them: other times, own lead times, left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.domain.preferences import gathered, lead_days, left_out
from app.domain.reminders.tasks import group_of
from app.domain.reminders.world import Reminder, World
from app.models.meetings import Meeting
from app.models.preferences import ReminderPreference
from app.models.tasks import Task


def as_wished(world: World, reminder: Reminder) -> Iterator[Reminder]:
    """The reminder as its recipient wants it: at another time, left out, or at own lead times."""
    wishes = world.preferences.get(reminder.recipient.key)
    if wishes is None:
        yield reminder
        return
    own_days = lead_days(wishes, reminder.kind)
    if own_days is not None and reminder.rule is not None:
        usual = {rule.days for rule in world.rules_for(reminder.rule.scope, _group(reminder))}
        for days in set(own_days) - usual:
            at = world.at(reminder.about_on, days, reminder.rule.local_time)
            since = max(reminder.not_before, wishes.changed_at)
            own = replace(reminder, rule=None, step=f"own{days}", at=at, not_before=since)
            yield _timed(world, own, wishes)
        if reminder.rule.days not in own_days:
            yield replace(reminder, left_out="other_days")
            return
    yield _timed(world, reminder, wishes)


def _group(reminder: Reminder) -> int | None:
    """The group whose rules hold for a reminder of a meeting or task."""
    if isinstance(reminder.subject, Meeting):
        return reminder.subject.body_id
    return group_of(reminder.subject) if isinstance(reminder.subject, Task) else None


def _timed(world: World, reminder: Reminder, wishes: ReminderPreference) -> Reminder:
    at = gathered(wishes, reminder.at, reminder.useful_until, world.zone)
    reason = left_out(wishes, reminder.kind, at.astimezone(world.zone).date())
    return replace(reminder, at=at, left_out=reason)
