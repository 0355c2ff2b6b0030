"""An application with a relay on loopback and a few letters to send."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from flask import Flask

from config import PROJECT, Settings
from tests.mail.relays import Script, relay


@pytest.fixture
def script(app: Flask) -> Iterator[Script]:
    """A relay that the application hands its letters to; the script says how it answers."""
    script = Script()
    with relay(script) as port:
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        yield script


@pytest.fixture
def worker(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """The clockwork in a process of its own, as `wiedervorlage worker` starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jobs"],
        cwd=PROJECT,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "WIEDERVORLAGE_DATABASE_URL": settings.database_url,
            "WIEDERVORLAGE_INSTANCE_DIR": str(settings.instance_dir),
            "WIEDERVORLAGE_SECRET_KEY": settings.secret_key,
            "WIEDERVORLAGE_BASE_URL": settings.base_url,
        },
    )
    yield process
    process.kill()
    process.communicate()
