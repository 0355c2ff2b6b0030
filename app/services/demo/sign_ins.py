"""The demo's sign-ins: their passwords follow from the installation's own secret key."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from flask import current_app

from app.services.demo.cast import PLAYERS

SHOWN = ("geschaeftsstelle", "vorsitz", "frauenverein", "ausschuss")


@dataclass(frozen=True)
class DemoSignIn:
    """One line of what `serve` prints."""

    label: str
    email: str
    password: str


def demo_password(key: str) -> str:
    """A password nobody can guess without this installation's key, and the same at every start."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.new(secret, b"demo:" + key.encode(), hashlib.sha256).hexdigest()
    return f"{digest[:4]}-{digest[4:8]}-{digest[8:12]}"


def demo_sign_ins() -> list[DemoSignIn]:
    """The office, a chair, a volunteer and a reader."""
    return [
        DemoSignIn(player.name, player.email, demo_password(player.key))
        for player in PLAYERS
        if player.key in SHOWN
    ]
