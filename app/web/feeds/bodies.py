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
    """At most `room` octets; whoever finds a body has asked the database for its validator."""

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._bodies: OrderedDict[str, Body] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> Body | None:
        """The body with this validator, if it is still there."""
        with self._lock:
            if tag in self._bodies:
                self._bodies.move_to_end(tag)
            return self._bodies.get(tag)

    def keep(self, tag: str, body: Body) -> None:
        """Remember the body, and forget what has not been asked for the longest time."""
        with self._lock:
            if tag in self._bodies or len(body.octets) > self._room:
                return
            self._bodies[tag] = body
            self._taken += len(body.octets)
            while self._taken > self._room:
                _, oldest = self._bodies.popitem(last=False)
                self._taken -= len(oldest.octets)
