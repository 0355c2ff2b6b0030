"""Several dispatchers at once: side by side, stopped in the middle, with clocks that jump."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models.outbox import LetterState, OutboxLetter
from app.services.outbox import fates
from config import Settings
from tests.faults.dispatchers import dispatchers
from tests.faults.runs import jump_run, share_run
from tests.jobs.letters import NOW, add_up, letters, make_reports, path_of
from tests.mail.relays import Handler, Script, relay
from tests.makers import save

S = LetterState


@pytest.mark.parametrize("count", [80, pytest.param(1000, marks=pytest.mark.nightly)])
def test_four_dispatchers_share_the_letters_and_send_each_once(
    app: Flask, settings: Settings, tmp_path: Path, count: int
) -> None:
    """F-04."""
    run = share_run(settings, tmp_path, count)

    assert (run.letters, run.lost, run.doubled) == (count + 1, 0, 0)
    assert {letter.state for letter in letters()} == {S.SENT}
    add_up()


@pytest.mark.parametrize("count", [60, pytest.param(3000, marks=pytest.mark.nightly)])
def test_clocks_that_jump_to_and_fro_send_nothing_twice(
    app: Flask, settings: Settings, tmp_path: Path, count: int
) -> None:
    """F-26: what the clock says plays no part in who owns a letter."""
    run = jump_run(settings, tmp_path, count)

    assert len({letter.finished_at for letter in letters()}) == 5, "no clock has jumped"
    assert (run.letters, run.lost, run.doubled) == (count + 1, 0, 0)
    add_up()


@dataclass
class Holder(Handler):
    """A relay that stops the dispatcher talking to it when it names the recipient."""

    script: Script = field(default_factory=Script)
    victim: int | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.victim is not None:
            os.kill(self.victim, signal.SIGSTOP)
            self.victim = None
            self.stopped.set()
        return await super().handle_RCPT(server, session, envelope, address, options)


def test_a_dispatcher_that_was_stopped_sends_nothing_that_was_queued_again_meanwhile(
    app: Flask, settings: Settings
) -> None:
    """F-07: stopped between claim and intent; the fence is what holds it back."""
    holder = Holder()
    make_reports(1)
    with (
        relay(holder.script, handler=holder) as port,
        dispatchers(settings, f"smtp://127.0.0.1:{port}") as nursery,
    ):
        make_reports(1)
        (stopped,) = nursery.order("wait")
        holder.victim = stopped
        os.kill(stopped, signal.SIGCONT)
        assert holder.stopped.wait(timeout=20), "it was not stopped"
        letter = db.session.scalar(select(OutboxLetter).where(OutboxLetter.state == S.LEASED))
        assert letter is not None
        fates.move(letter, S.DUE, now=NOW, code="queued_again", next_at=NOW)
        save()
        os.kill(stopped, signal.SIGCONT)
        assert nursery.ends() == [0]
        nursery.order("go", 1)
        nursery.ends()

    last = letters()[-1]
    assert Counter(path_of(last))["leased"] >= 2
    assert last.state is S.SENT
    assert len(holder.script.accepted) == 2
    add_up()
