"""Which reminders a plan's world asks for, and when: pure, for planner, preview and re-check."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from app.domain.deadlines import MINUTES_DRAFT, Deadline, deadlines_of
from app.domain.local_time import end_of_day, local_instant
from app.domain.meetings import is_external
from app.domain.overdue import stages
from app.domain.preferences import LOOK_BACK, gathered, lead_days, left_out
from app.models.groups import Membership, MembershipRole, Reinvitation
from app.models.meetings import Addressee, DeadlineRule, Meeting, MeetingState
from app.models.outbox import ReminderRule, ReminderScope
from app.models.people import Actor
from app.models.plans import Goal, Plan
from app.models.preferences import ReminderPreference
from app.models.rounds import StatusRound
from app.models.tasks import Acceptance, Task, TaskState

REMINDED_STATES = frozenset({TaskState.OPEN, TaskState.IN_PROGRESS, TaskState.WAITING})
NO_LONGER_THERE = frozenset({Reinvitation.DECLINED, Reinvitation.UNREACHABLE})
DEADLINE_GRACE = dt.timedelta(days=3)  # a missed step of the office is still worth a letter
BEFORE_INVITING = frozenset({"save_the_date", "dispatch"})
ROUND_DAYS = (7, 1)  # before the answer-by day of a status round
ROUND_REST = dt.timedelta(days=2)  # whoever had a letter of the round just now gets no other
# Days after an organisation was asked to name a person: ever more rarely, then quarterly.
NAME_AGAIN_DAYS = (7, 14, 28, 56, *range(147, 2000, 91))
ASK_AGAIN_DAYS, ASK_AGAIN_AT = 3, dt.time(9, 0)  # before the answer-by day of an invitation
# Days after the draft was due on which it is asked for; then the overview goes on saying it.
MISSING_MINUTES_DAYS = (1, 7, 14, 21, 28)
MINUTES_WAIT = dt.timedelta(days=7)
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)
NOBODY_WRITES = "Eine Schriftführung ist nicht benannt oder nicht zu erreichen."


class ReminderKind(enum.StrEnum):
    """What a reminder speaks of; the words stand in the outbox as the letter's kind."""

    MEETING = "meeting_reminder"
    ANSWER = "answer_reminder"
    ROUND = "round_due_reminder"
    TASK = "task_reminder"
    OVERDUE = "task_overdue"
    NAMING = "naming_reminder"
    DEADLINE = "deadline_reminder"
    MINUTES = "minutes_reminder"
    GOAL = "goal_resubmission"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody letters reach: a person with or without account, or the office's mailbox."""

    name: str
    address: str
    actor_id: int | None = None
    account_id: int | None = None

    @property
    def key(self) -> str:
        if self.actor_id is not None:
            return f"p{self.actor_id}"
        return f"a{self.account_id}" if self.account_id is not None else "office"


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Who can be reached today: actors by id, the people of organisations, the office."""

    reachable: Mapping[int, Recipient] = field(default_factory=dict)
    people_of: Mapping[int, Sequence[Recipient]] = field(default_factory=dict)
    office: Sequence[Recipient] = ()
    speakers: Mapping[int, Sequence[int]] = field(default_factory=dict)
    deputies: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def for_actor(self, actor: Actor | None) -> Sequence[Recipient]:
        """Whom to write to for `actor`: itself, its deputy, its contact, its people, the office."""
        if actor is None:
            return self.office
        found = self.reached((*self.in_stead(actor.id), actor.contact_id))
        return [found] if found else self.people_of.get(actor.id) or self.office

    def for_task(self, task: Task) -> Sequence[Recipient]:
        """Whom to write to about a task: the person named for it, else for the accountable one."""
        found = self.reached(self.in_stead(task.person_id))
        return [found] if found else self.for_actor(task.accountable)

    def for_naming(self, task: Task) -> Sequence[Recipient]:
        """Whom to ask for a person: the organisation's speaker, else as `for_actor`."""
        found = self.reached(self.speakers.get(task.accountable_id or 0, ()))
        return [found] if found else self.for_actor(task.accountable)

    def in_stead(self, actor_id: int | None) -> Sequence[int]:
        """The actor, and then whoever stands in for it."""
        return () if actor_id is None else (actor_id, *self.deputies.get(actor_id, ()))

    def reached(self, actor_ids: Iterable[int | None]) -> Recipient | None:
        """The first of the actors that can be reached."""
        for actor_id in actor_ids:
            if actor_id is not None and actor_id in self.reachable:
                return self.reachable[actor_id]
        return None


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


@dataclass(frozen=True)
class Bundle:
    """What one letter carries: the most important reminder, and the others in its train."""

    head: Reminder
    train: tuple[Reminder, ...] = ()

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        return (self.head, *self.train)


def reminders(world: World) -> list[Reminder]:
    """Every reminder the world asks for around its span, each key once, in order of time."""
    found: dict[str, Reminder] = {}
    for asked in _all(world):
        for reminder in _as_wished(world, asked):
            found.setdefault(reminder.dedup_key, reminder)
    return sorted(found.values(), key=lambda r: (r.at, r.dedup_key))


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


def fold(due: Iterable[Reminder]) -> list[Bundle]:
    """One bundle a person: the nearest day first; of one day meetings, tasks, deadlines.

    What is asked about a day that is over comes after everything that lies ahead.
    """
    of_person: dict[str, list[Reminder]] = {}
    for reminder in due:
        of_person.setdefault(reminder.recipient.key, []).append(reminder)
    kinds = list(ReminderKind)
    for group in of_person.values():
        group.sort(
            key=lambda r: (
                r.kind is ReminderKind.OVERDUE,
                r.about_on,
                kinds.index(r.kind),
                -r.at.timestamp(),
                r.dedup_key,
            )
        )
    return [Bundle(group[0], tuple(group[1:])) for group in of_person.values()]


def without_earlier_stages(carried: Iterable[Reminder]) -> list[Reminder]:
    """Each thing once, however many stages of it were missed; the order stays."""
    kept: dict[tuple[str, object, str], Reminder] = {}
    for reminder in carried:
        step = reminder.step if reminder.kind is ReminderKind.DEADLINE else ""
        kept.setdefault((reminder.kind, reminder.subject.uid, step), reminder)
    return list(kept.values())


def meeting_start(meeting: Meeting, zone: ZoneInfo) -> dt.datetime | None:
    """When the meeting begins, in UTC; None as long as day or time is unknown."""
    if meeting.held_on is None or meeting.begins is None:
        return None
    return local_instant(meeting.held_on, meeting.begins, zone)


def _all(world: World) -> Iterator[Reminder]:
    for meeting in world.meetings:
        if meeting.held_on is not None and not meeting.cancelled:
            yield from _of_meeting(world, meeting, meeting.held_on)
            yield from _of_answers(world, meeting)
            yield from _of_deadlines(world, meeting)
            yield from _of_minutes(world, meeting)
    for round_, waiting in world.rounds:
        yield from _of_round(world, round_, waiting)
    for task in world.tasks:
        if task.due_on is not None and task.state in REMINDED_STATES:
            yield from _of_task(world, task, task.due_on)
            yield from _of_overdue(world, task, task.due_on)
        if task.acceptance is Acceptance.NAMING and task.state in REMINDED_STATES:
            yield from _of_naming(world, task)
    for goal in world.goals:
        if goal.resubmit_on is not None:
            yield from _of_goal(world, goal, goal.resubmit_on)


def _as_wished(world: World, reminder: Reminder) -> Iterator[Reminder]:
    """The reminder as its recipient wants it: at another time, left out, or at own lead times."""
    wishes = world.preferences.get(reminder.recipient.key)
    if wishes is None:
        yield reminder
        return
    own_days = lead_days(wishes, reminder.kind)
    if own_days is not None and reminder.rule is not None:
        usual = {rule.days for rule in world.rules_for(reminder.rule.scope, _group(reminder))}
        for days in set(own_days) - usual:
            at = _before(reminder.about_on, days, reminder.rule.local_time, world.zone)
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
    return _group_of(reminder.subject) if isinstance(reminder.subject, Task) else None


def _timed(world: World, reminder: Reminder, wishes: ReminderPreference) -> Reminder:
    at = gathered(wishes, reminder.at, reminder.useful_until, world.zone)
    reason = left_out(wishes, reminder.kind, at.astimezone(world.zone).date())
    return replace(reminder, at=at, left_out=reason)


def _of_meeting(world: World, meeting: Meeting, held_on: dt.date) -> Iterator[Reminder]:
    if meeting.external or meeting.body.external or meeting.state is MeetingState.HELD:
        return
    start = meeting_start(meeting, world.zone)
    until = start or end_of_day(held_on, world.zone)
    occurrence = f"{start:%Y%m%dT%H%M%SZ}" if start else f"{held_on:%Y%m%d}"
    for rule in world.rules_for(ReminderScope.MEETING, meeting.body_id):
        for membership, recipient in _participants(world, meeting, held_on):
            yield Reminder(
                kind=ReminderKind.MEETING,
                subject=meeting,
                occurrence=occurrence,
                rule=rule,
                recipient=recipient,
                at=_threshold(held_on, rule, world.zone),
                useful_until=until,
                not_before=max(meeting.created_at, rule.created_at, membership.created_at),
                about_on=held_on,
            )


def _participants(
    world: World, meeting: Meeting, held_on: dt.date
) -> Iterator[tuple[Membership, Recipient]]:
    """Active members on the day, but for guests and those who declined."""
    for membership in meeting.body.memberships:
        recipient = world.directory.reachable.get(membership.person_id)
        if (
            recipient is not None
            and membership.active_on(held_on)
            and membership.role is not MembershipRole.GUEST
            and membership.reinvitation not in NO_LONGER_THERE
            and (meeting.id, membership.person_id) not in world.declined
        ):
            yield membership, recipient


def _of_answers(world: World, meeting: Meeting) -> Iterator[Reminder]:
    """Once to whoever was invited and has not answered, unless invited later than that."""
    answer_by, invited_at = meeting.answer_by_on, meeting.invited_at
    if meeting.state is not MeetingState.INVITED or answer_by is None or invited_at is None:
        return
    day = answer_by - dt.timedelta(days=ASK_AGAIN_DAYS)
    for (meeting_id, person_id), listed_at in world.owing.items():
        recipient = world.directory.reachable.get(person_id)
        if meeting_id == meeting.id and recipient is not None:
            yield Reminder(
                kind=ReminderKind.ANSWER,
                subject=meeting,
                occurrence=f"{answer_by:%Y%m%d}",
                rule=None,
                step="answer",
                recipient=recipient,
                at=local_instant(day, ASK_AGAIN_AT, world.zone),
                useful_until=end_of_day(answer_by, world.zone),
                not_before=max(invited_at, listed_at),
                about_on=answer_by,
            )


def _of_round(world: World, round_: StatusRound, waiting: frozenset[int]) -> Iterator[Reminder]:
    """A week and a day before the end, to whoever has not delivered; the office's letters count."""
    for days in ROUND_DAYS:
        day = round_.answer_by - dt.timedelta(days=days)
        for person_id in sorted(waiting & world.directory.reachable.keys()):
            yield Reminder(
                kind=ReminderKind.ROUND,
                subject=round_,
                occurrence=f"{round_.answer_by:%Y%m%d}",
                rule=None,
                step=f"d{days}",
                recipient=world.directory.reachable[person_id],
                at=local_instant(day, ASK_AGAIN_AT, world.zone),
                useful_until=end_of_day(round_.answer_by, world.zone),
                not_before=(round_.reminded_at or round_.opened_at) + ROUND_REST,
                about_on=round_.answer_by,
            )


def _of_deadlines(world: World, meeting: Meeting) -> Iterator[Reminder]:
    rules = world.rules_for(ReminderScope.DEADLINE, meeting.body_id)
    region = world.plan.holiday_region
    for deadline in deadlines_of(meeting, world.deadline_rules, region) if rules else ():
        if deadline.key in BEFORE_INVITING and meeting.state is not MeetingState.PLANNED:
            continue
        if deadline.key == MINUTES_DRAFT and meeting.id in world.minutes_out:
            continue
        for rule in rules:
            for recipient in _in_charge(world, meeting, deadline):
                yield Reminder(
                    kind=ReminderKind.DEADLINE,
                    subject=meeting,
                    occurrence=f"{deadline.on:%Y%m%d}",
                    rule=rule,
                    recipient=recipient,
                    at=_threshold(deadline.on, rule, world.zone),
                    useful_until=end_of_day(deadline.on, world.zone) + DEADLINE_GRACE,
                    not_before=max(meeting.created_at, rule.created_at),
                    about_on=deadline.on,
                    step=deadline.key,
                    label=deadline.label,
                )


def _of_minutes(world: World, meeting: Meeting) -> Iterator[Reminder]:
    """Ask for a draft that is late, rarer and rarer; nothing once people can read it."""
    if is_external(meeting) or meeting.id in world.minutes_out:
        return
    found = deadlines_of(meeting, world.deadline_rules, world.plan.holiday_region)
    for deadline in (one for one in found if one.key == MINUTES_DRAFT):
        taker = _minute_taker(world, meeting)
        days = [deadline.on + dt.timedelta(days=late) for late in MISSING_MINUTES_DAYS]
        for day, following in zip(days, [*days[1:], days[-1] + MINUTES_WAIT], strict=True):
            for recipient in [taker] if taker else world.directory.office:
                yield Reminder(
                    kind=ReminderKind.MINUTES,
                    subject=meeting,
                    occurrence=f"{deadline.on:%Y%m%d}+{(day - deadline.on).days}",
                    rule=None,
                    step="minutes",
                    recipient=recipient,
                    at=local_instant(day, ASK_AGAIN_AT, world.zone),
                    useful_until=local_instant(following, ASK_AGAIN_AT, world.zone),
                    not_before=meeting.created_at,
                    about_on=deadline.on,
                    label="" if taker else NOBODY_WRITES,
                )


def _in_charge(world: World, meeting: Meeting, deadline: Deadline) -> Sequence[Recipient]:
    """The office; for minutes whoever takes them, by the meeting or else by the group."""
    if deadline.addressee is Addressee.OFFICE:
        return world.directory.office
    taker = _minute_taker(world, meeting)
    return [taker] if taker else world.directory.office


def _minute_taker(world: World, meeting: Meeting) -> Recipient | None:
    """Who writes the minutes and can be reached: named for the meeting, or else by the group."""
    if meeting.held_on is None:
        return None
    persons = [meeting.minute_taker_id] + [
        membership.person_id
        for membership in meeting.body.memberships
        if membership.role is MembershipRole.MINUTE_TAKER and membership.active_on(meeting.held_on)
    ]
    return world.directory.reached(persons)


def _of_task(world: World, task: Task, due_on: dt.date) -> Iterator[Reminder]:
    for rule in world.rules_for(ReminderScope.TASK, _group_of(task)):
        for recipient in world.directory.for_task(task):
            yield Reminder(
                kind=ReminderKind.TASK,
                subject=task,
                occurrence=f"{due_on:%Y%m%d}",
                rule=rule,
                recipient=recipient,
                at=_threshold(due_on, rule, world.zone),
                useful_until=end_of_day(due_on, world.zone),
                not_before=max(task.created_at, rule.created_at),
                about_on=due_on,
            )


def _of_overdue(world: World, task: Task, due_on: dt.date) -> Iterator[Reminder]:
    """Ask how a task stands whose day is over, until somebody has said a word since (R55)."""
    if due_on <= world.reported.get(task.id, dt.date.min):
        return
    rules = world.rules_for(ReminderScope.OVERDUE, _group_of(task))
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


def _group_of(task: Task) -> int | None:
    """The group whose rules hold for a task: the one of the meeting it comes from."""
    return task.meeting.body_id if task.meeting else None


def _of_goal(world: World, goal: Goal, day: dt.date) -> Iterator[Reminder]:
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


def _of_naming(world: World, task: Task) -> Iterator[Reminder]:
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


def _threshold(day: dt.date, rule: ReminderRule, zone: ZoneInfo) -> dt.datetime:
    """Calendar days before `day` at a local clock time, never a multiple of 24 hours (R63)."""
    return _before(day, rule.days, rule.local_time, zone)


def _before(day: dt.date, days: int, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    return local_instant(day - dt.timedelta(days=days), time, zone)
