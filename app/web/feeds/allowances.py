"""How often the calendars of one address may ask; counted in this process, without a database.

A write for every poll would cost more than the poll. Several processes allow so many times as
much, which still stops a client that asks every second.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import OrderedDict
from threading import Lock


class Allowances:
    """To everybody `most` at once and one more every `every` seconds (a token bucket each)."""

    def __init__(self, most: int, every: int, kept: int) -> None:
        self._most, self._every, self._kept = most, every, kept
        self._used: OrderedDict[bytes, tuple[float, dt.datetime]] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, who: bytes, now: dt.datetime) -> int:
        """Take one of `who`; 0 if there was one, else the seconds until there is."""
        with self._lock:
            used, since = self._used.pop(who, (0.0, now))
            regained = max((now - since).total_seconds(), 0.0) / self._every
            used = max(used - regained, 0.0)
            granted = used + 1 <= self._most
            self._used[who] = (used + 1 if granted else used, now)
            if len(self._used) > self._kept:
                self._used.popitem(last=False)  # whoever has been quiet for the longest time
        return 0 if granted else math.ceil((used + 1 - self._most) * self._every)
