"""What reminders depend on, and what one of them is."""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from app.domain import letter_habits
from app.domain.local_time import local_instant
from app.domain.preferences import GATHERED_FOR
from app.domain.reminders.recipients import Directory, Recipient
from app.domain.reminders.stages import Stage, after_school_holidays, stages
from app.models.groups import Membership
from app.models.meetings import DatePoll, DeadlineRule, Meeting
from app.models.plans import Goal, Plan
from app.models.preferences import ReminderPreference
from app.models.reminders import LetterHabits, ReminderRule, ReminderScope
from app.models.rounds import StatusRound
from app.models.tasks import Task, TaskState

REMINDED_STATES = frozenset({TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.WAITING})
DEADLINE_GRACE = dt.timedelta(days=3)  # a missed step of the office is still worth a letter
Subject = Meeting | Task | StatusRound | Goal | DatePoll


class ReminderKind(enum.StrEnum):
    """What a reminder speaks of, the most important first; the letter's kind in the outbox."""

    MEETING = "meeting_reminder"
    ANSWER = "answer_reminder"
    POLL = "poll_reminder"
    ROUND = "round_due_reminder"
    TASK = "task_reminder"
    AGAIN = "task_resubmission"
    OVERDUE = "task_overdue"
    NAMING = "naming_reminder"
    DEADLINE = "deadline_reminder"
    AGENDA = "agenda_missing"
    MINUTES = "minutes_reminder"
    UNASSIGNED = "task_unassigned"
    GOAL = "goal_resubmission"


@dataclass(frozen=True, kw_only=True)
class World:
    """All of one plan that reminders depend on from `first` to `last`.

    `members` are the memberships by body (None: those of the objects themselves). `declined`
    holds (meeting id, person id), `owing` the same of those who have not answered, with the
    instant they were listed; `rounds` and `polls` are open ones, each with the ids of the people
    they wait for. `minutes_out` and `with_agenda` hold ids of meetings, `deadlines_met` (meeting
    id, key) where a report has come so far, `unassigned` ids of tasks that nobody does, `reported`
    the local day of a task's latest report; `preferences` stand under their recipient's key.
    """

    plan: Plan
    first: dt.date
    last: dt.date
    rules: Sequence[ReminderRule]
    deadline_rules: Sequence[DeadlineRule]
    meetings: Sequence[Meeting]
    tasks: Sequence[Task]
    directory: Directory
    habits: LetterHabits | None = None
    members: Mapping[int, Sequence[Membership]] | None = None
    declined: frozenset[tuple[int, int]] = frozenset()
    owing: Mapping[tuple[int, int], dt.datetime] = field(default_factory=dict)
    rounds: Sequence[tuple[StatusRound, frozenset[int]]] = ()
    polls: Sequence[tuple[DatePoll, frozenset[int]]] = ()
    minutes_out: frozenset[int] = frozenset()
    deadlines_met: frozenset[tuple[int, str]] = frozenset()
    with_agenda: frozenset[int] = frozenset()
    unassigned: frozenset[int] = frozenset()
    goals: Sequence[Goal] = ()
    reported: Mapping[int, dt.date] = field(default_factory=dict)
    preferences: Mapping[str, ReminderPreference] = field(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.plan.timezone)

    @cached_property
    def owing_of(self) -> Mapping[int, Sequence[tuple[int, dt.datetime]]]:
        """Whose answers each meeting waits for, and since when they are listed."""
        found: dict[int, list[tuple[int, dt.datetime]]] = defaultdict(list)
        for (meeting_id, person_id), listed_at in self.owing.items():
            found[meeting_id].append((person_id, listed_at))
        return found

    @cached_property
    def _chosen(self) -> dict[tuple[ReminderScope, int | None], list[ReminderRule]]:
        return {}

    def rules_for(self, scope: ReminderScope, body_id: int | None = None) -> list[ReminderRule]:
        """The active rules; a body's own rule replaces the plan's of the same days."""
        if (scope, body_id) not in self._chosen:
            chosen = {r.days: r for r in self.rules if r.scope is scope and r.body_id is None}
            if body_id is not None:
                own = (r for r in self.rules if r.scope is scope and r.body_id == body_id)
                chosen |= {rule.days: rule for rule in own}
            active = [rule for rule in chosen.values() if rule.active]
            self._chosen[scope, body_id] = active
        return self._chosen[scope, body_id]

    def memberships(self, meeting: Meeting) -> Sequence[Membership]:
        if self.members is None:
            return meeting.body.memberships
        return self.members.get(meeting.body_id, ())

    def at(self, about: dt.date, days: int, time: dt.time) -> dt.datetime:
        """Calendar days before `about` at a local clock time, never a multiple of 24 hours (R63).

        Where reminders keep off free days, on the working day before.
        """
        return local_instant(self._asked_on(about, days), time, self.zone)

    def ahead(
        self, scope: ReminderScope, body_id: int | None, about: dt.date
    ) -> Iterator[tuple[ReminderRule, dt.datetime]]:
        """The rules that may speak of `about` in the world's span, with their instants.

        Somebody's own lead time may do so where the rule's own does not.
        """
        for rule in self.rules_for(scope, body_id):
            leads = {rule.days, *self._own_days}
            if any(self.looks_at(self._asked_on(about, days)) for days in leads):
                yield rule, self.at(about, rule.days, rule.local_time)

    def looks_at(self, day: dt.date) -> bool:
        """Whether what is asked on the day belongs to the span, if need be gathered into it."""
        back = GATHERED_FOR if self._gathers else dt.timedelta(0)
        return self.first - back <= day <= self.last

    def late(self, scope: ReminderScope, body_id: int | None, about: dt.date) -> list[Stage]:
        """The questions that the rules of a scope ask after `about`, in the world's span."""
        rules = self.rules_for(scope, body_id)
        found = stages(about, rules, self.put_off, first=self.first, last=self.last)
        return [stage for stage in found if self.looks_at(stage.on)]

    def put_off(self, rule: ReminderRule, day: dt.date) -> dt.date:
        """The day on which a late question is really asked."""
        region = self.plan.holiday_region
        if rule.quiet:
            day = after_school_holidays(day, region)
        return letter_habits.day_after(self.habits, day, region)

    def _asked_on(self, about: dt.date, days: int) -> dt.date:
        day = about - dt.timedelta(days=days)
        return letter_habits.day_before(self.habits, day, self.plan.holiday_region)

    @cached_property
    def _gathers(self) -> bool:
        return any(one.digest_weekday is not None for one in self.preferences.values())

    @cached_property
    def _own_days(self) -> frozenset[int]:
        listed = (
            (*(one.meeting_days or ()), *(one.task_days or ())) for one in self.preferences.values()
        )
        return frozenset(days for found in listed for days in found)


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One reminder of one thing to one recipient, due when the threshold `at` is crossed.

    `about_on` is the day it speaks of. A threshold before `not_before` is never due (R75).
    Without a `rule` its lead time is the recipient's own, and `step` stands in the rule's place.
    What the recipient does not want is `left_out`, for the reason that stands there.
    """

    kind: ReminderKind
    subject: Subject
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
