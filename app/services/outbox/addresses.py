"""Addresses that fail: nobody writes to them in vain, and the office is told of each."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select

from app.domain.days import local_day
from app.domain.reminders import Recipient
from app.extensions import db
from app.mail import letters
from app.models.accounts import Account, PlanAccess
from app.models.outbox import AddressState, AddressStatus, OutboxLetter
from app.models.people import Actor
from app.models.plans import Plan
from app.queries import reminders as queries
from app.services import audit
from app.services.outbox.drafts import Draft, NotWanted, Setting, plan_of, signature
from app.services.outbox.posting import enqueue

KIND = "address_failed"
WORTH_TELLING = dt.timedelta(days=30)


def mark_unreachable(
    letter: OutboxLetter, address_hash: str, evidence: str, *, now: dt.datetime
) -> None:
    """A relay has said for good that nobody lives there: no letter goes there any more.

    `evidence` is the relay's code, such as "550 5.1.1". The offices concerned get a letter.
    """
    known = db.session.get(AddressState, address_hash)
    if known is None:
        known = AddressState(
            address_hash=address_hash, status=AddressStatus.HARD, since_at=now, evidence=evidence
        )
        db.session.add(known)
    else:
        known.status, known.since_at, known.evidence = AddressStatus.HARD, now, evidence
    for plan in _plans_of(letter):
        _tell(plan, letter, known, now)


def try_again(
    address_hash: str, *, plan_id: int, whose: uuid.UUID, by: int | None, now: dt.datetime
) -> None:
    """Somebody knows that the address is right: letters go there again."""
    known = db.session.get(AddressState, address_hash)
    if known is None or known.status is AddressStatus.OK:
        return
    known.status, known.since_at = AddressStatus.OK, now
    audit.note(
        "address.try_again",
        by=by,
        now=now,
        plan_id=plan_id,
        object_type="actor",
        object_uid=whose,
    )


def _plans_of(letter: OutboxLetter) -> list[Plan]:
    """The plans whose offices should know: the letter's, else those of its account."""
    wanted = select(Plan).order_by(Plan.id)
    if letter.plan_id is not None:
        wanted = wanted.where(Plan.id == letter.plan_id)
    else:
        accesses = select(PlanAccess.plan_id).where(PlanAccess.account_id == letter.account_id)
        wanted = wanted.where(Plan.id.in_(accesses))
    return list(db.session.scalars(wanted))


def _tell(plan: Plan, letter: OutboxLetter, known: AddressState, now: dt.datetime) -> None:
    for recipient in queries.directory(plan, now).office:
        if recipient.address == letter.address:
            continue  # it is the one that cannot be reached
        enqueue(
            dedup_key=f"{KIND}|{known.address_hash}|{now:%Y%m%d%H%M%S}|{recipient.key}",
            kind=KIND,
            object_type="address",
            object_uid=uuid.uuid5(uuid.NAMESPACE_OID, known.address_hash),
            recipient=recipient,
            now=now,
            plan_id=plan.id,
            useful_until=now + WORTH_TELLING,
            payload={
                "hash": known.address_hash,
                "address": letter.address,
                "actor_id": letter.actor_id,
                "account_id": letter.account_id,
            },
        )


def failed(letter: OutboxLetter, setting: Setting) -> Draft:
    """Tells the office whose address has failed, while it still does."""
    plan, said = plan_of(letter), letter.payload
    if said is None:
        raise NotWanted("no_text")
    known = db.session.get(AddressState, said["hash"])
    if known is None or known.status is not AddressStatus.HARD:
        raise NotWanted("outdated")
    recipient = _still_office(plan, letter, setting.now)
    actor = db.session.get(Actor, said["actor_id"]) if said["actor_id"] else None
    account = db.session.get(Account, said["account_id"]) if said["account_id"] else None
    whose = actor.name if actor else account.name if account else said["address"]
    return Draft(
        recipient=recipient,
        words=lambda: letters.address_failed(
            signature=signature(plan, setting, recipient),
            name=recipient.name,
            whose=whose,
            address=said["address"],
            code=known.evidence or "",
            since=local_day(known.since_at, plan),
            url=f"{setting.base_url}/akteure/{actor.uid}"
            if actor
            else f"{setting.base_url}/verwaltung/nicht-angekommen",
        ),
    )


def _still_office(plan: Plan, letter: OutboxLetter, now: dt.datetime) -> Recipient:
    for recipient in queries.directory(plan, now).office:
        if (recipient.account_id, recipient.actor_id) == (letter.account_id, letter.actor_id):
            return recipient
    raise NotWanted("not_reachable")
