"""Dispatchers killed in the middle: at random moments, and at each point of a dialogue."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from app.models.outbox import LetterState
from config import Settings
from tests.faults.dispatchers import dispatchers
from tests.faults.runs import kill_run
from tests.jobs.letters import add_up, letters, make_letters, make_reports
from tests.mail.relays import Handler, Script, relay

S = LetterState
BEFORE_DATA, BEFORE_REPLY, AFTER_REPLY = "before data", "before reply", "after reply"
MOST_COPIES, MOST_DOUBLED = 3, 0.25


@pytest.mark.parametrize("kills", [200, pytest.param(1000, marks=pytest.mark.nightly)])
def test_no_letter_is_lost_and_copies_are_few_and_identical_when_dispatchers_are_killed(
    app: Flask, settings: Settings, tmp_path: Path, kills: int
) -> None:
    """F-01, F-03, F-38."""
    run = kill_run(settings, tmp_path, kills)

    assert run.untouched > 0, "the letters ran out before the last was killed"
    assert run.touched_twice > 0, "no kill has hit a letter"
    assert run.lost == 0
    assert run.most_copies <= MOST_COPIES
    assert run.doubled <= MOST_DOUBLED * kills
    assert run.differing == 0
    add_up()


@dataclass
class Killer(Handler):
    """A relay that kills the dispatcher talking to it, at a given point of the second letter."""

    script: Script = field(default_factory=Script)
    victim: int | None = None
    point: str | None = None
    spared: int = 0
    killed: Counter[str] = field(default_factory=Counter)

    def load(self, point: str | None) -> None:
        self.point, self.spared, self.victim = point, 1, None

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.point == BEFORE_DATA and self.spared == 0:
            await self._kill()
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if self.point in (BEFORE_REPLY, AFTER_REPLY) and self.spared == 0:
            if self.point == BEFORE_REPLY:
                await self._kill()
            else:
                delay = (sum(self.killed.values()) % 8) / 1000
                asyncio.get_running_loop().call_later(delay, self._kill_now)
        self.spared -= self.spared > 0
        return answer

    async def _kill(self) -> None:
        while self.victim is None:  # the test has not read the id yet
            await asyncio.sleep(0.001)
        self._kill_now()

    def _kill_now(self) -> None:
        if self.point is not None and self.victim is not None:
            with suppress(ProcessLookupError):
                os.kill(self.victim, signal.SIGKILL)
            self.killed[self.point] += 1
            self.point = None


@pytest.mark.parametrize("rounds", [2, pytest.param(100, marks=pytest.mark.nightly)])
def test_only_a_kill_between_the_final_dot_and_our_commit_makes_a_copy(
    app: Flask, settings: Settings, rounds: int
) -> None:
    points = [BEFORE_DATA, BEFORE_REPLY, AFTER_REPLY] * rounds
    killer = Killer()
    make_letters(1)
    with (
        relay(killer.script, handler=killer) as port,
        dispatchers(settings, f"smtp://127.0.0.1:{port}") as nursery,
    ):
        make_reports(2 * len(points))
        for point in points:
            killer.load(point)
            (killer.victim,) = nursery.order("go", 1)
            nursery.ends()
        killer.load(None)
        nursery.order("go", 1)
        nursery.ends()

    assert killer.killed == dict.fromkeys((BEFORE_DATA, BEFORE_REPLY, AFTER_REPLY), rounds)
    assert {letter.state for letter in letters()} == {S.SENT}
    seen = Counter(str(letter["Message-ID"]) for letter in killer.script.letters)
    assert len(seen) == 1 + 2 * len(points)
    doubled = sum(number - 1 for number in seen.values())
    assert rounds <= doubled <= 2 * rounds  # never for a kill before DATA
    texts = {(str(m["Message-ID"]), m.as_bytes()) for m in killer.script.letters}
    assert len(texts) == len(seen)
    add_up()
