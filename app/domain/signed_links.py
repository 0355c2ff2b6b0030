"""Signed links in letters: a token says for what and for whom it is good, and cannot be forged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer

SALT = "wiedervorlage.signed-link"
LONGEST = 500


@dataclass(frozen=True)
class Signed:
    """What a token says: one purpose, and the ids of the things and people it is bound to."""

    purpose: str
    ids: Mapping[str, int]


def make(secret: str, purpose: str, **ids: int) -> str:
    """A token for `purpose`, fit for an address; the same values give the same token.

    It carries no end: whoever answers to the purpose asks the rows whether it is still good.
    Its ids can be read by anybody who holds it, so they must be no secret.
    """
    token = URLSafeSerializer(secret, salt=SALT).dumps([purpose, ids])
    return token if isinstance(token, str) else token.decode("ascii")


def read(secret: str, token: str) -> Signed | None:
    """What `token` says, or None if it was not made by `make` with this secret."""
    if len(token) > LONGEST:
        return None
    try:
        match URLSafeSerializer(secret, salt=SALT).loads(token):
            case [str(purpose), dict(ids)]:
                return Signed(purpose, ids)
    except BadData:
        return None
    return None
