"""When a letter may leave: at night most of them wait for the morning (see letter_habits)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from app.domain.letter_habits import leaves_at
from app.extensions import db
from app.models.plans import Plan
from app.queries import reminders as queries

URGENT, ORDINARY = 0, 5
ASKED_FOR = frozenset({"sign_in", "barrier_report"})  # these never wait for the morning


def may_leave_at(
    *,
    plan_id: int | None,
    kind: str,
    priority: int,
    useful_until: dt.datetime | None,
    now: dt.datetime,
) -> dt.datetime:
    """`now`, or the end of its plan's night."""
    plan = db.session.get(Plan, plan_id) if plan_id is not None else None
    if plan is None or kind in ASKED_FOR:
        return now
    zone, urgent = ZoneInfo(plan.timezone), priority == URGENT
    return leaves_at(
        queries.habits_of(plan.id), now, zone, urgent=urgent, useful_until=useful_until
    )
