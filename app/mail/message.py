"""One letter as bytes: the only e-mail policy of the house and the headers each letter carries."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import parseaddr
from typing import Any


class PlainTokens(UnstructuredHeader):
    """Addresses and message ids: folded between tokens, never inside one, never encoded.

    The standard class turns a token of 78 characters into encoded words that no reader undoes.
    """

    name: str  # given by BaseHeader, which the registry mixes in

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


class _KnownClasses(HeaderRegistry):
    """The standard registry makes a class anew for every header; a fifth of a letter's cost."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = super().__getitem__(name)
        return self._made[name]


def _registry() -> Any:
    registry: Any = _KnownClasses()  # the stubs do not know that it mixes BaseHeader in
    for name in ("list-unsubscribe", "in-reply-to", "references"):
        registry.map_to_type(name, PlainTokens)
    return registry


# 7-bit clean whatever a part holds; 76 is the longest quoted-printable line RFC 2045 allows.
MAIL = SMTP.clone(cte_type="7bit", max_line_length=76, header_factory=_registry())


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who writes to whom, and under which key: everything a message needs beside its words."""

    sender: str  # "Geschäftsstelle <planung@example.org>"
    recipient_name: str
    recipient: str
    dedup_key: str
    host: str  # the right side of Message-ID and List-Id
    written_at: dt.datetime
    reply_to: str | None = None
    references: str | None = None  # left side of the thread's id, such as "sitzung-<uid>"
    automatic: bool = True  # reminders and digests; False for what a person sets going
    unsubscribe_url: str | None = None


@dataclass(frozen=True)
class CalendarPart:
    """A calendar message to travel with a letter (RFC 6047): method and octets agree."""

    method: str  # "REQUEST" or "CANCEL", the same as METHOD inside
    octets: bytes
    filename: str  # of the attachment for readers that know no calendar parts


@dataclass(frozen=True)
class Enclosure:
    """A document that travels with a letter."""

    octets: bytes
    media_type: str
    filename: str  # plain letters only: some readers show an encoded name as it is


def message_id(dedup_key: str, host: str) -> str:
    """The Message-ID of a letter, the same for ever: a second copy can be recognised as one."""
    return f"<{hashlib.sha256(dedup_key.encode()).hexdigest()[:32]}@{host}>"


def letter_bytes(
    envelope: Envelope,
    *,
    subject: str,
    text: str,
    html: str,
    calendar: CalendarPart | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> bytes:
    """The letter as 7-bit octets with CRLF; equal input gives equal bytes.

    Raises ValueError when a header value holds a line break.
    """
    message = EmailMessage(policy=MAIL)
    for name, value in _headers(envelope, subject).items():
        message[name] = value
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    # Python draws boundaries at random; frozen bytes want one that follows from the key.
    boundary = f"=_{hashlib.sha256(envelope.dedup_key.encode()).hexdigest()[32:]}"
    message.set_boundary(boundary)
    if calendar is not None:
        _add_calendar(message, calendar)
    if calendar is not None or enclosures:
        message.make_mixed()
        message.set_boundary(f"{boundary}_")
    if calendar is not None:
        _attach(message, calendar.octets, "application/ics", calendar.filename)
    for one in enclosures:
        _attach(message, one.octets, one.media_type, one.filename)
    message["Content-Language"] = "de"  # only now: set_content() removes every Content- header
    return message.as_bytes()


def _add_calendar(message: EmailMessage, calendar: CalendarPart) -> None:
    """The last alternative gives mail programs their buttons; an attachment serves the rest.

    The calendar goes in as bytes: as text it would lose its CRLF on the way.
    """
    message.add_alternative(
        calendar.octets,
        maintype="text",
        subtype="calendar",
        params={"method": calendar.method, "charset": "utf-8"},
    )


def _attach(message: EmailMessage, octets: bytes, media_type: str, filename: str) -> None:
    maintype, subtype = media_type.split("/")
    message.add_attachment(
        octets, maintype=maintype, subtype=subtype, filename=filename, params={"name": filename}
    )


def _headers(envelope: Envelope, subject: str) -> dict[str, object]:
    headers: dict[str, object] = {
        "From": _address(*parseaddr(envelope.sender)),
        "To": _address(envelope.recipient_name, envelope.recipient),
        "Subject": subject,
        "Date": envelope.written_at,
        "Message-ID": message_id(envelope.dedup_key, envelope.host),
    }
    if envelope.reply_to:
        headers["Reply-To"] = _address(*parseaddr(envelope.reply_to))
    if envelope.references:
        thread = f"<{envelope.references}@{envelope.host}>"
        headers |= {"In-Reply-To": thread, "References": thread}
    if envelope.automatic:
        headers |= _automatic(envelope)
    return headers


def _automatic(envelope: Envelope) -> dict[str, object]:
    headers: dict[str, object] = {
        "Auto-Submitted": "auto-generated",  # RFC 3834
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "List-Id": f"<erinnerungen.{envelope.host}>",
    }
    if envelope.unsubscribe_url:  # RFC 2369 and RFC 8058
        headers["List-Unsubscribe"] = f"<{envelope.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _address(name: str, address: str) -> Address:
    return Address(display_name=name, addr_spec=address)
