"""When a letter may leave: at night most of them wait for the morning (see letter_habits)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from app.domain.letter_habits import leaves_at
from app.extensions import db
from app.models.plans import Plan
from app.models.reminders import LetterHabits
from app.queries import reminders as queries
from app.queries.onboarding import MAIL_TEST

URGENT, ORDINARY = 0, 5
ASKED_FOR = frozenset({"sign_in", "barrier_report", MAIL_TEST})  # these never wait for the morning
Resting = tuple[LetterHabits | None, ZoneInfo]


def may_leave_at(
    rest: Resting | None,
    now: dt.datetime,
    *,
    kind: str,
    priority: int,
    useful_until: dt.datetime | None,
) -> dt.datetime:
    """When such a letter may leave: `now`, or the end of its plan's night; None: of no plan."""
    if rest is None or kind in ASKED_FOR:
        return now
    habits, zone = rest
    return leaves_at(habits, now, zone, urgent=priority == URGENT, useful_until=useful_until)


class Nights:
    """The nights of plans, each read once."""

    def __init__(self) -> None:
        self._known: dict[int, Resting] = {}

    def of(self, plan_id: int | None) -> Resting | None:
        """When the plan's letters rest."""
        if plan_id is None:
            return None
        if plan_id not in self._known:
            zone = ZoneInfo(db.session.get_one(Plan, plan_id).timezone)
            self._known[plan_id] = (queries.habits_of(plan_id), zone)
        return self._known[plan_id]
