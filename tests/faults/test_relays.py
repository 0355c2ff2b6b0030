"""Relays that refuse, hang up, come back; and a database that somebody else holds."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from app.extensions import db
from app.models.outbox import AddressState, LetterState
from app.queries.letters import post_office
from config import Settings
from tests.conftest import StepClock
from tests.jobs.letters import NOW, add_up, dispatch, letters, make_reports, path_of
from tests.mail.relays import Handler, Script, relay

S = LetterState


@pytest.fixture(autouse=True)
def _noon(clock: StepClock) -> None:
    clock.set(NOW)


@pytest.mark.parametrize("count", [5, pytest.param(60, marks=pytest.mark.nightly)])
def test_letters_that_are_asked_to_come_later_arrive_at_the_third_try(
    app: Flask, script: Script, clock: StepClock, count: int
) -> None:
    """F-10: after a minute and five, give or take a fifth."""
    make_reports(count)
    script.answers["rcpt"] = ["451 4.7.1 später"] * (2 * count) + ["250 OK"]

    waits = []
    for _ in range(2):
        assert dispatch(app) == 0
        nexts = [letter.next_at for letter in letters()]
        waits.append([(at - clock.now).total_seconds() / 60 for at in nexts])
        clock.set(max(nexts))
    assert dispatch(app) == count

    assert all(0.8 <= wait <= 1.2 for wait in waits[0])
    assert all(4 <= wait <= 6 for wait in waits[1])
    assert script.commands.count("rcpt") == 3 * count
    add_up()


def test_a_relay_that_puts_off_for_ever_ends_the_letter_after_five_days_visibly(
    app: Flask, script: Script, clock: StepClock
) -> None:
    """F-11."""
    make_reports(1)
    script.answers["rcpt"] = ["450 4.2.0 später"]

    for hours in (0, 24, 48, 72, 96, 119, 121):
        clock.set(NOW + dt.timedelta(hours=hours))
        dispatch(app)
        letter = letters()[0]
        assert (letter.state is S.DUE) is (hours < 120)

    assert (letter.state, letter.reason) == (S.EXPIRED, "retries_ended")
    assert script.commands.count("rcpt") == 6
    assert script.accepted == []
    add_up()


@pytest.mark.parametrize("count", [8, pytest.param(500, marks=pytest.mark.nightly)])
def test_a_relay_that_knows_us_no_more_costs_no_letter_and_no_address(
    app: Flask, clock: StepClock, count: int
) -> None:
    """F-13: an hour of refused sign-ins, then all is sent."""
    make_reports(count)
    script, users = Script(), {"wir": "anders"}
    with relay(script, users=users) as port:
        app.config["SMTP_URL"] = f"smtp://wir:geheim@127.0.0.1:{port}"
        while clock.now < NOW + dt.timedelta(hours=1):
            assert dispatch(app) == 0
            assert post_office(clock.now).relay_failures, "no banner for the office"
            clock.advance(seconds=30)
        tries = script.connections
        users["wir"] = "geheim"
        clock.advance(minutes=30)
        assert dispatch(app) == count

    assert 5 <= tries <= 10
    assert db.session.query(AddressState).count() == 0
    assert {letter.unc for letter in letters()} == {0}
    assert {letter.state for letter in letters()} == {S.SENT}
    assert post_office(clock.now).relay_failures == 0
    add_up()


def test_a_relay_that_hangs_up_before_it_accepts_gets_each_letter_once_all_the_same(
    app: Flask, script: Script, clock: StepClock
) -> None:
    """F-16."""
    make_reports(4)
    ok = "250 OK"
    script.answers["data"] = ["drop", ok, "drop", ok, ok, "drop", ok]

    for _ in range(5):
        dispatch(app)
        clock.advance(hours=1)

    assert script.commands.count("data") > 4, "nobody has hung up"
    seen = Counter(str(letter["Message-ID"]) for letter in script.letters)
    assert sorted(seen.values()) == [1, 1, 1, 1]
    assert {letter.state for letter in letters()} == {S.SENT}
    add_up()


@dataclass
class Locker(Handler):
    """A relay beside which somebody takes SQLite's write lock once it has taken a letter."""

    path: str = ""
    seconds: float = 0.0
    script: Script = field(default_factory=Script)
    held: list[float] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if not self.held:
            ready = threading.Event()
            threading.Thread(target=self._hold, args=(ready,), daemon=True).start()
            ready.wait()
        return await super().handle_DATA(server, session, envelope)

    def _hold(self, ready: threading.Event) -> None:
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        self.held.append(0.0)
        ready.set()
        time.sleep(self.seconds)
        connection.execute("ROLLBACK")
        connection.close()
        self.held[0] = time.monotonic() - began


@pytest.mark.parametrize("seconds", [0.5, pytest.param(35.0, marks=pytest.mark.nightly)])
def test_what_the_relay_has_taken_is_noted_however_long_the_database_is_held(
    app: Flask, settings: Settings, seconds: float
) -> None:
    """F-22: 35 seconds are longer than we wait for a lock, so it takes a second try."""
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has no lock for all writers")
    make_reports(3)
    handler = Locker(path=settings.database_url.removeprefix("sqlite:///"), seconds=seconds)
    with relay(handler.script, handler=handler) as port:
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        assert dispatch(app) == 3

    assert handler.held[0] >= seconds
    assert len(handler.script.accepted) == 3
    assert path_of(letters()[0]) == ["leased", "sending", "sent"]
    add_up()
