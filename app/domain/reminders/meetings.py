"""What a meeting asks for: coming, answering, an agenda, deadlines, minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from app.domain.deadlines import MINUTES_DRAFT, Deadline, deadlines_of
from app.domain.local_time import end_of_day, local_instant
from app.domain.meetings import is_external
from app.domain.reminders.recipients import Line, Recipient
from app.domain.reminders.rules import reach_of
from app.domain.reminders.world import DEADLINE_GRACE, Reminder, ReminderKind, World
from app.language import N_
from app.models.groups import Membership, MembershipRole, Reinvitation
from app.models.meetings import Addressee, Meeting, MeetingState
from app.models.reminders import Reach, ReminderScope

NO_LONGER_THERE = frozenset({Reinvitation.DECLINED, Reinvitation.UNREACHABLE})
BEFORE_INVITING = frozenset({"save_the_date", "dispatch"})
NOBODY_WRITES = N_("Eine Schriftführung ist nicht benannt oder nicht zu erreichen.")


def meeting_start(meeting: Meeting, zone: ZoneInfo) -> dt.datetime | None:
    """When the meeting begins, in UTC; None as long as day or time is unknown."""
    if meeting.held_on is None or meeting.begins is None:
        return None
    return local_instant(meeting.held_on, meeting.begins, zone)


def of_meeting(world: World, meeting: Meeting, held_on: dt.date) -> Iterator[Reminder]:
    if is_external(meeting) or meeting.state is MeetingState.HELD:
        return
    start = meeting_start(meeting, world.zone)
    until = start or end_of_day(held_on, world.zone)
    occurrence = f"{start:%Y%m%dT%H%M%SZ}" if start else f"{held_on:%Y%m%d}"
    for rule, at in world.ahead(ReminderScope.MEETING, meeting.body_id, held_on):
        for membership, recipient in _participants(world, meeting, held_on):
            yield Reminder(
                kind=ReminderKind.MEETING,
                subject=meeting,
                occurrence=occurrence,
                rule=rule,
                recipient=recipient,
                at=at,
                useful_until=until,
                not_before=max(meeting.created_at, rule.created_at, membership.created_at),
                about_on=held_on,
            )


def _participants(
    world: World, meeting: Meeting, held_on: dt.date
) -> Iterator[tuple[Membership, Recipient]]:
    """Active members on the day, but for guests and those who declined."""
    for membership in world.memberships(meeting):
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
    """To whoever was invited and has not answered, unless invited later than that."""
    answer_by, invited_at = meeting.answer_by_on, meeting.invited_at
    if meeting.state is not MeetingState.INVITED or answer_by is None or invited_at is None:
        return
    for rule, at in world.ahead(ReminderScope.ANSWER, meeting.body_id, answer_by):
        for person_id, listed_at in world.owing_of.get(meeting.id, ()):
            recipient = world.directory.reachable.get(person_id)
            if recipient is not None:
                yield Reminder(
                    kind=ReminderKind.ANSWER,
                    subject=meeting,
                    occurrence=f"{answer_by:%Y%m%d}",
                    rule=rule,
                    recipient=recipient,
                    at=at,
                    useful_until=end_of_day(answer_by, world.zone),
                    not_before=max(invited_at, listed_at, rule.created_at),
                    about_on=answer_by,
                )


def of_agenda(world: World, meeting: Meeting, held_on: dt.date) -> Iterator[Reminder]:
    """A meeting to come without a single item on its agenda."""
    past = meeting.state is MeetingState.HELD
    if past or is_external(meeting) or meeting.id in world.with_agenda:
        return
    for rule, at in world.ahead(ReminderScope.AGENDA, meeting.body_id, held_on):
        chairs = _holding(world, meeting, MembershipRole.CHAIR, MembershipRole.DEPUTY_CHAIR)
        line = {
            Reach.CHAIR: (meeting.chair_id, *chairs),
            Reach.DEPUTY: _deputies(world, (meeting.chair_id, *chairs)),
        }
        for recipient in world.directory.along(line, reach_of(rule)):
            yield Reminder(
                kind=ReminderKind.AGENDA,
                subject=meeting,
                occurrence=f"{held_on:%Y%m%d}",
                rule=rule,
                recipient=recipient,
                at=at,
                useful_until=meeting_start(meeting, world.zone) or end_of_day(held_on, world.zone),
                not_before=max(meeting.created_at, rule.created_at),
                about_on=held_on,
            )


def of_deadlines(world: World, meeting: Meeting) -> Iterator[Reminder]:
    if not world.rules_for(ReminderScope.DEADLINE, meeting.body_id):
        return
    for deadline in deadlines_of(meeting, world.deadline_rules, world.plan.holiday_region):
        if deadline.key in BEFORE_INVITING and meeting.state is not MeetingState.PLANNED:
            continue
        if deadline.key == MINUTES_DRAFT and meeting.id in world.minutes_out:
            continue
        if (meeting.id, deadline.key) in world.deadlines_met:
            continue
        for rule, at in world.ahead(ReminderScope.DEADLINE, meeting.body_id, deadline.on):
            for recipient in _in_charge(world, meeting, deadline):
                yield Reminder(
                    kind=ReminderKind.DEADLINE,
                    subject=meeting,
                    occurrence=f"{deadline.on:%Y%m%d}",
                    rule=rule,
                    recipient=recipient,
                    at=at,
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
        for stage in world.late(ReminderScope.MINUTES, meeting.body_id, deadline.on):
            line = _minutes_line(world, meeting)
            takers = {*line[Reach.MINUTE_TAKER], *line[Reach.DEPUTY]}
            for recipient in world.directory.along(line, reach_of(stage.rule)):
                yield Reminder(
                    kind=ReminderKind.MINUTES,
                    subject=meeting,
                    occurrence=f"{deadline.on:%Y%m%d}+{stage.days}",
                    rule=stage.rule,
                    recipient=recipient,
                    at=local_instant(stage.on, stage.rule.local_time, world.zone),
                    useful_until=local_instant(stage.until, stage.rule.local_time, world.zone),
                    not_before=max(meeting.created_at, stage.rule.created_at),
                    about_on=deadline.on,
                    label="" if recipient.actor_id in takers else NOBODY_WRITES,
                )


def _in_charge(world: World, meeting: Meeting, deadline: Deadline) -> Sequence[Recipient]:
    """The office; for minutes whoever takes them, by the meeting or else by the group."""
    if deadline.addressee is Addressee.OFFICE:
        return world.directory.office
    line = _minutes_line(world, meeting)
    return world.directory.along(line, (Reach.MINUTE_TAKER, Reach.OFFICE))


def _minutes_line(world: World, meeting: Meeting) -> Line:
    """Who writes the minutes: named for the meeting, or else by the group; their deputies."""
    takers = (
        meeting.minute_taker_id,
        *_holding(world, meeting, MembershipRole.MINUTE_TAKER),
    )
    return {
        Reach.MINUTE_TAKER: takers,
        Reach.DEPUTY: _deputies(world, takers),
        Reach.CHAIR: (meeting.chair_id, *_holding(world, meeting, MembershipRole.CHAIR)),
    }


def _holding(world: World, meeting: Meeting, *roles: MembershipRole) -> list[int]:
    """Who holds one of the roles in the group on the day of the meeting, in the roles' order."""
    if meeting.held_on is None:
        return []
    return [
        one.person_id
        for role in roles
        for one in world.memberships(meeting)
        if one.role is role and one.active_on(meeting.held_on)
    ]


def _deputies(world: World, actor_ids: Iterable[int | None]) -> list[int]:
    deputies = world.directory.deputies
    return [one for actor_id in actor_ids if actor_id for one in deputies.get(actor_id, ())]
