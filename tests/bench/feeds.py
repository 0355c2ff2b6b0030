"""Calendars of 4 to 4,000 entries: unchanged, finished, with one change, and from nothing."""

from __future__ import annotations

import datetime as dt
import http.client
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import flask_migrate

from app import clock, create_app
from app.extensions import db
from app.models.accounts import PlanRole
from app.models.feeds import FeedScope
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.queries.accounts import token_hash
from app.services import feeds
from app.services.feeds import FeedWishes
from config import load
from tests import makers
from tests.bench.figures import Figure
from tests.bench.served import PAGES_ALONE, Server, served
from tests.bench.starting import _resident_megabytes

SIZES = (4, 40, 400, 4000)
READERS = 16  # so that nobody asks more than sixty times
MEMBERS = 100_000
POLLS, FINISHED, CHANGED = 200, 60, 10
MOST_MEMORY = 130


@dataclass
class Shelf:
    """One plan with `size` meetings, and the secrets of those who read them all."""

    size: int
    plan_id: int
    tokens: list[str]


@dataclass
class Measured:
    """Processor time a request, and how long each took."""

    cpu: float
    times: list[float]

    def said(self) -> str:
        p50 = statistics.median(self.times)
        p99 = sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * 0.99))]
        return f"p50 {p50:.1f} p99 {p99:.1f} ms, {1000 / p50:.0f}/s"


def measure_feeds() -> list[Figure]:
    """Processor time beside a floor of the same minute, interleaved; the whole over HTTP."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shelves = _build(folder)
        database = str(folder / "wiedervorlage.db")
        floor = [sys.executable, "-m", "tests.bench.feed_floor", database]
        with served(folder, PAGES_ALONE) as ours, served(folder, floor) as bare:
            return [*_measure(ours, bare, shelves, database)]


def _measure(ours: Server, bare: Server, shelves: list[Shelf], database: str) -> Iterator[Figure]:
    few = None
    for shelf in shelves:
        name = f"{shelf.size} entries"
        asks = cycle(shelf.tokens)
        tag = _tag(ours, shelf)
        polled = _against(
            (ours, lambda a=asks, t=tag: (_path(next(a)), t)),
            (bare, lambda a=asks: (f"/poll/{token_hash(next(a))}", "")),
            POLLS,
        )
        few = few or polled[0]
        yield _figure(f"unchanged, {name}", polled, 1.5)
        yield _figure(
            f"finished text, {name}",
            _against(
                (ours, lambda a=asks: (_path(next(a)), "")),
                (bare, lambda a=asks, s=shelf: (f"/stored/{s.plan_id}/{token_hash(next(a))}", "")),
                FINISHED,
            ),
            1.5,
        )
        yield _figure(
            f"one changed, {name}",
            _against(
                (ours, lambda a=asks: (_path(next(a)), "")),
                (bare, lambda s=shelf: (f"/hand/{s.plan_id}", "")),
                CHANGED,
                before=lambda s=shelf: _change(database, s.plan_id),
            ),
            1.5,
        )
        yield _figure(
            f"nothing stored, {name}",
            _against(
                (ours, lambda a=asks: (_path(next(a)), "")),
                (bare, lambda s=shelf: (f"/library/{s.plan_id}", "")),
                2 if shelf.size > 400 else CHANGED,
                before=lambda s=shelf: _empty(database, s.plan_id),
            ),
            1.15,
        )
    memory = _resident_megabytes(ours.pid)
    yield Figure("memory after 4,000 entries from nothing", round(memory), MOST_MEMORY, "MB")
    _crowd(database, shelves[0].plan_id)
    tag = _tag(ours, shelves[0])
    asks = cycle(shelves[0].tokens)
    many, _ = _against(
        (ours, lambda: (_path(next(asks)), tag)),
        (bare, lambda: (f"/poll/{token_hash(next(asks))}", "")),
        POLLS,
    )
    assert few is not None
    yield Figure(
        f"unchanged, {MEMBERS:,} members, times a few ({many.said()})",
        round(many.cpu / few.cpu, 2),
        1.2,
        "x",
    )


def _figure(name: str, both: tuple[Measured, Measured], goal: float) -> Figure:
    ours, floor = both
    said = f"{ours.cpu:.2f} of {floor.cpu:.2f} ms, {ours.said()}"
    return Figure(f"{name} ({said})", round(ours.cpu / floor.cpu, 2), goal, "x")


Ask = Callable[[], tuple[str, str]]


def _against(
    ours: tuple[Server, Ask],
    floor: tuple[Server, Ask],
    rounds: int,
    before: Callable[[], None] = lambda: None,
) -> tuple[Measured, Measured]:
    """In up to ten turns, so that a busy moment of the machine meets both.

    The kernel counts processor time in hundredths of a second, so single requests say nothing.
    """
    used: tuple[list[float], list[float]] = ([], [])
    times: tuple[list[float], list[float]] = ([], [])
    for server, ask in (ours, floor):
        _get(server, *ask())
    turns = min(rounds, 10)
    for _ in range(turns):
        for place, (server, ask) in enumerate((ours, floor)):
            began = server.worked()
            for _ in range(rounds // turns):
                if place == 0:
                    before()
                times[place].append(_get(server, *ask()))
            used[place].append(server.worked() - began)
    return tuple(  # type: ignore[return-value]
        Measured(sum(used[place]) / len(times[place]), times[place]) for place in (0, 1)
    )


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


def _change(database: str, plan_id: int) -> None:
    """What the session does when somebody changes a meeting's place."""
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        connection.execute(
            "UPDATE meeting SET place = place || '.', calendar_mark = calendar_mark + 1 WHERE id ="
            " (SELECT min(meeting.id) FROM meeting JOIN body ON body.id = body_id"
            " WHERE plan_id = ?)",
            (plan_id,),
        )
        _mark(connection, plan_id)


def _empty(database: str, plan_id: int) -> None:
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        connection.execute("DELETE FROM feed_component")
        _mark(connection, plan_id)


def _mark(connection: sqlite3.Connection, plan_id: int) -> None:
    connection.execute("UPDATE plan SET calendar_mark = calendar_mark + 1 WHERE id = ?", (plan_id,))


def _build(folder: Path) -> list[Shelf]:
    app = create_app(load({"WIEDERVORLAGE_INSTANCE_DIR": str(folder)}))
    with app.app_context():
        flask_migrate.upgrade()
        shelves = [_fill(size) for size in SIZES]
        db.session.execute(db.text("UPDATE feed SET last_used_on = date('now')"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return shelves


def _fill(size: int) -> Shelf:
    plan = makers.make_plan(f"plan-{size}", f"Plan {size}")
    body = makers.make_body(plan, f"Peergroup {size}")
    year = makers.make_cycle(plan)
    db.session.flush()
    rows = [_row(number, year.id, body.id) for number in range(size)]
    db.session.execute(db.insert(Meeting), rows)
    tokens = [_reader(plan, f"leser{size}-{number}") for number in range(READERS)]
    db.session.commit()
    return Shelf(size, plan.id, tokens)


def _row(number: int, cycle_id: int, body_id: int) -> dict[str, object]:
    return {
        "uid": uuid.uuid4(),
        "cycle_id": cycle_id,
        "body_id": body_id,
        "phase": "other",
        "position": number,
        "title": f"Treffen {number}",
        "precision": "day",
        "held_on": dt.date(2026, 1, 1) + dt.timedelta(days=number % 1400),
        "begins": dt.time(14),
        "ends": dt.time(16, 30),
        "place": "Landratsamt, Großer Sitzungssaal",
        "purpose": "Wir vereinbaren Themen und Arbeitsweise; der Saal ist stufenlos erreichbar.",
        "created_at": makers.CREATED,
        "changed_at": makers.CREATED,
    }


def _reader(plan: Plan, name: str) -> str:
    account = makers.make_account(plan, name, PlanRole.READER)
    wishes = FeedWishes(name="x", scope=FeedScope.PLAN)
    return feeds.create_feed(account, plan, wishes, now=clock.now())[1]


def _crowd(database: str, plan_id: int) -> None:
    """A hundred thousand further members, each with a calendar."""
    numbers = [(number,) for number in range(1_000_000, 1_000_000 + MEMBERS)]
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        connection.executemany(
            "INSERT INTO account (id, uid, email, name, locale, active, created_at, version)"
            " SELECT ?1, lower(hex(randomblob(16))), ?1 || '@example.org', 'x', 'de', 1,"
            " '2026-01-01', 1",
            numbers,
        )
        connection.executemany(
            "INSERT INTO plan_access (account_id, plan_id, role, calendar_mark)"
            f" VALUES (?, {plan_id}, 'member', 0)",
            numbers,
        )
        connection.executemany(
            "INSERT INTO feed (uid, account_id, plan_id, scope, name, token_hash, with_deadlines,"
            " with_undated, with_alarms, with_invited, created_at)"
            f" SELECT lower(hex(randomblob(16))), ?, {plan_id}, 'own', 'x',"
            " lower(hex(randomblob(32))), 1, 1, 0, 1, '2026-01-01'",
            numbers,
        )
