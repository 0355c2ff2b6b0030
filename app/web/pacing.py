"""Answers whose time must not tell what happened behind them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_least(seconds: float) -> Iterator[None]:
    """Let the block take `seconds` or more, so that quick and slow cases look the same.

    Measured on the monotonic clock, which is no time of day; nothing is locked while waiting.
    """
    began = time.monotonic()
    try:
        yield
    finally:
        time.sleep(max(0.0, seconds - (time.monotonic() - began)))
