"""What a meeting asks for: coming, answering, deadlines, minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from app.domain.deadlines import MINUTES_DRAFT, Deadline, deadlines_of
from app.domain.local_time import end_of_day, local_instant
from app.domain.meetings import is_external
from app.domain.reminders.recipients import Recipient
from app.domain.reminders.world import (
    ASK_AGAIN_AT,
    DEADLINE_GRACE,
    Reminder,
    ReminderKind,
    World,
    threshold,
)
from app.models.groups import Membership, MembershipRole, Reinvitation
from app.models.meetings import Addressee, Meeting, MeetingState
from app.models.outbox import ReminderScope

NO_LONGER_THERE = frozenset({Reinvitation.DECLINED, Reinvitation.UNREACHABLE})
BEFORE_INVITING = frozenset({"save_the_date", "dispatch"})
ASK_AGAIN_DAYS = 3  # before the answer-by day of an invitation
# Days after the draft was due on which it is asked for; then the overview goes on saying it.
MISSING_MINUTES_DAYS = (1, 7, 14, 21, 28)
MINUTES_WAIT = dt.timedelta(days=7)
NOBODY_WRITES = "Eine Schriftführung ist nicht benannt oder nicht zu erreichen."


def meeting_start(meeting: Meeting, zone: ZoneInfo) -> dt.datetime | None:
    """When the meeting begins, in UTC; None as long as day or time is unknown."""
    if meeting.held_on is None or meeting.begins is None:
        return None
    return local_instant(meeting.held_on, meeting.begins, zone)


def of_meeting(world: World, meeting: Meeting, held_on: dt.date) -> Iterator[Reminder]:
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
                at=threshold(held_on, rule, world.zone),
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


def of_answers(world: World, meeting: Meeting) -> Iterator[Reminder]:
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


def of_deadlines(world: World, meeting: Meeting) -> Iterator[Reminder]:
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
                    at=threshold(deadline.on, rule, world.zone),
                    useful_until=end_of_day(deadline.on, world.zone) + DEADLINE_GRACE,
                    not_before=max(meeting.created_at, rule.created_at),
                    about_on=deadline.on,
                    step=deadline.key,
                    label=deadline.label,
                )


def of_minutes(world: World, meeting: Meeting) -> Iterator[Reminder]:
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
