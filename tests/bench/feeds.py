"""Calendars of 4 to 4,000 entries: unchanged, finished, with one change, and from nothing."""

from __future__ import annotations

import http.client
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path

import sqlalchemy as sa

from app.extensions import db
from app.queries.accounts import token_hash
from config import Settings
from tests.bench.feed_shelves import MEMBERS, Shelf, crowd, filled
from tests.bench.figures import Figure
from tests.bench.installation import installed
from tests.bench.served import PAGES_ALONE, Server, served
from tests.bench.starting import _resident_megabytes

SIZES = (4, 40, 400, 4000)
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
POLLS, FINISHED, CHANGED = 600, 600, 10
MOST_TURNS = 30
MOST_MEMORY = 130

Ask = Callable[[], tuple[str, str]]


@dataclass
class Measured:
    """Processor milliseconds a request, turn by turn, and how long each request took."""

    turns: list[float]
    times: list[float]

    @property
    def cpu(self) -> float:
        return statistics.median(self.turns)

    def said(self) -> str:
        p50 = statistics.median(self.times)
        p99 = sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * 0.99))]
        return f"p50 {p50:.1f} p99 {p99:.1f} ms, {1000 / p50:.0f}/s"


def measure_feeds() -> list[Figure]:
    """Processor time beside a floor of the same minute, interleaved; the whole over HTTP."""
    return [figure for kind in KINDS for figure in _measure_on(kind)]


def _measure_on(kind: str) -> list[Figure]:
    with installed(kind) as (_app, settings, folder):
        shelves = [filled(size) for size in SIZES]
        db.session.remove()
        floor = [sys.executable, "-m", "tests.bench.feed_floor", settings.database_url]
        with (
            served(folder, PAGES_ALONE, _told(settings)) as ours,
            served(folder, floor) as bare,
        ):
            return [
                Figure(f"{KINDS[kind]}: {one.case}", one.value, one.goal, one.unit)
                for one in _measure(ours, bare, shelves)
            ]


def _told(settings: Settings) -> dict[str, str]:
    """By the environment, as an operator would."""
    return {
        "WIEDERVORLAGE_INSTANCE_DIR": str(settings.instance_dir),
        "WIEDERVORLAGE_DATABASE_URL": settings.database_url,
        "WIEDERVORLAGE_SECRET_KEY": settings.secret_key,
    }


def _measure(ours: Server, bare: Server, shelves: list[Shelf]) -> Iterator[Figure]:
    few = None
    for shelf in shelves:
        polled = _polled(ours, bare, shelf)
        few = few or polled
        yield _figure(f"unchanged, {shelf.size} entries", polled, 1.5)
        yield from _written(ours, bare, shelf)
    memory = _resident_megabytes(ours.pid)
    yield Figure("memory after 4,000 entries from nothing", round(memory), MOST_MEMORY, "MB")
    crowd(shelves[0].plan_id)
    many = _polled(ours, bare, shelves[0])
    assert few is not None
    yield Figure(
        f"unchanged, {MEMBERS:,} members, times a few ({many[0].said()})",
        round(_floors(many) / _floors(few), 2),
        1.2,
        "x",
    )


def _written(ours: Server, bare: Server, shelf: Shelf) -> Iterator[Figure]:
    """The whole calendar: finished, with one change, and from nothing, each beside its floor."""
    seldom = 4 if shelf.size > 400 else CHANGED
    of_many = 1.5 if shelf.size >= 400 else None  # of few entries one is the feed
    for name, floor, rounds, before, goal in (
        ("finished text", f"/stored/{shelf.plan_id}/", FINISHED, None, 1.5),
        ("one changed", f"/hand/{shelf.plan_id}", CHANGED, shelf.change, of_many),
        ("nothing stored", f"/library/{shelf.plan_id}", seldom, shelf.empty, 1.15),
        (
            "nothing stored, beside the library with our zone",
            f"/library-with-our-zone/{shelf.plan_id}",
            seldom,
            shelf.empty,
            None,
        ),
    ):
        both = _against(
            (ours, _asking(shelf, _path)),
            (bare, _asking(shelf, partial(_floor_of, floor))),
            rounds,
            before,
        )
        yield _figure(f"{name}, {shelf.size} entries", both, goal)


def _floor_of(address: str, token: str) -> str:
    """The floor's address; where it finds the calendar by its secret, with that."""
    return address + token_hash(token) if address.endswith("/") else address


def _asking(shelf: Shelf, address: Callable[[str], str], tag: str = "") -> Ask:
    """One reader after the other, so that nobody asks too often."""
    tokens = cycle(shelf.tokens)
    return lambda: (address(next(tokens)), tag)


def _polled(ours: Server, bare: Server, shelf: Shelf) -> tuple[Measured, Measured]:
    """A calendar that has not changed, asked for again."""
    return _against(
        (ours, _asking(shelf, _path, _tag(ours, shelf))),
        (bare, _asking(shelf, lambda token: f"/poll/{token_hash(token)}")),
        POLLS,
    )


def _floors(both: tuple[Measured, Measured]) -> float:
    """How many floors of the same turn it takes; the machine's pace changes between turns."""
    ours, floor = both
    return statistics.median(
        one / other for one, other in zip(ours.turns, floor.turns, strict=True)
    )


def _figure(name: str, both: tuple[Measured, Measured], goal: float | None) -> Figure:
    ours, floor = both
    said = f"{ours.cpu:.2f} of {floor.cpu:.2f} ms, {ours.said()}"
    return Figure(f"{name} ({said})", round(_floors(both), 2), goal, "x")


def _against(
    ours: tuple[Server, Ask],
    floor: tuple[Server, Ask],
    rounds: int,
    before: Callable[[], None] | None = None,
) -> tuple[Measured, Measured]:
    """In many short turns, so that a busy moment of the machine meets both.

    A single request says little: a collection of garbage falls into one and not into the next.
    """
    used: tuple[list[float], list[float]] = ([], [])  # a request, turn by turn
    times: tuple[list[float], list[float]] = ([], [])
    for server, ask in (ours, floor) * 9:  # every thread with its connection
        _get(server, *ask())
    servants, turns = _servants(), min(rounds, MOST_TURNS)
    for _ in range(turns):
        for place, (server, ask) in enumerate((ours, floor)):
            began, apart = server.worked() + _worked(servants), 0.0
            for _ in range(rounds // turns):
                if place == 0 and before:
                    apart -= _worked(servants)
                    before()
                    apart += _worked(servants)
                times[place].append(_get(server, *ask()))
            worked = server.worked() + _worked(servants) - began - apart
            used[place].append(worked / (rounds // turns))
    return tuple(  # type: ignore[return-value]
        Measured(used[place], times[place]) for place in (0, 1)
    )


def _servants() -> list[Path]:
    """Where the kernel counts the work of PostgreSQL for our two servers; nowhere for SQLite."""
    if db.engine.dialect.name == "sqlite":
        return []
    asked = sa.text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    with db.engine.connect() as connection:
        return [Path(f"/proc/{pid}/schedstat") for pid in connection.scalars(asked)]


def _worked(servants: list[Path]) -> float:
    """Milliseconds of processor that these processes have used."""
    return sum(int(one.read_text().split()[0]) for one in servants) / 1e6


def _get(server: Server, path: str, tag: str) -> float:
    """Milliseconds until the whole answer is there, on a connection of its own."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as line:
        began = time.perf_counter()
        line.request("GET", path, headers={"If-None-Match": tag} if tag else {})
        answer = line.getresponse()
        answer.read()
        assert answer.status == (304 if tag or path.startswith("/poll/") else 200), answer.status
        return (time.perf_counter() - began) * 1000


def _path(token: str) -> str:
    return f"/kalender/{token}/alle-termine.ics"


def _tag(server: Server, shelf: Shelf) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as line:
        line.request("GET", _path(shelf.tokens[0]))
        answer = line.getresponse()
        answer.read()
        return str(answer.headers["ETag"])
