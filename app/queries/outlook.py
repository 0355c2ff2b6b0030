"""Who gets what when: the reminders that lie ahead, and what another rule would change of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.days import local_day
from app.domain.reminders import Recipient, Reminder, ReminderKind, Subject, World, reminders
from app.domain.reminders.rules import RuleDraft, rule_of
from app.models.groups import Body
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.models.reminders import ReminderRule
from app.models.tasks import Task
from app.queries import reminders as worlds

AHEAD = dt.timedelta(days=400)  # the rest of this year's cycle and the next
FURTHEST = dt.timedelta(days=800)  # one meeting or task is followed as far as this


@dataclass(frozen=True, kw_only=True)
class Sending:
    """Everybody who is to be reminded of one thing at one instant; `left_out` with the reason."""

    at: dt.datetime
    kind: ReminderKind
    subject: Subject
    label: str
    going: tuple[Recipient, ...]
    left_out: tuple[tuple[Recipient, str], ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One instant at which another number of people would hear of something."""

    at: dt.datetime
    kind: ReminderKind
    subject: Subject
    label: str
    before: int
    after: int


def of_meeting(meeting: Meeting, now: dt.datetime) -> list[Sending]:
    """The reminders of a meeting that lie ahead, as the world stands now."""
    return _of_subject(meeting.plan, meeting, now)


def of_task(task: Task, now: dt.datetime) -> list[Sending]:
    """The reminders of a task that lie ahead, as the world stands now."""
    return _of_subject(task.plan, task, now)


def changes(
    plan: Plan,
    rule: ReminderRule | None,
    draft: RuleDraft,
    body: Body | None,
    now: dt.datetime,
) -> list[Change]:
    """What `draft` in place of `rule` (None: a further one) would change from `now` on."""
    today = local_day(now, plan)
    world = worlds.world_between(plan, today, today + AHEAD, today=today)
    same = [one for one in world.rules if one.scope is draft.scope]
    tried = rule_of(draft, plan, body, rule.created_at if rule else now)
    tried.body_id = body.id if body else None
    instead = [*(one for one in same if one is not rule), tried]
    return _differences(replace(world, rules=same), replace(world, rules=instead), now)


def _of_subject(plan: Plan, subject: Meeting | Task, now: dt.datetime) -> list[Sending]:
    today = local_day(now, plan)
    world = worlds.world_of(plan, [subject.uid], (), today=today, last=today + FURTHEST)
    return _sendings(reminders(world), now)


def _differences(before: World, after: World, now: dt.datetime) -> list[Change]:
    old, new = _counted(before, now), _counted(after, now)
    found = [
        Change(
            at=one.at,
            kind=one.kind,
            subject=one.subject,
            label=one.label,
            before=len(old[key].going) if key in old else 0,
            after=len(new[key].going) if key in new else 0,
        )
        for key, one in sorted((old | new).items(), key=lambda pair: pair[0][:3])
    ]
    return [one for one in found if one.before != one.after]


def _counted(world: World, now: dt.datetime) -> dict[tuple[dt.datetime, str, str, str], Sending]:
    return {
        (one.at, one.kind.value, str(one.subject.uid), one.label): one
        for one in _sendings(reminders(world), now)
    }


def _sendings(asked: Iterable[Reminder], now: dt.datetime) -> list[Sending]:
    """The reminders after `now`, those of one instant and thing together."""
    together: dict[tuple[object, ...], list[Reminder]] = defaultdict(list)
    for one in asked:
        if one.at > now and one.at >= one.not_before:
            together[one.at, one.kind, one.subject.uid, one.label].append(one)
    return [
        Sending(
            at=found[0].at,
            kind=found[0].kind,
            subject=found[0].subject,
            label=found[0].label,
            going=tuple(one.recipient for one in found if one.left_out is None),
            left_out=tuple(
                (one.recipient, one.left_out) for one in found if one.left_out is not None
            ),
        )
        for found in sorted(together.values(), key=lambda some: some[0].at)
    ]
