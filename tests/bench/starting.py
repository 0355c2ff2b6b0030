"""How long `serve` takes to its first page, and the memory it then holds."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from config import PROJECT
from tests.bench.figures import Figure

PATIENCE = 120.0
SERVE = "import sys; sys.argv[0] = 'wiedervorlage'; from app.cli import main; main()"


def measure_start() -> list[Figure]:
    """First start with an empty folder, second start on the same, memory after ten pages."""
    with tempfile.TemporaryDirectory() as folder:
        first, _ = _start(Path(folder))
        second, memory = _start(Path(folder))
    return [
        Figure("first start: migrate, load demo, first page", round(first, 2), 120, "s"),
        Figure("second start to the first page", round(second, 2), 3, "s"),
        Figure("memory of the one process with the demo", round(memory), 200, "MB"),
    ]


def _start(instance: Path) -> tuple[float, float]:
    """Seconds to the first 200, and the resident memory in MB after a look around."""
    port = _free_port()
    environment = os.environ | {
        "WIEDERVORLAGE_INSTANCE_DIR": str(instance),
        "WIEDERVORLAGE_DEMO": "1",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, "serve", "--prepare", "--port", str(port)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        while not _answers(url + "/anmelden"):
            if time.monotonic() - began > PATIENCE or server.poll() is not None:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        seconds = time.monotonic() - began
        for path in ("/", "/anmelden", "/-/muster", "/-/briefe", "/healthz", "/readyz") * 2:
            _answers(url + path)
        return seconds, _resident_megabytes(server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _resident_megabytes(pid: int) -> float:
    return _kilobytes(f"/proc/{pid}/status", "VmRSS") / 1024


def peak_megabytes() -> float:
    """The most memory this process has held.

    Not what `getrusage` says: a child begins there with all that its parent held at the fork.
    """
    return _kilobytes("/proc/self/status", "VmHWM") / 1024


def _kilobytes(path: str, name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", Path(path).read_text())
    if found is None:
        raise RuntimeError("this system does not tell a process's memory")
    return int(found[1])
