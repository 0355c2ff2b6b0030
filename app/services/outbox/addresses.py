"""Addresses that fail: remembered by their keyed hash, so that nobody writes to them in vain."""

from __future__ import annotations

import datetime as dt

from app.extensions import db
from app.models.outbox import AddressState, AddressStatus, OutboxLetter


def mark_unreachable(
    letter: OutboxLetter, address_hash: str, evidence: str, *, now: dt.datetime
) -> None:
    """A relay has said for good that nobody lives there; no letter goes there any more."""
    _mark(address_hash, AddressStatus.HARD, evidence, now)


def _mark(address_hash: str, status: AddressStatus, evidence: str, now: dt.datetime) -> None:
    known = db.session.get(AddressState, address_hash)
    if known is None:
        db.session.add(
            AddressState(address_hash=address_hash, status=status, since_at=now, evidence=evidence)
        )
    else:
        known.status, known.since_at, known.evidence = status, now, evidence
