"""The last look before a letter leaves: may it, what does it say; its bytes are frozen with it."""

from __future__ import annotations

import datetime as dt
import logging
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.documents.pdf import Unprinted
from app.domain.outbox import Failure
from app.extensions import db
from app.mail.message import Envelope, letter_bytes, message_id
from app.models.outbox import LetterState, OutboxLetter
from app.services.outbox.fates import Lease, step
from app.services.outbox.kinds import Draft, NotWanted, draft
from app.services.outbox.office import closed, system_state
from app.services.outbox.sending.desk import Desk

log = logging.getLogger(__name__)
S = LetterState


def intend(lease: Lease, desk: Desk, *, now: dt.datetime) -> bytes | None:
    """Check the letter against the present, write it, note the intent to send; gives its bytes.

    None: it must not go, or is not ours. What it says and that it goes are of one moment, so it
    never says what is no longer so. Raises pdf.Unprinted when its paper is not at hand and no
    press may start.
    """
    letter = held(lease, S.LEASED)
    if letter is None or closed(system_state(desk.host), host=desk.host) is not None:
        return None
    found = _checked(letter, lease, desk, now)
    if found is None:
        return None
    if found.recipient.address != lease.address:
        address = found.recipient.address
        step(lease, S.LEASED, S.DUE, now=now, code="address_changed", next_at=now, address=address)
        return None
    if letter.mime is not None:  # it was on its way before: the same octets again, or nothing
        return letter.mime if step(lease, S.LEASED, S.SENDING, now=now) else None
    return _frozen(letter, found, lease, desk, now)


def held(lease: Lease, state: LetterState) -> OutboxLetter | None:
    """The row if it is still in our hands and in `state`, locked until the transaction ends."""
    return db.session.scalar(
        select(OutboxLetter)
        .where(
            OutboxLetter.id == lease.letter_id,
            OutboxLetter.owner == lease.owner,
            OutboxLetter.attempt == lease.attempt,
            OutboxLetter.state == state,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _checked(letter: OutboxLetter, lease: Lease, desk: Desk, now: dt.datetime) -> Draft | None:
    """What the letter says now; None when it may not go, and then its fate is written."""
    if letter.useful_until is not None and letter.useful_until <= now:
        step(lease, S.LEASED, S.EXPIRED, now=now, code="too_late")
        return None
    try:
        found = draft(letter, desk.setting(now))
    except NotWanted as refused:
        step(lease, S.LEASED, S.CANCELLED, now=now, code=refused.code)
        return None
    if letter.mime is not None and found.recipient.address != letter.address:
        # The frozen octets would reach the address given up meanwhile.
        step(lease, S.LEASED, S.CANCELLED, now=now, code="address_changed")
        return None
    return found


def _frozen(
    letter: OutboxLetter, found: Draft, lease: Lease, desk: Desk, now: dt.datetime
) -> bytes | None:
    try:
        subject, raw = _written(letter, found, desk, now)
    except (SQLAlchemyError, Unprinted):
        raise
    except Exception:  # any fault in the words ends this letter, never the queue
        log.exception("letter %s cannot be written", lease.letter_id)
        step(lease, S.LEASED, S.DEAD, now=now, code="not_writable", last_class=Failure.LETTER)
        return None
    frozen = step(
        lease,
        S.LEASED,
        S.SENDING,
        now=now,
        mime=raw,
        subject=subject[:200],
        message_id=message_id(letter.dedup_key, desk.host),
    )
    return raw if frozen else None


def _written(letter: OutboxLetter, found: Draft, desk: Desk, now: dt.datetime) -> tuple[str, bytes]:
    words = found.words()
    raw = letter_bytes(
        Envelope(
            sender=desk.mail_from,
            recipient_name=found.recipient.name,
            recipient=found.recipient.address,
            dedup_key=letter.dedup_key,
            host=desk.host,
            written_at=now.astimezone(ZoneInfo(desk.timezone)),
            references=found.thread,
            automatic=found.automatic,
            unsubscribe_url=found.unsubscribe_url,
        ),
        subject=words.subject,
        text=words.text,
        html=words.html,
        calendar=found.calendar() if found.calendar else None,
        enclosures=found.enclosures() if found.enclosures else (),
    )
    return words.subject, raw
