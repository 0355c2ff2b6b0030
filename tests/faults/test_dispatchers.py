"""Dispatchers as real processes: killed in the middle, and several at once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from app.models.outbox import LetterState
from config import PROJECT, Settings
from tests.jobs.letters import NOW, letters, make_letters
from tests.mail.relays import Handler, Script, relay

S = LetterState
BEFORE_DATA, BEFORE_REPLY, AFTER_REPLY = "before data", "before reply", "after reply"


@dataclass
class Killer(Handler):
    """A relay that kills the dispatcher talking to it, at a given point of the third letter."""

    script: Script = field(default_factory=Script)
    victim: int | None = None
    point: str | None = None
    spared: int = 0
    killed: Counter[str] = field(default_factory=Counter)

    def load(self, point: str | None) -> None:
        self.point, self.spared, self.victim = point, 2, None

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


class Nursery:
    """Starts dispatchers on the test's database, each in a process of its own."""

    def __init__(self, settings: Settings, port: int) -> None:
        environment = {
            **os.environ,
            "WIEDERVORLAGE_DATABASE_URL": settings.database_url,
            "WIEDERVORLAGE_INSTANCE_DIR": str(settings.instance_dir),
            "WIEDERVORLAGE_SECRET_KEY": settings.secret_key,
            "WIEDERVORLAGE_BASE_URL": settings.base_url,
            "WIEDERVORLAGE_MAIL_FROM": settings.mail_from,
            "WIEDERVORLAGE_SMTP_URL": f"smtp://127.0.0.1:{port}",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery", NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env=environment,
        )

    def start(self, count: int = 1) -> list[int]:
        assert self.process.stdin is not None
        self.process.stdin.write(f"go {count}\n")
        self.process.stdin.flush()
        return [int(word) for word in self._line().split()]

    def wait(self) -> None:
        """Until all have ended: by themselves, or because they were killed."""
        ends = {int(word) for word in self._line().split()}
        assert ends <= {0, -signal.SIGKILL}, "a dispatcher failed, see its traceback"

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=30)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def killer() -> Killer:
    return Killer()


@pytest.fixture
def nursery(app: Flask, settings: Settings, killer: Killer) -> Iterator[Nursery]:
    with relay(killer.script, handler=killer) as port:
        nursery = Nursery(settings, port)
        yield nursery
        nursery.close()


def copies(script: Script) -> Counter[str]:
    return Counter(str(letter["Message-ID"]) for letter in script.letters)


@pytest.mark.parametrize("long", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_no_letter_is_lost_and_copies_are_few_and_identical_when_dispatchers_are_killed(
    app: Flask, settings: Settings, nursery: Nursery, killer: Killer, long: bool
) -> None:
    short = 7 if settings.database_url.startswith("sqlite") else 4
    rounds = 120 if long else short
    points = [BEFORE_DATA, BEFORE_REPLY, AFTER_REPLY] * rounds
    count = 3 * len(points)
    make_letters(count)

    for point in points:
        killer.load(point)
        (killer.victim,) = nursery.start()
        nursery.wait()
    killer.load(None)
    nursery.start()
    nursery.wait()

    assert killer.killed == dict.fromkeys((BEFORE_DATA, BEFORE_REPLY, AFTER_REPLY), rounds)
    assert {letter.state for letter in letters()} == {S.SENT}
    seen = copies(killer.script)
    assert len(seen) == count
    assert max(seen.values()) == 2
    doubled = sum(number - 1 for number in seen.values())
    assert rounds <= doubled <= 2 * rounds  # never for a kill before DATA
    texts = {(str(m["Message-ID"]), m.as_bytes()) for m in killer.script.letters}
    assert len(texts) == count


def test_two_dispatchers_share_two_hundred_letters_without_a_second_copy(
    app: Flask, nursery: Nursery, killer: Killer
) -> None:
    make_letters(200)

    nursery.start(2)
    nursery.wait()

    assert {letter.state for letter in letters()} == {S.SENT}
    assert set(copies(killer.script).values()) == {1}
    assert len(copies(killer.script)) == 200
    assert killer.script.connections >= 2
