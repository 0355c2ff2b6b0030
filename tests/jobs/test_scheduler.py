"""The clockwork: one a database, started and ended politely, a failing tick that comes again."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
from flask import Flask

from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.outbox import LetterState, SystemState
from config import PROJECT, Settings
from jobs.scheduler import Clockwork
from tests.conftest import StepClock
from tests.faults.dispatchers import environment
from tests.jobs.letters import NOW, letters, make_letters, make_reports
from tests.mail.relays import Script

LETTERS_ONLY = """
from app import create_app
from jobs.scheduler import Clockwork
Clockwork(create_app()).run_letters()
"""
WITHIN = 20  # seconds; the machine may be busy


@pytest.fixture
def clockwork(app: Flask, clock: StepClock) -> Clockwork:
    clock.set(NOW)
    return Clockwork(app)


def until_sent(count: int) -> None:
    for _ in range(WITHIN * 20):
        sent = [letter.state for letter in letters()].count(LetterState.SENT)
        db.session.rollback()  # an open transaction would keep the sender waiting on SQLite
        if sent == count:
            return
        time.sleep(0.05)
    raise AssertionError("the letters were not sent in time")


def test_beside_the_pages_it_plans_and_sends_at_once(
    app: Flask, script: Script, clockwork: Clockwork
) -> None:
    make_letters(1)
    db.session.rollback()

    stop = clockwork.start_beside()
    try:
        until_sent(1)
    finally:
        db.session.rollback()
        stop()

    assert len(script.accepted) == 1
    assert db.session.get_one(SystemState, 1).heartbeat_at == NOW


def test_a_second_clockwork_on_the_same_database_is_refused(
    app: Flask, clockwork: Clockwork
) -> None:
    stop = clockwork.start_beside()
    try:
        with pytest.raises(RuleBroken, match="Ein anderer Zeitgeber"):
            clockwork.start_beside()
    finally:
        stop()

    clockwork.start_beside()()


def test_an_unknown_job_is_refused_with_the_names_of_the_known(clockwork: Clockwork) -> None:
    with pytest.raises(RuleBroken, match="plan, dispatch"):
        clockwork.run_job("dichten")


def test_one_more_process_for_letters_needs_no_lock_and_ends_when_asked(
    app: Flask, script: Script, settings: Settings, clockwork: Clockwork
) -> None:
    make_reports(3)
    lock = clockwork.take_lock()
    process = subprocess.Popen(
        [sys.executable, "-c", LETTERS_ONLY],
        cwd=PROJECT,
        env=environment(settings, app.config["SMTP_URL"]),
    )
    try:
        until_sent(3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=WITHIN) == 0
    finally:
        process.kill()
        process.wait()
        lock.release()


def heartbeat() -> object:
    db.session.rollback()
    state = db.session.get(SystemState, 1)
    beat = state.heartbeat_at if state else None
    db.session.rollback()  # an open transaction would keep the worker waiting on SQLite
    return beat


def test_alone_it_ticks_until_asked_to_end_and_then_frees_the_lock(
    app: Flask, clockwork: Clockwork, worker: subprocess.Popen[str]
) -> None:
    for _ in range(WITHIN * 20):
        if heartbeat():
            break
        time.sleep(0.05)
    assert heartbeat()
    with pytest.raises(RuleBroken, match="Ein anderer Zeitgeber"):
        clockwork.start_beside()

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(timeout=WITHIN) == 0
    clockwork.start_beside()()
