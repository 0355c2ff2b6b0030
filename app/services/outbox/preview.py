"""Shows letters without sending them: what the clock would send, and what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from zoneinfo import ZoneInfo

from app.domain.letter_habits import WEEK
from app.domain.local_time import end_of_day, local_instant
from app.domain.reminders import Bundle, Reminder, World, fold, reminders, within_limit
from app.models.plans import Plan
from app.queries import reminders as queries
from app.services.outbox.kinds import Setting, reminder_words


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """A letter the clock would send; `at` is local, `about` the uid of its first item."""

    at: dt.datetime
    to: str
    kind: str
    subject: str
    about: str
    dedup_key: str
    carries: tuple[str, ...]


def foresee(plan: Plan, first: dt.date, last: dt.date, setting: Setting) -> list[Foreseen]:
    """Every letter of the local days `first` to `last`, as if all of it were still to come.

    When things were created plays no part: this answers what would be sent (R75). A poll that
    opens later than it would remind has asked lately enough.
    """
    zone = ZoneInfo(plan.timezone)
    begin, end = local_instant(first, dt.time(0), zone), end_of_day(last, zone)
    world = queries.world_between(plan, first, last, today=first)
    within = [one for one in reminders(world) if begin <= one.at < end and one.left_out is None]
    return [
        _foreseen(plan, bundle, at.astimezone(zone), setting)
        for at, bundle in _in_turn(world, within)
    ]


def _in_turn(world: World, within: list[Reminder]) -> Iterator[tuple[dt.datetime, Bundle]]:
    """The letters one tick after another, as far as a week's limit lets them go."""
    exempt = {one.key for one in world.directory.office}
    sent: list[tuple[dt.datetime, str]] = []
    for at, group in groupby(within, key=lambda reminder: reminder.at):
        received: dict[str, int] = {}
        for sent_at, address in sent:
            if sent_at > at - WEEK:
                received[address] = received.get(address, 0) + 1
        going, _left_out = within_limit(fold(group), received, world.habits, exempt=exempt)
        for bundle in going:
            sent.append((at, bundle.head.recipient.address))
            yield at, bundle


def _foreseen(plan: Plan, bundle: Bundle, at: dt.datetime, setting: Setting) -> Foreseen:
    head = bundle.head
    words = reminder_words(plan, head.recipient, list(bundle.reminders), replace(setting, now=at))
    return Foreseen(
        at=at,
        to=head.recipient.address,
        kind=head.kind.value,
        subject=words.subject,
        about=str(head.subject.uid),
        dedup_key=head.dedup_key,
        carries=tuple(reminder.dedup_key for reminder in bundle.reminders),
    )
