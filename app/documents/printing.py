"""Running the press: a process for one document, killed when it hangs or is not wanted."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

LOOKS = 0.25  # seconds between two looks whether the document is still wanted

log = logging.getLogger(__name__)
_presses = threading.BoundedSemaphore(2)  # at a time in this process; the others wait their turn


class NotPrinted(Exception):
    """The press failed, hung or was killed; what it said is in the log."""


class Unwanted(Exception):
    """Somebody has cancelled the document while it was being made."""


def never() -> bool:
    """Nobody cancels."""
    return False


def run(
    data: str, press: Path, *, begins: bytes, seconds: float, cancelled: Callable[[], bool] = never
) -> bytes:
    """What the press prints for `data`, always waited for. Raises NotPrinted or Unwanted."""
    with _presses:
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", str(press)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            log.error("nothing printed: %s", type(error).__name__)
            raise NotPrinted from error
        with process:
            try:
                printed, said = _wait(process, data.encode(), seconds, cancelled)
            finally:
                process.kill()
    if process.returncode != 0 or not printed.startswith(begins):
        words = said.decode(errors="replace")[-2000:]
        log.error("nothing printed: the press ended with %d: %s", process.returncode, words)
        raise NotPrinted
    return printed


def _wait(
    process: subprocess.Popen[bytes], data: bytes, seconds: float, cancelled: Callable[[], bool]
) -> tuple[bytes, bytes]:
    ends, given = time.monotonic() + seconds, data
    while True:
        try:
            return process.communicate(given or None, timeout=LOOKS)
        except subprocess.TimeoutExpired:
            given = b""  # what was begun to be written goes on by itself
        except OSError as error:
            raise NotPrinted from error
        if cancelled():
            raise Unwanted
        if time.monotonic() >= ends:
            log.error("nothing printed: not done within %d seconds", seconds)
            raise NotPrinted
