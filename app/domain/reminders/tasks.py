"""What a task asks for: its day ahead, its day over, a person to be named or found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from app.domain.local_time import end_of_day, local_instant
from app.domain.reminders.recipients import Recipient
from app.domain.reminders.rules import reach_of
from app.domain.reminders.stages import Stage
from app.domain.reminders.world import Reminder, ReminderKind, World
from app.domain.tasks import lies_behind
from app.models.reminders import ReminderScope
from app.models.tasks import Task

AGAIN_GRACE = dt.timedelta(days=14)  # how late it is still worth a letter that a task is back
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def of_task(world: World, task: Task, due_on: dt.date) -> Iterator[Reminder]:
    """Its day ahead; fixing a meeting's date has rules of its own (R64)."""
    scope = ReminderScope.UNDATED if task.fixes_meeting_id else ReminderScope.TASK
    for rule, at in world.ahead(scope, group_of(task), due_on):
        for recipient in world.directory.for_task(task, reach_of(rule)):
            yield Reminder(
                kind=ReminderKind.TASK,
                subject=task,
                occurrence=f"{due_on:%Y%m%d}",
                rule=rule,
                recipient=recipient,
                at=at,
                useful_until=end_of_day(due_on, world.zone),
                not_before=max(task.created_at, rule.created_at),
                about_on=due_on,
            )


def of_overdue(world: World, task: Task, due_on: dt.date) -> Iterator[Reminder]:
    """Ask how a task stands whose day is over, until somebody has said a word since (R55)."""
    if due_on <= world.reported.get(task.id, dt.date.min):
        return
    # Whoever enters a year that is over asks nobody about it (R75).
    entered_late = due_on < task.created_at.astimezone(world.zone).date()
    since = NEVER if entered_late else task.created_at
    for stage in world.late(ReminderScope.OVERDUE, group_of(task), due_on):
        for recipient in world.directory.for_task(task, reach_of(stage.rule)):
            yield _question(world, ReminderKind.OVERDUE, task, stage, recipient, due_on, since)


def of_resubmission(world: World, task: Task, day: dt.date) -> Iterator[Reminder]:
    """On the day until which it was put off, a task comes back to whoever is accountable (R52)."""
    for rule, at in world.ahead(ReminderScope.AGAIN, group_of(task), day):
        for recipient in world.directory.for_task(task, reach_of(rule)):
            yield Reminder(
                kind=ReminderKind.AGAIN,
                subject=task,
                occurrence=f"{day:%Y%m%d}",
                rule=rule,
                recipient=recipient,
                at=at,
                useful_until=end_of_day(day, world.zone) + AGAIN_GRACE,
                not_before=max(task.created_at, rule.created_at),
                about_on=day,
            )


def of_naming(world: World, task: Task) -> Iterator[Reminder]:
    """Whoever speaks for the organisation is asked again until it has named a person."""
    if task.asked_at is None:
        return
    asked_on = task.asked_at.astimezone(world.zone).date()
    for stage in world.late(ReminderScope.NAMING, group_of(task), asked_on):
        for recipient in world.directory.for_naming(task, reach_of(stage.rule)):
            asked = _question(
                world, ReminderKind.NAMING, task, stage, recipient, asked_on, task.asked_at
            )
            yield replace(asked, about_on=stage.on)


def of_unassigned(world: World, task: Task) -> Iterator[Reminder]:
    """The office hears of a task that nobody does, counted from the day it was entered (R54)."""
    entered_on = task.created_at.astimezone(world.zone).date()
    if lies_behind(task, entered_on):
        return
    for stage in world.late(ReminderScope.UNASSIGNED, group_of(task), entered_on):
        for recipient in world.directory.office:
            yield _question(
                world, ReminderKind.UNASSIGNED, task, stage, recipient, entered_on, task.created_at
            )


def group_of(task: Task) -> int | None:
    """The group whose rules hold for a task: that of the meeting it comes from or dates."""
    meeting = task.meeting or task.fixes_meeting
    return meeting.body_id if meeting else None


def _question(
    world: World,
    kind: ReminderKind,
    task: Task,
    stage: Stage,
    recipient: Recipient,
    about_on: dt.date,
    since: dt.datetime,
) -> Reminder:
    return Reminder(
        kind=kind,
        subject=task,
        occurrence=f"{about_on:%Y%m%d}+{stage.days}",
        rule=stage.rule,
        recipient=recipient,
        at=local_instant(stage.on, stage.rule.local_time, world.zone),
        useful_until=local_instant(stage.until, stage.rule.local_time, world.zone),
        not_before=max(since, stage.rule.created_at),
        about_on=about_on,
    )
