"""Ends a process whose clock has stopped, so that its supervisor starts it anew (A13).

A thread of its own looks, so that it also sees a loop that has died or a tick that hangs. A tick
that fails is a beat: it comes again by itself, and a restart would not help.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time

log = logging.getLogger(__name__)
STOPPED = 70  # the exit status: a fault inside the program (sysexits.h)
LOOKS = 10  # while the clock may be silent


class Watchdog:
    """Wants to hear a beat every so many seconds."""

    def __init__(self, *, silent_after: float) -> None:
        self.silent_after = silent_after
        self._last = time.monotonic()
        self._off = threading.Event()

    def beat(self) -> None:
        """The clock goes."""
        self._last = time.monotonic()

    def start(self) -> None:
        """Look from now on."""
        self.beat()
        threading.Thread(target=self._look, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """The clock is being stopped on purpose."""
        self._off.set()

    def _look(self) -> None:
        while not self._off.wait(self.silent_after / LOOKS):
            silent = time.monotonic() - self._last
            if silent > self.silent_after:
                log.critical("the clock has been silent for %.0f seconds: ending", silent)
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(STOPPED)
