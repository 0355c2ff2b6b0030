"""Shows letters without sending them: what the clock would send, and what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from zoneinfo import ZoneInfo

from app.domain.local_time import end_of_day, local_instant
from app.domain.reminders import Reminder, fold, reminders
from app.models.plans import Plan
from app.queries import reminders as queries
from app.services.outbox.kinds import Setting, reminder_words
from app.services.outbox.polls import REMINDER, AskedAgain, foreseen_polls


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

    When things were created plays no part: this answers what would be sent (R75).
    """
    zone = ZoneInfo(plan.timezone)
    begin, end = local_instant(first, dt.time(0), zone), end_of_day(last, zone)
    world = queries.world_between(plan, first, last, today=first)
    within = [one for one in reminders(world) if begin <= one.at < end and one.left_out is None]
    letters = [
        letter
        for at, group in groupby(within, key=lambda reminder: reminder.at)
        for letter in _at(plan, at.astimezone(zone), list(group), setting)
    ]
    polls = [_of_poll(row, zone) for row in foreseen_polls(plan, begin, end, now=setting.now)]
    return sorted([*letters, *polls], key=lambda letter: letter.at)


def _at(plan: Plan, at: dt.datetime, due: list[Reminder], setting: Setting) -> Iterator[Foreseen]:
    for bundle in fold(due):
        head = bundle.head
        words = reminder_words(
            plan, head.recipient, list(bundle.reminders), replace(setting, now=at)
        )
        yield Foreseen(
            at=at,
            to=head.recipient.address,
            kind=head.kind.value,
            subject=words.subject,
            about=str(head.subject.uid),
            dedup_key=head.dedup_key,
            carries=tuple(reminder.dedup_key for reminder in bundle.reminders),
        )


def _of_poll(asked: AskedAgain, zone: ZoneInfo) -> Foreseen:
    return Foreseen(
        at=asked.at.astimezone(zone),
        to=asked.recipient.address,
        kind=REMINDER,
        subject=asked.subject,
        about=str(asked.poll.uid),
        dedup_key=asked.dedup_key,
        carries=(asked.dedup_key,),
    )
