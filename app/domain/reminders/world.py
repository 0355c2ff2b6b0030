"""What reminders depend on, and what one of them is."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from app.domain.local_time import local_instant
from app.domain.reminders.recipients import Directory, Recipient
from app.models.meetings import DeadlineRule, Meeting
from app.models.outbox import ReminderRule, ReminderScope
from app.models.plans import Goal, Plan
from app.models.preferences import ReminderPreference
from app.models.rounds import StatusRound
from app.models.tasks import Task, TaskState

REMINDED_STATES = frozenset({TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.WAITING})
DEADLINE_GRACE = dt.timedelta(days=3)  # a missed step of the office is still worth a letter
ASK_AGAIN_AT = dt.time(9, 0)


class ReminderKind(enum.StrEnum):
    """What a reminder speaks of; the words stand in the outbox as the letter's kind."""

    MEETING = "meeting_reminder"
    ANSWER = "answer_reminder"
    ROUND = "round_due_reminder"
    TASK = "task_reminder"
    AGAIN = "task_resubmission"
    OVERDUE = "task_overdue"
    NAMING = "naming_reminder"
    DEADLINE = "deadline_reminder"
    MINUTES = "minutes_reminder"
    GOAL = "goal_resubmission"


@dataclass(frozen=True, kw_only=True)
class World:
    """All of one plan that reminders depend on from `first` to `last`.

    `declined` holds (meeting id, person id), `reported` the local day of a task's latest report.

    `owing` holds the same of those who have not answered, with the instant they were listed;
    `rounds` are running status rounds, each with the ids of the people it waits for.
    `minutes_out` the ids of meetings whose minutes people can read; `goals` have a resubmission
    date; `preferences` stand under their recipient's key.
    """

    plan: Plan
    first: dt.date
    last: dt.date
    rules: Sequence[ReminderRule]
    deadline_rules: Sequence[DeadlineRule]
    meetings: Sequence[Meeting]
    tasks: Sequence[Task]
    directory: Directory
    declined: frozenset[tuple[int, int]] = frozenset()
    owing: Mapping[tuple[int, int], dt.datetime] = field(default_factory=dict)
    rounds: Sequence[tuple[StatusRound, frozenset[int]]] = ()
    minutes_out: frozenset[int] = frozenset()
    goals: Sequence[Goal] = ()
    reported: Mapping[int, dt.date] = field(default_factory=dict)
    preferences: Mapping[str, ReminderPreference] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan.timezone)

    def rules_for(self, scope: ReminderScope, body_id: int | None = None) -> list[ReminderRule]:
        """The active rules; a body's own rule replaces the plan's of the same lead time."""
        chosen = {r.days: r for r in self.rules if r.scope is scope and r.body_id is None}
        if body_id is not None:
            own = (r for r in self.rules if r.scope is scope and r.body_id == body_id)
            chosen |= {rule.days: rule for rule in own}
        return [rule for rule in chosen.values() if rule.active]


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One reminder of one thing to one recipient, due when the threshold `at` is crossed.

    `about_on` is the day it speaks of. A threshold before `not_before` is never due (R75).
    Without a `rule` its lead time is fixed or the recipient's own, and `step` stands in the rule's
    place. What the recipient does not want is `left_out`, for the reason that stands there.
    """

    kind: ReminderKind
    subject: Meeting | Task | StatusRound | Goal
    occurrence: str
    rule: ReminderRule | None
    recipient: Recipient
    at: dt.datetime
    useful_until: dt.datetime
    not_before: dt.datetime
    about_on: dt.date
    step: str = ""
    label: str = ""
    left_out: str | None = None

    @property
    def thread(self) -> tuple[str, ...]:
        """The same for every version of this reminder, whatever the date and sequence."""
        rule = ":".join(
            part for part in (f"r{self.rule.id}" if self.rule else "", self.step) if part
        )
        return (self.kind, str(self.subject.uid), rule, self.recipient.key)

    @property
    def dedup_key(self) -> str:
        kind, uid, rule, recipient = self.thread
        return f"{kind}|{uid}|{self.occurrence}|{self.subject.sequence}|{rule}|{recipient}"


def threshold(day: dt.date, rule: ReminderRule, zone: ZoneInfo) -> dt.datetime:
    """Calendar days before `day` at a local clock time, never a multiple of 24 hours (R63)."""
    return days_before(day, rule.days, rule.local_time, zone)


def days_before(day: dt.date, days: int, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    return local_instant(day - dt.timedelta(days=days), time, zone)
