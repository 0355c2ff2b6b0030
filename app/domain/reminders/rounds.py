"""What a running status round asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from app.domain.local_time import end_of_day, local_instant
from app.domain.reminders.world import ASK_AGAIN_AT, Reminder, ReminderKind, World
from app.models.rounds import StatusRound

ROUND_DAYS = (7, 1)  # before the answer-by day of a status round
ROUND_REST = dt.timedelta(days=2)  # whoever had a letter of the round just now gets no other


def of_round(world: World, round_: StatusRound, waiting: frozenset[int]) -> Iterator[Reminder]:
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
