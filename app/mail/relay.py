"""Where letters are handed in, read from one address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, kw_only=True)
class Relay:
    """Where letters are handed in: `smtp://user:password@host:587` or `smtps://host`.

    `?cafile=PATH` names the certificates to trust. Off loopback, `smtp://` insists on STARTTLS.
    """

    host: str
    port: int
    implicit_tls: bool
    user: str | None = None
    password: str | None = None
    cafile: str | None = None

    @classmethod
    def from_url(cls, url: str) -> Relay:
        """Read an SMTP_URL; raises ValueError when it is none."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("SMTP_URL beginnt mit smtp:// oder smtps:// und nennt einen Rechner")
        implicit = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if implicit else 587),
            implicit_tls=implicit,
            cafile=parse_qs(parts.query).get("cafile", [None])[0],
            **_credentials(parts),
        )

    @property
    def is_here(self) -> bool:
        """On this machine: it may be spoken to in plain, and has a queue of its own."""
        return self.host in LOOPBACK


def _credentials(parts: SplitResult) -> dict[str, str | None]:
    return {
        "user": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
    }
