"""Plans reminders: what thresholds were crossed becomes letters, what is untrue is cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.domain.days import local_day
from app.domain.reminders import (
    Bundle,
    Reminder,
    ReminderKind,
    crossed,
    fold,
    newly_wished,
    reminders,
)
from app.extensions import db
from app.models.meetings import Meeting
from app.models.outbox import LetterState, OutboxLetter
from app.models.plans import Goal, Plan
from app.models.rounds import StatusRound
from app.models.tasks import Task
from app.queries import reminders as queries
from app.services.outbox.fates import expire, move
from app.services.outbox.office import system_state, ticked
from app.services.outbox.polls import remind_of_polls
from app.services.outbox.posting import enqueue

HORIZON = dt.timedelta(days=30)  # how far back a long silence is made up for
REACH_BACK = 45  # days of the world the planner looks at, either side of today
OBJECT_TYPES = {Meeting: "meeting", Task: "task", StatusRound: "round", Goal: "goal"}
S = LetterState


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
    today = local_day(now, plan)
    days = dt.timedelta(days=REACH_BACK)
    world = queries.world_between(plan, today - days, today + days, today=today)
    wanted = reminders(world)
    due = [
        *crossed(wanted, since=since, until=now),
        *newly_wished(world, wanted, since=since, until=now),
        *_successors(plan, wanted, now),
    ]
    known = _known({reminder.dedup_key for reminder in due})
    fresh = {r.dedup_key: r for r in due if r.dedup_key not in known}
    useful: list[Reminder] = []
    for reminder in fresh.values():  # what does not go is not lost without a trace
        if reminder.left_out is not None:
            _insert(plan, reminder, now, state=S.CANCELLED, reason=reminder.left_out)
        elif reminder.useful_until <= now:
            _insert(plan, reminder, now, state=S.EXPIRED, reason="too_late")
        else:
            useful.append(reminder)
    reminded = sum(_insert_bundle(plan, bundle, now) for bundle in fold(useful))
    return reminded + remind_of_polls(plan, now=now)


def _successors(plan: Plan, wanted: Sequence[Reminder], now: dt.datetime) -> list[Reminder]:
    """Cancel waiting reminders that are no longer true; give what replaces them.

    A change of the object gives its reminders new keys. Where the old letter has not left yet,
    the new one takes its place although its threshold lies in the past.
    """
    unwanted = {r.dedup_key: r.left_out for r in wanted if r.left_out is not None}
    true_keys = {reminder.dedup_key for reminder in wanted} - unwanted.keys()
    replaced: set[tuple[str, ...]] = set()
    for letter, keys in _waiting(plan):
        replaced |= {_thread(key) for key in keys - true_keys}
        if not keys & true_keys:
            code = unwanted.get(letter.dedup_key, "outdated")
            move(letter, S.CANCELLED, now=now, code=code)
    return [
        r
        for r in wanted
        if r.left_out is None and r.at <= now < r.useful_until and r.thread in replaced
    ]


def _thread(dedup_key: str) -> tuple[str, ...]:
    kind, uid, _occurrence, _sequence, rule, recipient = dedup_key.split("|")
    return (kind, uid, rule, recipient)


def _waiting(plan: Plan) -> Iterable[tuple[OutboxLetter, set[str]]]:
    """The plan's waiting reminder letters, each with the keys of all it carries."""
    heads = db.session.scalars(
        select(OutboxLetter).where(
            OutboxLetter.plan_id == plan.id,
            OutboxLetter.kind.in_([kind.value for kind in ReminderKind]),
            OutboxLetter.state.in_([S.DUE, S.HELD]),
        )
    ).all()
    keys = {letter.id: {letter.dedup_key} for letter in heads}
    folded = db.session.execute(
        select(OutboxLetter.folded_into_id, OutboxLetter.dedup_key).where(
            OutboxLetter.folded_into_id.in_(keys)
        )
    )
    for head_id, key in folded:
        if head_id is not None:
            keys[head_id].add(key)
    return [(letter, keys[letter.id]) for letter in heads]


def _known(keys: set[str]) -> set[str]:
    return set(
        db.session.scalars(select(OutboxLetter.dedup_key).where(OutboxLetter.dedup_key.in_(keys)))
    )


def _insert_bundle(plan: Plan, bundle: Bundle, now: dt.datetime) -> int:
    """The head as a letter, its train folded into it; how many rows are new."""
    head_id: int | None = None
    new = 0
    # The letter stays useful as long as anything in it is; what is late is left out when written.
    until = max(reminder.useful_until for reminder in bundle.reminders)
    for reminder in bundle.reminders:
        if head_id is None:
            head_id = _insert(plan, reminder, now, useful_until=until)
            new += head_id is not None
        else:
            folded = _insert(
                plan, reminder, now, state=S.CANCELLED, reason="folded", folded_into_id=head_id
            )
            new += folded is not None
    return new


def _insert(
    plan: Plan,
    reminder: Reminder,
    now: dt.datetime,
    *,
    state: LetterState = S.DUE,
    reason: str | None = None,
    folded_into_id: int | None = None,
    useful_until: dt.datetime | None = None,
) -> int | None:
    return enqueue(
        dedup_key=reminder.dedup_key,
        kind=reminder.kind.value,
        object_type=OBJECT_TYPES[type(reminder.subject)],
        object_uid=reminder.subject.uid,
        object_sequence=reminder.subject.sequence,
        recipient=reminder.recipient,
        now=now,
        state=state,
        reason=reason,
        plan_id=plan.id,
        rule_id=reminder.rule.id if reminder.rule else None,
        due_at=reminder.at,
        useful_until=useful_until or reminder.useful_until,
        finished_at=None if state is S.DUE else now,
        folded_into_id=folded_into_id,
    )
