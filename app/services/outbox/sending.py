"""One letter's way out, step by step: claim, check, freeze, intend, settle (reliability A6).

Each function is one transaction of the dispatcher; between them no transaction is open.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.documents.pdf import Unprinted
from app.domain.outbox import RETRY_HORIZON, Failure, after_unknown, failure, retry_pause
from app.extensions import db
from app.mail.message import Envelope, letter_bytes, message_id
from app.mail.outcome import Accepted, Outcome, Refused, Withheld
from app.models.outbox import AddressState, AddressStatus, LetterState, OutboxEvent, OutboxLetter
from app.services.outbox.fates import Lease, move, step
from app.services.outbox.kinds import Draft, NotWanted, Setting, draft
from app.services.outbox.office import relay_failed, relay_works, silence, system_state

log = logging.getLogger(__name__)
S = LetterState


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a dispatcher needs to know of the installation."""

    host: str
    base_url: str
    mail_from: str
    timezone: str
    secret: str

    def setting(self, now: dt.datetime) -> Setting:
        return Setting(
            base_url=self.base_url,
            mail_from=self.mail_from,
            timezone=self.timezone,
            secret=self.secret,
            now=now,
        )

    def address_hash(self, address: str) -> str:
        """Keyed, because addresses can be guessed."""
        return hmac.new(self.secret.encode(), address.lower().encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A letter checked and written, to be handed in."""

    raw: bytes
    subject: str
    recipient: str
    message_id: str


def anything_to_do(desk: Desk, *, now: dt.datetime) -> bool:
    """Whether a letter may leave now, or an owner has to be looked after."""
    if silence(system_state(desk.host), host=desk.host, now=now) is not None:
        return False
    waiting = select(OutboxLetter.id).where(
        ((OutboxLetter.state == S.DUE) & (OutboxLetter.next_at <= now))
        | OutboxLetter.state.in_([S.LEASED, S.SENDING])
    )
    return db.session.scalar(waiting.limit(1)) is not None


def claim(owner: str, desk: Desk, *, now: dt.datetime) -> Lease | None:
    """Take the most urgent letter that is due, if any may leave."""
    if silence(system_state(desk.host), host=desk.host, now=now) is not None:
        return None
    letter = db.session.scalar(
        select(OutboxLetter)
        .where(OutboxLetter.state == S.DUE, OutboxLetter.next_at <= now)
        .order_by(OutboxLetter.priority, OutboxLetter.next_at, OutboxLetter.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # on SQLite BEGIN IMMEDIATE does the same
    )
    if letter is None:
        return None
    attempt = letter.attempt + 1
    taken = move(letter, S.LEASED, now=now, code="claimed", owner=owner, attempt=attempt)
    return Lease(letter.id, owner, attempt) if taken else None


def prepare(lease: Lease, desk: Desk, *, now: dt.datetime) -> Ready | None:
    """The letter's bytes, checked against the present; None when its way ends here.

    Raises pdf.Unprinted when its paper is not at hand and no press may start.
    """
    letter = _ours(lease, S.LEASED)
    if letter is None:
        return None
    written = _checked(letter, lease, desk, now)
    if written is None:
        return None
    identity = message_id(letter.dedup_key, desk.host)
    if letter.mime is not None:  # it was on its way before: the same octets again, or nothing
        return Ready(
            raw=letter.mime,
            subject=letter.subject or "",
            recipient=letter.address,
            message_id=identity,
        )
    try:
        return _written(letter, written, identity, desk, now)
    except (SQLAlchemyError, Unprinted):
        raise
    except Exception:  # any fault in the words ends this letter, never the queue
        log.exception("letter %s cannot be written", lease.letter_id)
        step(lease, S.LEASED, S.DEAD, now=now, code="not_writable", last_class=Failure.LETTER)
        return None


def intend(lease: Lease, ready: Ready, desk: Desk, *, now: dt.datetime) -> bool:
    """Check once more and note the intent to send; False: it must not go, or is not ours."""
    letter = _ours(lease, S.LEASED)
    if letter is None or silence(system_state(desk.host), host=desk.host, now=now) is not None:
        return False
    written = _checked(letter, lease, desk, now)
    if written is None:
        return False
    if written.recipient.address != ready.recipient:
        step(lease, S.LEASED, S.DUE, now=now, code="address_changed", next_at=now)
        return False
    return step(
        lease,
        S.LEASED,
        S.SENDING,
        now=now,
        mime=ready.raw,
        subject=ready.subject[:200],
        message_id=ready.message_id,
        address=ready.recipient,
    )


def settle(lease: Lease, outcome: Outcome, ready: Ready, desk: Desk, *, now: dt.datetime) -> None:
    """Write down what the attempt has proved. A letter that is not ours stays as it is."""
    if isinstance(outcome, Accepted):
        step(lease, S.SENDING, S.SENT, now=now, last_code=str(outcome.code))
        relay_works(system_state(desk.host))
    elif isinstance(outcome, Refused):
        _refused(lease, outcome, ready, desk, now)
    elif isinstance(outcome, Withheld):
        if _ours(lease, S.LEASED) is not None:
            step(lease, S.LEASED, S.DUE, now=now, code="withheld", next_at=now)
    else:
        _unknown(lease, now)


def unknown(letter: OutboxLetter, *, now: dt.datetime, code: str, wait: bool = True) -> bool:
    """An attempt whose outcome nobody can know: again with the same octets, three times at most.

    A relay that did not answer is given a pause; the death of our own process asks for none.
    """
    assert letter.owner is not None
    lease = Lease(letter.id, letter.owner, letter.attempt)
    unc = letter.unc + 1
    pause = retry_pause(unc, letter.dedup_key) if wait else dt.timedelta(0)
    return step(
        lease,
        S.SENDING,
        after_unknown(unc),
        now=now,
        code=code,
        unc=unc,
        next_at=now + pause,
        last_class="unknown",
    )


def _ours(lease: Lease, state: LetterState) -> OutboxLetter | None:
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
    if now - letter.due_at > RETRY_HORIZON and letter.attempt > 1:
        step(lease, S.LEASED, S.EXPIRED, now=now, code="retries_ended")
        return None
    try:
        found = draft(letter, desk.setting(now))
    except NotWanted as refused:
        step(lease, S.LEASED, S.CANCELLED, now=now, code=refused.code)
        return None
    stop = _unwelcome(letter, found, desk)
    if stop is not None:
        step(lease, S.LEASED, S.CANCELLED, now=now, code=stop)
        return None
    return found


def _unwelcome(letter: OutboxLetter, found: Draft, desk: Desk) -> str | None:
    address = found.recipient.address
    if letter.mime is not None and address != letter.address:
        return "address_changed"  # the old octets would reach the old address
    known = db.session.get(AddressState, desk.address_hash(address))
    if known is not None and known.status in (AddressStatus.HARD, AddressStatus.COMPLAINED):
        return "address_blocked"
    return None


def _written(
    letter: OutboxLetter, found: Draft, identity: str, desk: Desk, now: dt.datetime
) -> Ready:
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
    return Ready(
        raw=raw, subject=words.subject, recipient=found.recipient.address, message_id=identity
    )


def _refused(lease: Lease, refused: Refused, ready: Ready, desk: Desk, now: dt.datetime) -> None:
    state = S.SENDING if _ours(lease, S.SENDING) is not None else S.LEASED
    if _ours(lease, state) is None:
        return
    said = f"{refused.code} {refused.enhanced or ''}".strip()
    what = failure(refused.phase, refused.code, refused.enhanced)
    marks = {"last_class": what.value, "last_code": f"{refused.phase} {said}"[:20]}
    state_of_relay = system_state(desk.host)
    if what is Failure.RELAY:
        relay_failed(state_of_relay, now=now)
        step(lease, state, S.DUE, now=now, code="relay", next_at=now, **marks)
        return
    relay_works(state_of_relay)
    if what is Failure.LATER:
        pause = retry_pause(_refusals(lease) + 1, ready.message_id)
        step(lease, state, S.DUE, now=now, code=what.value, next_at=now + pause, **marks)
    else:
        if what is Failure.ADDRESS:
            _mark_hard(desk.address_hash(ready.recipient), said, now)
        step(lease, state, S.DEAD, now=now, code=what.value, **marks)


def _refusals(lease: Lease) -> int:
    """How often this letter was refused for a while; `attempt` is only the fence."""
    return (
        db.session.scalar(
            select(func.count(OutboxEvent.id)).where(
                OutboxEvent.letter_id == lease.letter_id, OutboxEvent.code == Failure.LATER.value
            )
        )
        or 0
    )


def _mark_hard(address_hash: str, evidence: str, now: dt.datetime) -> None:
    known = db.session.get(AddressState, address_hash)
    if known is None:
        db.session.add(
            AddressState(
                address_hash=address_hash,
                status=AddressStatus.HARD,
                since_at=now,
                evidence=evidence,
            )
        )
    else:
        known.status, known.since_at, known.evidence = AddressStatus.HARD, now, evidence


def _unknown(lease: Lease, now: dt.datetime) -> None:
    letter = _ours(lease, S.SENDING)
    if letter is not None:
        unknown(letter, now=now, code="no_answer")
