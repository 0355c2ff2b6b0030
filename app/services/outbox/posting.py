"""Puts letters into the outbox, in the transaction of the deed that causes them."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app.domain.days import local_day
from app.domain.reminders import Recipient
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Membership
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter
from app.queries import reminders as queries

WELCOME_DAYS = 30
URGENT, ORDINARY = 0, 5


def enqueue(
    *,
    dedup_key: str,
    kind: str,
    object_type: str,
    object_uid: uuid.UUID,
    recipient: Recipient,
    now: dt.datetime,
    state: LetterState = LetterState.DUE,
    reason: str | None = None,
    due_at: dt.datetime | None = None,
    **more: Any,
) -> int | None:
    """The id of the new letter; None if the key exists already, which is no error."""
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(OutboxLetter)
        .values(
            dedup_key=dedup_key,
            kind=kind,
            object_type=object_type,
            object_uid=object_uid,
            account_id=recipient.account_id,
            actor_id=recipient.actor_id,
            address=recipient.address,
            state=state,
            reason=reason,
            due_at=due_at or now,
            next_at=now,
            created_at=now,
            **({"priority": ORDINARY, "object_sequence": 0, "attempt": 0, "unc": 0} | more),
        )
        .on_conflict_do_nothing(index_elements=["dedup_key"])
    )
    # The row count is no help: it is -1 on PostgreSQL. A returned row proves the insert.
    letter_id = db.session.scalar(statement.returning(OutboxLetter.id))
    if letter_id is not None:
        db.session.add(OutboxEvent(letter_id=letter_id, at=now, to_state=state, code=reason))
        db.session.flush()
    return letter_id


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
