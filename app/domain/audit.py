"""The chain of the audit trail: what binds an entry to the one before, and where it is broken."""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.models.audit import AuditCheckpoint, AuditEntry, AuditHead

GENESIS = ""  # what the very first entry follows


class Fault(enum.Enum):
    """What is wrong at one place of the chain."""

    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    END = "end"
    FORGED = "forged"
    FOREIGN_KEY = "foreign_key"


@dataclass(frozen=True)
class Finding:
    """A fault and the number of the entry, or of the checkpoint's entry, where it is."""

    fault: Fault
    number: int

    @property
    def is_doubt(self) -> bool:
        """A checkpoint signed with another secret proves nothing, for or against."""
        return self.fault is Fault.FOREIGN_KEY


def fingerprint(entry: AuditEntry) -> str:
    """SHA-256 over all that the entry says, its number and the fingerprint before it."""
    said = [
        entry.number,
        entry.previous,
        _instant(entry.at),
        entry.account_id,
        entry.on_behalf_of_id,
        entry.plan_id,
        entry.action,
        entry.object_type,
        entry.object_uid.hex if entry.object_uid else None,
        entry.changes,
    ]
    return hashlib.sha256(_canonical(said)).hexdigest()


def append(entry: AuditEntry, head: AuditHead) -> None:
    """Hang the entry on the end of the chain."""
    entry.number, entry.previous = head.number + 1, head.fingerprint
    entry.fingerprint = fingerprint(entry)
    head.number, head.fingerprint = entry.number, entry.fingerprint


def sign(mark: AuditCheckpoint, secret: str) -> None:
    """Sign the checkpoint; nobody without the secret can make one."""
    mark.key, mark.signature = _key_of(secret), _signature(mark, secret)


def findings(
    entries: Iterable[AuditEntry],
    marks: Sequence[AuditCheckpoint],
    head: AuditHead | None,
    secret: str,
) -> Iterator[Finding]:
    """Everything wrong with the chain; `entries` in the order of their numbers, `marks` by id."""
    good = []
    for mark in marks:
        if mark.key != _key_of(secret):
            yield Finding(Fault.FOREIGN_KEY, mark.number)
        elif not hmac.compare_digest(mark.signature, _signature(mark, secret)):
            yield Finding(Fault.FORGED, mark.number)
            continue
        good.append(mark)
    cuts = [mark for mark in good if mark.cuts]
    number, last = (cuts[-1].number, cuts[-1].fingerprint) if cuts else (0, GENESIS)
    seen = {mark.number: mark.fingerprint for mark in good}
    for entry in entries:
        if entry.number <= number:
            continue  # cut off, not deleted yet
        yield from (Finding(Fault.MISSING, lost) for lost in range(number + 1, entry.number))
        yield from _entry_findings(entry, number, last, seen)
        number, last = entry.number, entry.fingerprint
    end = max([head.number if head else 0, *seen])
    yield from (Finding(Fault.MISSING, lost) for lost in range(number + 1, end + 1))
    if not _ends_at(head, number, last):
        yield Finding(Fault.END, number)


def _ends_at(head: AuditHead | None, number: int, last: str) -> bool:
    """Whether the end is where it should be; entries lost before it are told of already."""
    if head is None:
        return number == 0
    return head.number > number or (head.number, head.fingerprint) == (number, last)


def _entry_findings(
    entry: AuditEntry, number: int, last: str, seen: dict[int, str]
) -> Iterator[Finding]:
    if entry.fingerprint != fingerprint(entry):
        yield Finding(Fault.CHANGED, entry.number)
    elif entry.number == number + 1 and entry.previous != last:
        yield Finding(Fault.MOVED, entry.number)
    elif seen.get(entry.number, entry.fingerprint) != entry.fingerprint:
        yield Finding(Fault.CHANGED, entry.number)


def _signature(mark: AuditCheckpoint, secret: str) -> str:
    said = _canonical([_instant(mark.made_at), mark.number, mark.fingerprint, bool(mark.cuts)])
    return hmac.new(_purpose(secret), said, hashlib.sha256).hexdigest()


def _key_of(secret: str) -> str:
    return hashlib.sha256(_purpose(secret)).hexdigest()[:16]


def _purpose(secret: str) -> bytes:
    """A key for this purpose alone."""
    return hmac.new(secret.encode(), b"wiedervorlage.audit", hashlib.sha256).digest()


def _canonical(said: object) -> bytes:
    text = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.encode("ascii")


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")
