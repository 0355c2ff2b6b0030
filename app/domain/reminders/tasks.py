"""What a task asks for: its day ahead, its day over, a person to be named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from app.domain.local_time import end_of_day, local_instant
from app.domain.overdue import stages
from app.domain.reminders.world import ASK_AGAIN_AT, Reminder, ReminderKind, World, threshold
from app.models.outbox import ReminderScope
from app.models.tasks import Task

# Days after an organisation was asked to name a person: ever more rarely, then quarterly.
NAME_AGAIN_DAYS = (7, 14, 28, 56, *range(147, 2000, 91))
AGAIN_GRACE = dt.timedelta(days=14)  # how late it is still worth a letter that a task is back
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def of_task(world: World, task: Task, due_on: dt.date) -> Iterator[Reminder]:
    for rule in world.rules_for(ReminderScope.TASK, group_of(task)):
        for recipient in world.directory.for_task(task):
            yield Reminder(
                kind=ReminderKind.TASK,
                subject=task,
                occurrence=f"{due_on:%Y%m%d}",
                rule=rule,
                recipient=recipient,
                at=threshold(due_on, rule, world.zone),
                useful_until=end_of_day(due_on, world.zone),
                not_before=max(task.created_at, rule.created_at),
                about_on=due_on,
            )


def of_overdue(world: World, task: Task, due_on: dt.date) -> Iterator[Reminder]:
    """Ask how a task stands whose day is over, until somebody has said a word since (R55)."""
    if due_on <= world.reported.get(task.id, dt.date.min):
        return
    rules = world.rules_for(ReminderScope.OVERDUE, group_of(task))
    region = world.plan.holiday_region
    # Whoever enters a year that is over asks nobody about it (R75).
    entered_late = due_on < task.created_at.astimezone(world.zone).date()
    for stage in stages(due_on, rules, region, first=world.first, last=world.last):
        for recipient in world.directory.for_task(task):
            yield Reminder(
                kind=ReminderKind.OVERDUE,
                subject=task,
                occurrence=f"{due_on:%Y%m%d}+{stage.days}",
                rule=stage.rule,
                recipient=recipient,
                at=local_instant(stage.on, stage.rule.local_time, world.zone),
                useful_until=local_instant(stage.until, stage.rule.local_time, world.zone),
                not_before=NEVER if entered_late else max(task.created_at, stage.rule.created_at),
                about_on=due_on,
            )


def of_resubmission(world: World, task: Task, day: dt.date) -> Iterator[Reminder]:
    """On the day until which it was put off, a task comes back to whoever is accountable (R52)."""
    for recipient in world.directory.for_task(task):
        yield Reminder(
            kind=ReminderKind.AGAIN,
            subject=task,
            occurrence=f"{day:%Y%m%d}",
            rule=None,
            step="resubmit",
            recipient=recipient,
            at=local_instant(day, ASK_AGAIN_AT, world.zone),
            useful_until=end_of_day(day, world.zone) + AGAIN_GRACE,
            not_before=task.created_at,
            about_on=day,
        )


def of_naming(world: World, task: Task) -> Iterator[Reminder]:
    """Whoever speaks for the organisation is asked again until it has named a person."""
    if task.asked_at is None:
        return
    asked_on = task.asked_at.astimezone(world.zone).date()
    for days, until in pairwise(NAME_AGAIN_DAYS):
        day = asked_on + dt.timedelta(days=days)
        for recipient in world.directory.for_naming(task):
            yield Reminder(
                kind=ReminderKind.NAMING,
                subject=task,
                occurrence=f"{asked_on:%Y%m%d}+{days}",
                rule=None,
                step="name",
                recipient=recipient,
                at=local_instant(day, ASK_AGAIN_AT, world.zone),
                useful_until=end_of_day(asked_on + dt.timedelta(days=until - 1), world.zone),
                not_before=task.asked_at,
                about_on=day,
            )


def group_of(task: Task) -> int | None:
    """The group whose rules hold for a task: the one of the meeting it comes from."""
    return task.meeting.body_id if task.meeting else None
