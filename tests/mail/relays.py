"""Real SMTP servers on loopback that answer as a test wants, phase by phase."""

from __future__ import annotations

import asyncio
import contextlib
import email
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Script:
    """What the server answers in each phase, and everything it accepted.

    `answers` maps a phase to answers used one after another; "drop" cuts the connection, the last
    answer stays. Without an entry the phase succeeds.
    """

    answers: dict[str, list[str]] = field(default_factory=dict)
    accepted: list[Envelope] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0

    def answer(self, phase: str, otherwise: str) -> str:
        self.commands.append(phase)
        waiting = self.answers.get(phase)
        if not waiting:
            return otherwise
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    @property
    def letters(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(_content(envelope), policy=default)  # type: ignore[misc]
            for envelope in self.accepted
        ]


class Handler:
    def __init__(self, script: Script) -> None:
        self.script = script

    async def handle_EHLO(  # noqa: N802  aiosmtpd names its hooks so
        self, server: SMTP, session: Session, _e: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        answer = self.script.answer("ehlo", "")
        return [answer] if answer else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _s: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.script.answer("mail", "250 OK")
        if answer.startswith("2"):
            envelope.mail_from = address
        return _or_drop(server, answer)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _s: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.script.answer("rcpt", "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return _or_drop(server, answer)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _s: Session, envelope: Envelope
    ) -> str:
        answer = self.script.answer("data", "250 2.0.0 angenommen")
        if answer.startswith("2") or answer == "drop after acceptance":
            self.script.accepted.append(envelope)
        if answer.startswith("slow "):
            self.script.accepted.append(envelope)
            await asyncio.sleep(float(answer.split()[1]))
            return "250 2.0.0 angenommen"
        return _or_drop(server, answer)


class _Server(SMTP):
    script: Script

    def connection_made(self, transport: Any) -> None:
        self.script.connections += 1
        super().connection_made(transport)


class _Controller(Controller):
    def factory(self) -> SMTP:
        server = _Server(self.handler, **self.SMTP_kwargs)
        server.script = self.handler.script
        return server


@contextlib.contextmanager
def relay(
    script: Script,
    *,
    tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    users: dict[str, str] | None = None,
    handler: Handler | None = None,
) -> Iterator[int]:
    """Run the server; gives its port."""
    kwargs: dict[str, Any] = {}
    if users is not None:
        kwargs |= {"authenticator": _authenticator(users), "auth_require_tls": False}
    if starttls is not None:
        kwargs |= {"tls_context": starttls}
    controller = _Controller(
        handler or Handler(script),
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=tls,
        **kwargs,
    )
    controller.start()
    script.connections = 0  # the controller knocks once to see whether it runs
    try:
        yield controller.port
    finally:
        controller.stop(no_assert=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _authenticator(users: dict[str, str]) -> Any:
    def check(_server: SMTP, _s: Session, _e: Envelope, _method: str, data: Any) -> AuthResult:
        known = users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=known, handled=False)

    return check


def _or_drop(server: SMTP, answer: str) -> str:
    if answer.startswith("drop"):
        assert server.transport is not None
        server.transport.abort()
    return answer


def _content(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content
