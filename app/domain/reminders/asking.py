"""Every reminder a plan asks for, and those whose threshold has been crossed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from app.domain.local_time import end_of_day, local_instant
from app.domain.preferences import LOOK_BACK
from app.domain.reminders.goals import of_goal
from app.domain.reminders.meetings import (
    of_agenda,
    of_answers,
    of_deadlines,
    of_meeting,
    of_minutes,
)
from app.domain.reminders.rounds import of_poll, of_round
from app.domain.reminders.tasks import (
    of_naming,
    of_overdue,
    of_resubmission,
    of_task,
    of_unassigned,
)
from app.domain.reminders.wishes import as_wished
from app.domain.reminders.world import REMINDED_STATES, Reminder, World
from app.models.tasks import Acceptance, Task, TaskState


def reminders(world: World) -> list[Reminder]:
    """Every reminder the world asks for in its span, each key once, in order of time."""
    begin = local_instant(world.first, dt.time(0), world.zone)
    end = end_of_day(world.last, world.zone)
    found: dict[str, Reminder] = {}
    for asked in _all(world):
        for reminder in as_wished(world, asked):
            if begin <= reminder.at < end:
                found.setdefault(reminder.dedup_key, reminder)
    return sorted(found.values(), key=lambda r: r.at)


def crossed(
    wanted: Iterable[Reminder], *, since: dt.datetime, until: dt.datetime
) -> list[Reminder]:
    """Those whose threshold lies after `since` and not after `until`, and not before creation."""
    return [r for r in wanted if since < r.at <= until and r.at >= r.not_before]


def newly_wished(
    world: World, wanted: Iterable[Reminder], *, since: dt.datetime, until: dt.datetime
) -> list[Reminder]:
    """Those of people whose wishes changed after `since`, looking further back.

    A changed wish can move a threshold behind the planner's back; the keys prevent a second letter.
    """
    changed = {key for key, one in world.preferences.items() if one.changed_at > since}
    theirs = [reminder for reminder in wanted if reminder.recipient.key in changed]
    return crossed(theirs, since=since - LOOK_BACK, until=since)


def _all(world: World) -> Iterator[Reminder]:
    for meeting in world.meetings:
        if meeting.held_on is not None and not meeting.cancelled:
            yield from of_meeting(world, meeting, meeting.held_on)
            yield from of_answers(world, meeting)
            yield from of_agenda(world, meeting, meeting.held_on)
            yield from of_deadlines(world, meeting)
            yield from of_minutes(world, meeting)
    for round_, waiting in world.rounds:
        yield from of_round(world, round_, waiting)
    for poll, waiting in world.polls:
        yield from of_poll(world, poll, waiting)
    for task in world.tasks:
        if task.state in REMINDED_STATES:
            yield from _of_task(world, task)
        elif task.state is TaskState.POSTPONED and task.resubmit_on is not None:
            yield from of_resubmission(world, task, task.resubmit_on)
    for goal in world.goals:
        if goal.resubmit_on is not None:
            yield from of_goal(world, goal, goal.resubmit_on)


def _of_task(world: World, task: Task) -> Iterator[Reminder]:
    if task.due_on is not None:
        yield from of_task(world, task, task.due_on)
        yield from of_overdue(world, task, task.due_on)
    if task.acceptance is Acceptance.NAMING:
        yield from of_naming(world, task)
    elif task.id in world.unassigned:
        yield from of_unassigned(world, task)
