"""Finished answers of this process, the latest used first, until they take too much room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True, slots=True)
class Body:
    """What goes over the line, and the headers that tell of it."""

    octets: bytes
    headers: Sequence[tuple[str, str]]


class KeptBodies:
    """At most `room` octets, of each calendar one body: after a change nobody asks for the former.

    Whoever finds a body has asked the database for its validator.
    """

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._bodies: OrderedDict[str, tuple[str, Body]] = OrderedDict()
        self._lock = Lock()

    def get(self, calendar: str, tag: str) -> Body | None:
        """The calendar's body if it is there and has this validator."""
        with self._lock:
            known, body = self._bodies.get(calendar, ("", None))
            if known != tag:
                return None
            self._bodies.move_to_end(calendar)
            return body

    def keep(self, calendar: str, tag: str, body: Body) -> None:
        """Remember the body, and forget what has not been asked for the longest time."""
        with self._lock:
            self._forget(calendar)
            if len(body.octets) > self._room:
                return
            self._bodies[calendar] = tag, body
            self._taken += len(body.octets)
            while self._taken > self._room:
                self._forget(next(iter(self._bodies)))

    def _forget(self, calendar: str) -> None:
        if calendar in self._bodies:
            _tag, body = self._bodies.pop(calendar)
            self._taken -= len(body.octets)
