"""A real browser, a real server with a stepped clock, and a real SMTP server, all on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from app.extensions import db
from config import Settings
from tests.conftest import StepClock
from tests.running import Running
from tests.serving import in_pieces, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Sink:
    """An SMTP server that keeps every letter it accepts."""

    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if address in str(letter["To"])]


@dataclass
class Site:
    """The running product: its address, its application, its clock, its letters."""

    url: str
    app: Flask
    clock: StepClock
    sink: Sink


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        message = "Chromium is missing; as root: apt-get install -y chromium"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of a fresh browser profile; a request to another host fails the test."""
    context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    foreign: list[str] = []
    context.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((site.url, "data:", "blob:", "about:"))
            else foreign.append(request.url)
        ),
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert foreign == [], "a page asked another host"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    handler = Sink()
    port = _free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def site(
    running: Running,
    sqlite_url: str,
    clock: StepClock,
    sink: tuple[Sink, int],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Site]:
    """The product on loopback; nightly its pages arrive in pieces.

    A test that reads a page before it has arrived then fails there, and not once in a hundred
    runs elsewhere.
    """
    handler, port = sink
    settings = Settings(
        instance_dir=tmp_path / "instance",
        database_url=sqlite_url,
        base_url="http://127.0.0.1:0",
        secret_key="a key for tests only",
        smtp_url=f"smtp://127.0.0.1:{port}",
        mail_from="geschaeftsstelle@example.org",
        timezone="Europe/Berlin",
        demo=False,
    )
    app = running.app(settings, clock)
    if request.config.getoption("--nightly"):
        app.wsgi_app = in_pieces(app.wsgi_app)  # type: ignore[method-assign]
    with serving(app) as url:
        app.config["BASE_URL"] = url
        yield Site(url=url, app=app, clock=clock, sink=handler)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def _browser_home() -> Iterator[None]:
    """Chromium wants a writable home; it gets one of its own."""
    with tempfile.TemporaryDirectory() as home:
        before = os.environ.get("XDG_CONFIG_HOME")
        os.environ["XDG_CONFIG_HOME"] = home
        yield
        if before is None:
            os.environ.pop("XDG_CONFIG_HOME", None)
        else:
            os.environ["XDG_CONFIG_HOME"] = before
