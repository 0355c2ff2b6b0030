"""An application with a relay on loopback and a few letters to send."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.mail.relays import Script, relay


@pytest.fixture
def script(app: Flask) -> Iterator[Script]:
    """A relay that the application hands its letters to; the script says how it answers."""
    script = Script()
    with relay(script) as port:
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        yield script
