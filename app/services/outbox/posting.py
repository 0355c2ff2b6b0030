"""Puts letters into the outbox, in the transaction of the deed that causes them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert as core_insert
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.days import local_day
from app.domain.reminders import Recipient
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Membership
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter
from app.models.plans import Plan
from app.queries import reminders as queries
from app.queries.onboarding import MAIL_TEST
from app.services.outbox.resting import ORDINARY, URGENT, Nights, may_leave_at

WELCOME_DAYS = 30


def enqueue(*, dedup_key: str, recipient: Recipient, now: dt.datetime, **more: Any) -> int | None:
    """The id of the new letter; None if the key exists already, which is no error.

    `more` are columns of OutboxLetter, `kind`, `object_type` and `object_uid` among them.
    """
    if not enqueue_all([{"dedup_key": dedup_key, "recipient": recipient, **more}], now=now):
        return None
    return db.session.scalar(select(OutboxLetter.id).where(OutboxLetter.dedup_key == dedup_key))


def enqueue_all(rows: Sequence[dict[str, Any]], *, now: dt.datetime) -> int:
    """The same of many at once, each a row of columns with its `recipient`; how many are new."""
    if not rows:
        return 0
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    nights = Nights()
    columns = [_columns(row, nights, now) for row in rows]
    # The row count is no help: it is -1 on PostgreSQL. A returned row proves the insert.
    new = db.session.execute(
        insert(OutboxLetter)
        .on_conflict_do_nothing(index_elements=["dedup_key"])
        .returning(OutboxLetter.id, OutboxLetter.state, OutboxLetter.reason),
        columns,
    ).all()
    if new:
        db.session.execute(
            core_insert(OutboxEvent),
            [
                {"letter_id": letter_id, "at": now, "to_state": state, "code": reason}
                for letter_id, state, reason in new
            ],
        )
    return len(new)


def _columns(row: dict[str, Any], nights: Nights, now: dt.datetime) -> dict[str, Any]:
    given = dict(row)
    recipient: Recipient = given.pop("recipient")
    usual = {
        "account_id": recipient.account_id,
        "actor_id": recipient.actor_id,
        "address": recipient.address,
        "state": LetterState.DUE,
        "reason": None,
        "priority": ORDINARY,
        "object_sequence": 0,
        "attempt": 0,
        "unc": 0,
        "plan_id": None,
        "rule_id": None,
        "folded_into_id": None,
        "payload": None,
        "useful_until": None,
        "finished_at": None,
        "created_at": now,
    }
    columns = usual | given
    columns["due_at"] = columns.get("due_at") or now
    if columns["state"] is not LetterState.DUE:
        return columns | {"next_at": now}
    asked = {name: columns[name] for name in ("kind", "priority", "useful_until")}
    return columns | {"next_at": may_leave_at(nights.of(columns["plan_id"]), now, **asked)}


def queue_sign_in(
    account: Account, *, url: str, valid_until: dt.datetime, now: dt.datetime
) -> int | None:
    """The letter with a one-time link; it expires with the link and is never sent late."""
    return enqueue(
        dedup_key=f"sign_in|{account.uid}|{hashlib.sha256(url.encode()).hexdigest()[:32]}",
        kind="sign_in",
        object_type="account",
        object_uid=account.uid,
        recipient=Recipient(name=account.name, address=account.email, account_id=account.id),
        now=now,
        priority=URGENT,
        useful_until=valid_until,
        payload={"url": url},
    )


def queue_mail_test(account: Account, plan: Plan, *, now: dt.datetime) -> int | None:
    """A letter that somebody sends to themselves, to see whether letters arrive."""
    return enqueue(
        dedup_key=f"{MAIL_TEST}|{account.uid}|{now:%Y%m%dT%H%M%S%f}",
        kind=MAIL_TEST,
        object_type="account",
        object_uid=account.uid,
        recipient=Recipient(name=account.name, address=account.email, account_id=account.id),
        now=now,
        priority=URGENT,
        plan_id=plan.id,
        useful_until=now + dt.timedelta(days=1),
    )


def queue_welcome(membership: Membership, *, now: dt.datetime) -> int | None:
    """Tells a person that it belongs to a group now; None if it cannot be reached or has left."""
    body = membership.body
    recipient = queries.directory(body.plan, now, membership.person).reachable.get(
        membership.person_id
    )
    if recipient is None or not membership.active_on(local_day(now, body.plan)):
        return None
    return enqueue(
        dedup_key=f"invitation_to_group|{body.uid}|m{membership.id}|{recipient.key}",
        kind="invitation_to_group",
        object_type="body",
        object_uid=body.uid,
        recipient=recipient,
        now=now,
        plan_id=body.plan_id,
        useful_until=now + dt.timedelta(days=WELCOME_DAYS),
        payload={"membership_id": membership.id},
    )
