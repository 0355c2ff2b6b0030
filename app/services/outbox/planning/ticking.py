"""One tick of the planner: everything whose threshold was crossed since the last one."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from app.domain.days import local_day
from app.domain.preferences import LOOK_BACK
from app.domain.reminders import Reminder, crossed, fold, newly_wished, reminders, within_limit
from app.domain.reminders.rules import days_asked
from app.extensions import db
from app.models.plans import Plan
from app.queries import letters, preferences
from app.queries import reminders as queries
from app.services.outbox.fates import expire
from app.services.outbox.office import system_state, ticked
from app.services.outbox.planning import waiting, writing
from app.services.outbox.polls import invite_newcomers

HORIZON = dt.timedelta(days=30)  # how far back a long silence is made up for


def plan_reminders(*, host: str, now: dt.datetime) -> int:
    """Bring the outbox in line with the world at `now`; how many reminders are new.

    Running it twice, on two machines, or after the clock went back adds nothing.
    """
    state = system_state(host)
    expire(now=now)
    since = _since(state.planned_until_at, now)
    new = sum(_plan_one(plan, since, now) for plan in queries.plans())
    ticked(state, now=now)
    db.session.flush()
    return new


def _since(planned_until: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """After a set-back of the clock look at everything again: the keys prevent a second letter."""
    if planned_until is None or planned_until > now:
        return now - HORIZON
    return max(planned_until, now - HORIZON)


def _plan_one(plan: Plan, since: dt.datetime, now: dt.datetime) -> int:
    due = {one.dedup_key: one for one in [*_due(plan, since, now), *waiting.renew(plan, now)]}
    known = letters.known_keys(due.keys())
    new = _write(plan, [one for key, one in due.items() if key not in known], now)
    return new + invite_newcomers(plan, now=now)


def _due(plan: Plan, since: dt.datetime, now: dt.datetime) -> list[Reminder]:
    """What was crossed in the span; most ticks meet no rule's clock time and read nothing more."""
    rules, today = queries.rules_of(plan), local_day(now, plan)
    days = days_asked(rules, ZoneInfo(plan.timezone), since=since, until=now)
    wished = preferences.changed_since(since)
    if days is None and not wished:
        return []
    first, last = days or (today, today)
    if wished:
        first = min(first, local_day(since - LOOK_BACK, plan))
    world = queries.world_between(plan, first, last, today=today)
    wanted = reminders(world)
    return [
        *crossed(wanted, since=since, until=now),
        *newly_wished(world, wanted, since=since, until=now),
    ]


def _write(plan: Plan, fresh: list[Reminder], now: dt.datetime) -> int:
    """Letters for what is useful, and a trace of what does not go; how many go."""
    useful = [one for one in fresh if one.left_out is None and one.useful_until > now]
    office = queries.directory(plan, now).office if useful else ()
    going, over = within_limit(
        fold(useful),
        letters.received({one.recipient.address for one in useful}, now),
        queries.habits_of(plan.id),
        exempt={one.key for one in office},
    )
    writing.leave_out(plan, [one for one in fresh if one.left_out is not None] + over, now)
    writing.note_late(
        plan, [one for one in fresh if one.left_out is None and one.useful_until <= now], now
    )
    return writing.post(plan, going, now)
