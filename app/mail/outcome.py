"""What one attempt to hand in a letter proves."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Phase(enum.StrEnum):
    """Where in the dialogue something went wrong."""

    CONNECT = "connect"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    INTENT = "intent"
    DATA = "data"


@dataclass(frozen=True)
class Accepted:
    """The relay said 250 after the final dot: the letter is theirs."""

    code: int


@dataclass(frozen=True)
class Refused:
    """No copy of the letter exists. Code 0 means that the connection failed without an answer."""

    phase: Phase
    code: int = 0
    enhanced: str | None = None


@dataclass(frozen=True)
class Withheld:
    """The intent could not be committed, so DATA never began."""


@dataclass(frozen=True)
class Unknown:
    """The octets left, no readable answer came: nobody on our side can know."""


Outcome = Accepted | Refused | Withheld | Unknown
