"""What a running status round and an open date poll ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.domain.local_time import end_of_day
from app.domain.reminders.world import Reminder, ReminderKind, World
from app.models.meetings import DatePoll
from app.models.reminders import ReminderScope
from app.models.rounds import StatusRound

ROUND_REST = dt.timedelta(days=2)  # whoever had a letter of the round just now gets no other


def of_round(world: World, round_: StatusRound, waiting: frozenset[int]) -> Iterator[Reminder]:
    """Before the end, to whoever has not delivered; the office's own letters count."""
    since = (round_.reminded_at or round_.opened_at) + ROUND_REST
    yield from _owed(world, ReminderKind.ROUND, ReminderScope.ROUND, None, round_, waiting, since)


def of_poll(world: World, poll: DatePoll, waiting: frozenset[int]) -> Iterator[Reminder]:
    """Before the end, to whoever has not answered; a poll opened later has asked lately enough."""
    body_id, since = poll.meeting.body_id, poll.opened_at
    yield from _owed(world, ReminderKind.POLL, ReminderScope.POLL, body_id, poll, waiting, since)


def _owed(
    world: World,
    kind: ReminderKind,
    scope: ReminderScope,
    body_id: int | None,
    subject: StatusRound | DatePoll,
    waiting: frozenset[int],
    since: dt.datetime,
) -> Iterator[Reminder]:
    for rule, at in world.ahead(scope, body_id, subject.answer_by):
        for person_id in sorted(waiting & world.directory.reachable.keys()):
            yield Reminder(
                kind=kind,
                subject=subject,
                occurrence=f"{subject.answer_by:%Y%m%d}",
                rule=rule,
                recipient=world.directory.reachable[person_id],
                at=at,
                useful_until=end_of_day(subject.answer_by, world.zone),
                not_before=max(since, rule.created_at),
                about_on=subject.answer_by,
            )
