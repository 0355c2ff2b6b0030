"""The conversation with the relay, phase by phase, so that every failure says what it proves."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.mail.outcome import Accepted, Outcome, Phase, Refused, Unknown, Withheld
from app.mail.relay import Relay

LETTERS_A_CONNECTION = 100
ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 2034: the first word of the text


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How many seconds to wait for the relay in each part of the dialogue."""

    connect: float = 30
    command: float = 300
    data: float = 600  # RFC 5321 4.5.3.2.6: giving up earlier makes duplicates


class _Refusal(Exception):
    def __init__(self, refused: Refused) -> None:
        self.refused = refused


class Courier:
    """Hands letters to one relay, over one connection for up to a hundred of them."""

    def __init__(self, relay: Relay, *, helo: str, patience: Patience | None = None) -> None:
        self.relay = relay
        self.helo = helo
        self.patience = patience or Patience()
        self._client: smtplib.SMTP | None = None
        self._carried = 0

    def deliver(
        self, *, sender: str, recipient: str, intend: Callable[[], bytes | None]
    ) -> Outcome:
        """Hand in what `intend` gives, octet for octet; it is asked once the relay is ready.

        DATA begins only after it has answered; None means that nothing may leave.
        """
        try:
            client = self._ready()
            self._command(client, Phase.MAIL, f"MAIL FROM:<{sender}>")
            self._command(client, Phase.RCPT, f"RCPT TO:<{recipient}>")
            raw = intend()
            if raw is None:
                self._command(client, Phase.INTENT, "RSET")
                return Withheld()
            return self._data(client, raw)
        except _Refusal as refusal:
            self._recover(refusal.refused)
            return refusal.refused if refusal.refused.phase != Phase.INTENT else Withheld()
        except BaseException:  # the intent could not even be asked for: leave the dialogue
            self._drop()
            raise

    def greet(self) -> Refused | None:
        """Connect, secure and sign in, hand in nothing; None if the relay lets us."""
        try:
            self._command(self._ready(), Phase.MAIL, "NOOP")
        except _Refusal as refusal:
            self._drop()
            return refusal.refused
        return None

    def close(self) -> None:
        """Say goodbye if there is anybody to hear it."""
        if self._client is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._client.sock.settimeout(2)  # type: ignore[union-attr]
                self._client.quit()
            self._client.close()
        self._client, self._carried = None, 0

    def _ready(self) -> smtplib.SMTP:
        if self._carried >= LETTERS_A_CONNECTION:
            self.close()
        if self._client is None:
            self._client = self._connect()
        self._carried += 1
        return self._client

    def _connect(self) -> smtplib.SMTP:
        with _phase(Phase.CONNECT):
            client = self._dial()
        try:
            _keep_alive(client, self.patience)
            self._introduce(client)
        except BaseException:
            client.close()
            raise
        return client

    def _dial(self) -> smtplib.SMTP:
        host, port, seconds = self.relay.host, self.relay.port, self.patience.connect
        if self.relay.implicit_tls:
            trust = self._trust()
            return smtplib.SMTP_SSL(
                host, port, local_hostname=self.helo, timeout=seconds, context=trust
            )
        return smtplib.SMTP(host, port, local_hostname=self.helo, timeout=seconds)

    def _trust(self) -> ssl.SSLContext:
        """Whose certificates count; read only where they do, since that takes its time."""
        return ssl.create_default_context(cafile=self.relay.cafile)

    def _introduce(self, client: smtplib.SMTP) -> None:
        with _phase(Phase.EHLO):
            code, answer = client.ehlo()
        _demand(Phase.EHLO, code, answer)
        if not self.relay.implicit_tls:
            self._start_tls(client)
        if self.relay.user is not None:
            with _phase(Phase.AUTH):
                client.login(self.relay.user, self.relay.password or "")

    def _start_tls(self, client: smtplib.SMTP) -> None:
        if client.has_extn("starttls"):
            with _phase(Phase.STARTTLS):
                client.starttls(context=self._trust())
                client.ehlo()
        elif not self.relay.is_here:
            raise _Refusal(Refused(Phase.STARTTLS))

    def _command(self, client: smtplib.SMTP, phase: Phase, command: str) -> None:
        with _phase(phase):
            code, answer = client.docmd(command)
        _demand(phase, code, answer)

    def _data(self, client: smtplib.SMTP, raw: bytes) -> Outcome:
        with _phase(Phase.DATA):  # up to 354 nothing of the letter has left the house
            code, answer = client.docmd("DATA")
        if code != 354:
            raise _refusal(Phase.DATA, code, answer)
        try:
            client.sock.settimeout(self.patience.data)  # type: ignore[union-attr]
            client.send(_dotted(raw))
            code, answer = client.getreply()
            client.sock.settimeout(self.patience.command)  # type: ignore[union-attr]
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Unknown()
        return self._verdict(code, answer)

    def _verdict(self, code: int, answer: bytes) -> Outcome:
        if 200 <= code < 300:
            return Accepted(code)
        if 400 <= code < 600:
            raise _refusal(Phase.DATA, code, answer)
        self._drop()
        return Unknown()

    def _recover(self, refused: Refused) -> None:
        """After a refusal keep the connection only if the dialogue can begin anew."""
        if refused.code in (0, 421) or self._client is None:
            self._drop()
            return
        try:
            code, _ = self._client.rset()
        except (OSError, smtplib.SMTPException):
            code = 0
        if code != 250:
            self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client, self._carried = None, 0


@contextlib.contextmanager
def _phase(phase: Phase) -> Iterator[None]:
    """Turn whatever smtplib raises in here into a refusal of this phase."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        raise _refusal(phase, error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _Refusal(Refused(phase)) from error


def _demand(phase: Phase, code: int, answer: bytes) -> None:
    if not 200 <= code < 300:
        raise _refusal(phase, code, answer)


def _refusal(phase: Phase, code: int, answer: bytes | str) -> _Refusal:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    found = ENHANCED.match(words)
    known = code if 400 <= code < 600 else 0
    return _Refusal(Refused(phase, known, found.group(1) if found else None))


def _dotted(raw: bytes) -> bytes:
    """The body as it travels: leading dots doubled, closed by the final dot."""
    body = re.sub(rb"(?m)^\.", b"..", raw)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _keep_alive(client: smtplib.SMTP, patience: Patience) -> None:
    """Notice a machine that is gone within a minute instead of never."""
    sock = client.sock
    assert sock is not None
    sock.settimeout(patience.command)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, number in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), number)
