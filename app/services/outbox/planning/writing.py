"""Puts bundles of reminders into the outbox, many at once, and what does not go beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from app.domain.reminders import Bundle, Reminder
from app.models.meetings import DatePoll, Meeting
from app.models.outbox import LetterState
from app.models.plans import Goal, Plan
from app.models.rounds import StatusRound
from app.models.tasks import Task
from app.queries import letters
from app.services.outbox.posting import enqueue_all

OBJECT_TYPES = {
    Meeting: "meeting",
    Task: "task",
    StatusRound: "round",
    Goal: "goal",
    DatePoll: "poll",
}
S = LetterState


def post(plan: Plan, bundles: Sequence[Bundle], now: dt.datetime) -> int:
    """The head of each bundle as a letter, its train folded into it; how many rows are new."""
    new = enqueue_all(
        [
            # The letter stays useful as long as anything in it is.
            _row(plan, one.head) | {"useful_until": max(r.useful_until for r in one.reminders)}
            for one in bundles
        ],
        now=now,
    )
    heads = letters.ids_of([one.head.dedup_key for one in bundles if one.train])
    train = [
        _row(plan, one)
        | {
            "state": S.CANCELLED,
            "reason": "folded",
            "folded_into_id": heads[bundle.head.dedup_key],
            "finished_at": now,
        }
        for bundle in bundles
        for one in bundle.train
    ]
    return new + enqueue_all(train, now=now)


def leave_out(plan: Plan, reminders: Iterable[Reminder], now: dt.datetime) -> None:
    """A row for each reminder that its recipient does not get, with the reason."""
    rows = [
        _row(plan, one) | {"state": S.CANCELLED, "reason": one.left_out, "finished_at": now}
        for one in reminders
    ]
    enqueue_all(rows, now=now)


def note_late(plan: Plan, reminders: Iterable[Reminder], now: dt.datetime) -> None:
    """A row for each reminder that comes too late to be of use."""
    rows = [
        _row(plan, one) | {"state": S.EXPIRED, "reason": "too_late", "finished_at": now}
        for one in reminders
    ]
    enqueue_all(rows, now=now)


def _row(plan: Plan, reminder: Reminder) -> dict[str, Any]:
    return {
        "dedup_key": reminder.dedup_key,
        "kind": reminder.kind.value,
        "object_type": OBJECT_TYPES[type(reminder.subject)],
        "object_uid": reminder.subject.uid,
        "object_sequence": reminder.subject.sequence,
        "recipient": reminder.recipient,
        "plan_id": plan.id,
        "rule_id": reminder.rule.id if reminder.rule else None,
        "due_at": reminder.at,
        "useful_until": reminder.useful_until,
    }
