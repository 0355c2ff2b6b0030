"""Reads what mail servers report of letters that came back (RFC 3464, delivery status)."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

STATUS = "message/delivery-status"
LETTER = ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers")


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What was reported of one recipient of one letter.

    `message_id` is the letter's, in angle brackets; `status` is an enhanced code such as "5.1.1"
    (RFC 3463); `failed` says that nobody tries any more.
    """

    message_id: str
    address: str
    status: str
    failed: bool


def bounces_in(octets: bytes) -> list[Bounce]:
    """What a message reports; nothing where it is no report, or does not say of which letter."""
    message = email.message_from_bytes(octets)
    message_id = next(_message_ids(message), "")
    if not message_id:
        return []
    return [
        Bounce(
            message_id=message_id,
            address=_address(block),
            status=_word(block, "Status"),
            failed=_word(block, "Action").lower() == "failed",
        )
        for part in message.walk()
        if part.get_content_type() == STATUS
        for block in _blocks(part)
        if _address(block)
    ]


def _message_ids(message: Message) -> Iterator[str]:
    """Of the letters that the report brings back, whole or as their headers."""
    for part in message.walk():
        if part.get_content_type() not in LETTER:
            continue
        for letter in _blocks(part) or [email.message_from_bytes(_octets(part))]:
            if found := _word(letter, "Message-ID"):
                yield found


def _blocks(part: Message) -> list[Message]:
    held = part.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []


def _octets(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _address(block: Message) -> str:
    """Whom the letter was for: the address it was sent to, before anybody forwarded it."""
    named = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    kind, _, address = named.partition(";")
    return address.strip().strip("<>") if kind.strip().lower() == "rfc822" else ""


def _word(block: Message, name: str) -> str:
    """The first word of a header: comments may follow it."""
    words = str(block.get(name) or "").split()
    return words[0] if words else ""
