"""A process that answers over HTTP, and what an answer costs it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config import PROJECT
from tests.bench.starting import _answers, _free_port

IDLE_MILLISECONDS = 50  # of processor within a second
# The scheduler's own work is not the pages'. `serve` sets memory and collector in the same way.
PAGES_ALONE = [
    "env",
    "MALLOC_ARENA_MAX=1",
    sys.executable,
    "-c",
    "import logging, sys; from waitress import serve; from app import create_app;"
    " logging.getLogger('waitress.queue').setLevel(logging.ERROR);"
    " app = create_app(); import gc; gc.collect(); gc.freeze();"
    " serve(app, host='127.0.0.1', port=int(sys.argv[1]), _quiet=True)",
]


@dataclass(frozen=True)
class Server:
    """A process that answers on a port."""

    port: int
    pid: int

    def get(self, address: str, cookie: str = "") -> float:
        """Milliseconds until the whole answer is there."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{address}")
        request.add_header("Cookie", f"session={cookie}")
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            assert answer.url.endswith(address), answer.url
        return (time.perf_counter() - began) * 1000

    def worked(self) -> float:
        """Milliseconds of processor this process has used; ticks of 10 ms would be too coarse."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6

    def settle(self) -> None:
        """Wait until this process has nothing left to do, as planning letters after its start."""
        worked = -1.0
        while self.worked() - worked > IDLE_MILLISECONDS:
            worked = self.worked()
            time.sleep(1)


@contextmanager
def served(
    folder: Path, command: list[str], settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """`command` with a free port behind it, while it runs.

    Over the installation in `folder`, or over the one that `settings` tell by the environment.
    """
    port = _free_port()
    environment = os.environ | (settings or {"WIEDERVORLAGE_INSTANCE_DIR": str(folder)})
    process = subprocess.Popen(
        [*command, str(port)], cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/healthz"):
            if process.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.05)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)
