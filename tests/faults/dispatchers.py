"""Dispatchers as processes of their own, on a test's database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config import PROJECT, Settings
from tests.jobs.letters import NOW


def environment(settings: Settings, smtp_url: str) -> dict[str, str]:
    """The environment in which a process works on the test's database."""
    return {
        **os.environ,
        "WIEDERVORLAGE_DATABASE_URL": settings.database_url,
        "WIEDERVORLAGE_INSTANCE_DIR": str(settings.instance_dir),
        "WIEDERVORLAGE_SECRET_KEY": settings.secret_key,
        "WIEDERVORLAGE_BASE_URL": settings.base_url,
        "WIEDERVORLAGE_MAIL_FROM": settings.mail_from,
        "WIEDERVORLAGE_SMTP_URL": smtp_url,
    }


class Nursery:
    """Starts dispatchers, one order after another (see nursery.py)."""

    def __init__(self, settings: Settings, smtp_url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery", NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env=environment(settings, smtp_url),
        )
        assert self._line() == "warm"

    def order(self, *words: object) -> list[int]:
        """Give an order; the ids of those started, or how many were killed."""
        assert self.process.stdin is not None
        print(*words, file=self.process.stdin, flush=True)
        return [int(word) for word in self._line().split()]

    def ends(self) -> list[int]:
        """How those last started have ended, once all have: by themselves or by a signal."""
        ends = [int(word) for word in self._line().split()]
        assert set(ends) <= {0, -signal.SIGKILL}, "a dispatcher failed, see its traceback"
        return ends

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=30)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def dispatchers(settings: Settings, smtp_url: str) -> Iterator[Nursery]:
    """A nursery; closed afterwards. What is due when it starts is sent by it, unharmed."""
    nursery = Nursery(settings, smtp_url)
    try:
        yield nursery
    finally:
        nursery.close()
