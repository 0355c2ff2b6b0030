"""Laws of the outbox: lawful steps of a letter, what a refusal means, how long to wait."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac

from app.models.outbox import LetterState

S = LetterState
FINAL = frozenset({S.SENT, S.CANCELLED, S.EXPIRED, S.DEAD})
OPEN = frozenset({S.DUE, S.HELD, S.LEASED, S.SENDING})
STEPS: dict[LetterState, frozenset[LetterState]] = {
    S.DUE: frozenset({S.LEASED, S.HELD, S.CANCELLED, S.EXPIRED}),
    S.HELD: frozenset({S.DUE, S.CANCELLED, S.EXPIRED}),
    S.LEASED: frozenset({S.SENDING, S.DUE, S.CANCELLED, S.EXPIRED, S.DEAD}),
    S.SENDING: frozenset({S.SENT, S.DUE, S.DEAD, S.UNCERTAIN}),
    S.UNCERTAIN: frozenset({S.SENT, S.DUE}),
    S.SENT: frozenset(),
    S.CANCELLED: frozenset(),
    S.EXPIRED: frozenset(),
    S.DEAD: frozenset(),
}
MOST_COPIES = 3
RETRY_HORIZON = dt.timedelta(days=5)
RELAY_PAUSES = (1, 2, 5, 15, 30)  # minutes, for all letters
LONGEST_RELAY_PAUSE = dt.timedelta(minutes=RELAY_PAUSES[-1])
RETRY_PAUSES = (1, 5, 15, 30, 45)  # minutes, for one letter, give or take a fifth
LETTERS_A_MINUTE = 60  # a relay elsewhere is given no more, unless the operator says so
AT_ONCE = dt.timedelta(seconds=5)  # a tick's worth of letters may leave in one go
TOO_BUSY = 432  # the relay's answer to too many connections or letters at a time
AGAIN = MOST_COPIES - 1  # unknown outcomes a letter is charged with when a person sends it again
NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.6", "5.1.10"})


class Failure(enum.StrEnum):
    """What a refusal speaks against (reliability A8)."""

    RELAY = "relay"  # nothing leaves for a while, no letter is charged
    LATER = "temporary"  # this letter may pass later
    ADDRESS = "address"  # nobody lives there: the letter is dead, the address marked
    LETTER = "letter"  # this letter will never pass; the address stays good


def failure(phase: str, code: int, enhanced: str | None) -> Failure:
    """The class of a refusal in `phase` (an SMTP command) with reply `code` (0: no reply)."""
    if code in (0, 421, TOO_BUSY) or phase not in ("rcpt", "data"):
        return Failure.RELAY
    if code < 500:
        return Failure.LATER
    if phase == "rcpt" and enhanced in NO_SUCH_ADDRESS:
        return Failure.ADDRESS
    return Failure.LETTER


def relay_pause(failures: int) -> dt.timedelta:
    """How long nothing is sent after that many failures of the relay in a row (1 or more)."""
    return dt.timedelta(minutes=RELAY_PAUSES[min(failures, len(RELAY_PAUSES)) - 1])


def retry_pause(failures: int, dedup_key: str) -> dt.timedelta:
    """How long one letter waits after that many temporary refusals; letters scatter by a fifth."""
    minutes = RETRY_PAUSES[min(failures, len(RETRY_PAUSES)) - 1]
    drawn = hashlib.sha256(f"{dedup_key}|{failures}".encode()).digest()[0] / 255
    return dt.timedelta(minutes=minutes * (0.8 + 0.4 * drawn))


def after_unknown(unc: int) -> LetterState:
    """Where a letter goes whose outcome was unknown `unc` times, this time included."""
    return S.UNCERTAIN if unc >= MOST_COPIES else S.DUE


def address_hash(secret: str, address: str) -> str:
    """How an address is remembered: keyed, because addresses can be guessed."""
    return hmac.new(secret.encode(), address.lower().encode(), hashlib.sha256).hexdigest()


def paced(until: dt.datetime | None, *, a_minute: int, now: dt.datetime) -> dt.datetime | None:
    """Up to when the pace is used up once another letter leaves now; None if it must wait.

    `until` is what the letter before got, `a_minute` how many may leave; 0 is any number.
    """
    if not a_minute:
        return until
    share = dt.timedelta(minutes=1) / a_minute
    if until is None or until > now + share:  # later than that: the clock went back
        until = now - AT_ONCE
    begins = max(until, now - AT_ONCE)
    return begins + share if begins <= now else None
