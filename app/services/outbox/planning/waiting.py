"""Letters that wait: the untrue are cancelled, and what replaces them is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.domain.days import local_day
from app.domain.reminders import Reminder, ReminderKind, reminders
from app.extensions import db
from app.models.outbox import LetterState, OutboxLetter
from app.models.plans import Plan
from app.queries import reminders as queries
from app.services.outbox.fates import move

S = LetterState


def renew(plan: Plan, now: dt.datetime) -> list[Reminder]:
    """Cancel waiting reminders that are no longer true; give what replaces them.

    A change of the object gives its reminders new keys. Where the old letter has not left yet,
    the new one takes its place although its threshold lies in the past.
    """
    waiting = _waiting(plan)
    if not waiting:
        return []
    carried = [row for _letter, rows in waiting for row in rows]
    today = local_day(now, plan)
    world = queries.world_of(
        plan,
        {row.object_uid for row in carried},
        {row.actor_id for row in carried if row.actor_id is not None},
        today=today,
    )
    wanted = reminders(world)
    unwanted = {one.dedup_key: one.left_out for one in wanted if one.left_out is not None}
    true_keys = {one.dedup_key for one in wanted} - unwanted.keys()
    replaced: set[tuple[str, ...]] = set()
    for letter, rows in waiting:
        keys = {row.dedup_key for row in rows}
        replaced |= {_thread(key) for key in keys - true_keys}
        if not keys & true_keys:
            move(letter, S.CANCELLED, now=now, code=unwanted.get(letter.dedup_key, "outdated"))
    return [
        one
        for one in wanted
        if one.left_out is None and one.at <= now < one.useful_until and one.thread in replaced
    ]


def _thread(dedup_key: str) -> tuple[str, ...]:
    kind, uid, _occurrence, _sequence, rule, recipient = dedup_key.split("|")
    return (kind, uid, rule, recipient)


def _waiting(plan: Plan) -> Sequence[tuple[OutboxLetter, Iterable[OutboxLetter]]]:
    """The plan's waiting reminder letters, each with all that it carries, itself included."""
    heads = {
        letter.id: letter
        for letter in db.session.scalars(
            select(OutboxLetter).where(
                OutboxLetter.plan_id == plan.id,
                OutboxLetter.kind.in_([kind.value for kind in ReminderKind]),
                OutboxLetter.state.in_([S.DUE, S.HELD]),
            )
        )
    }
    if not heads:
        return []
    carried = {letter_id: [letter] for letter_id, letter in heads.items()}
    head = select(OutboxLetter.id).where(
        OutboxLetter.plan_id == plan.id, OutboxLetter.state.in_([S.DUE, S.HELD])
    )
    for row in db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.folded_into_id.in_(head))
    ):
        if row.folded_into_id in carried:
            carried[row.folded_into_id].append(row)
    return [(letter, carried[letter_id]) for letter_id, letter in heads.items()]
