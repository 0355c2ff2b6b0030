"""Many at once: a thousand calendars, people who browse while letters leave, and hours of it all.

The cases L-01, L-02, L-04 and L-05 of the catalogue. SOAK_MINUTES=480 is the long run, with a kill
a minute; SOAK_KILLS=480 in fewer minutes does as much in less time.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from app.clock import system_clock
from app.extensions import db
from app.models.accounts import Account, PlanAccess
from tests.bench.feed_shelves import OTHER_ROOM, Shelf, filled
from tests.bench.feeds import KINDS, _path, _told
from tests.bench.figures import Figure
from tests.bench.installation import installed
from tests.bench.letters import MORNING, queue
from tests.bench.served import PAGES_ALONE, Server, served
from tests.bench.starting import _resident_megabytes
from tests.faults.dispatchers import Nursery, dispatchers
from tests.faults.runs import outcome_of
from tests.jobs.letters import make_reports
from tests.mail.sink import Sink, sinking
from tests.makers import sign_in

CALENDARS, AT_ONCE = 1000, 4
BROWSERS, PAGES = 20, ("/", "/meine-aufgaben", "/sitzungen", "/gruppen", "/kalender")
SECONDS_ON_A_PAGE = (0.5, 1.5)
MINUTES = float(os.environ.get("SOAK_MINUTES", "2"))
KILLS = int(os.environ.get("SOAK_KILLS", max(12, round(MINUTES))))
LETTERS_A_KILL, MOST_SECONDS_TO_LIVE = 40, 0.3
SECONDS_BETWEEN = 0.1  # of each client: a thousand in half a minute, where a whole one is given
SECONDS_BETWEEN_POLLS = 0.2  # in the soak
MOST_FILES_MORE = 5


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many milliseconds."""

    milliseconds: float
    status: int
    tag: str
    body: bytes


def measure_load() -> list[Figure]:
    """Each case on both databases, over HTTP."""
    return [
        Figure(f"{KINDS[kind]}: {one.case}", one.value, one.goal, one.unit)
        for kind in KINDS
        for one in _measure_on(kind)
    ]


def _measure_on(kind: str) -> Iterator[Figure]:
    with installed(kind) as (app, settings, folder):
        many, long = filled(50, CALENDARS, own=True), filled(200, 50, own=True)
        cookies = _cookies(app, many)
        db.session.remove()
        make_reports(1)  # for the senders to warm up with
        with (
            served(folder, PAGES_ALONE, _told(settings)) as pages,
            sinking(folder) as sink,
            dispatchers(settings, sink.url) as nursery,
        ):
            yield from _calendars(pages, many)
            yield from _long_calendars(pages, long)
            yield from _browsing(pages, nursery, sink, cookies)
            yield from _soak(pages, nursery, sink, many)


def _cookies(app: Flask, shelf: Shelf) -> list[str]:
    """Of members who are signed in now, which is not the moment of the installation's clock."""
    members = select(Account).join(PlanAccess).where(PlanAccess.plan_id == shelf.plan_id)
    found = []
    for account in db.session.scalars(members.order_by(Account.id).limit(BROWSERS)):
        client = app.test_client()
        sign_in(client, account, system_clock())
        cookie = client.get_cookie("session")
        assert cookie is not None
        found.append(cookie.value)
    return found


def _calendars(pages: Server, shelf: Shelf) -> Iterator[Figure]:
    """L-01 and L-02: all unchanged, then all of them after one change."""
    known = {token: one.tag for token, one in _polled(pages, dict.fromkeys(shelf.tokens, ""))}
    unchanged = [one for _token, one in _polled(pages, known, SECONDS_BETWEEN)]
    name = f"{CALENDARS:,} calendars of {shelf.size}"
    wrong = sum(one.status != 304 for one in unchanged)
    yield Figure(f"{name}, unchanged: errors", wrong, 0, "")
    yield Figure(f"{name}, unchanged: p95", _p95(unchanged), 20, "ms")
    shelf.change()
    began = time.perf_counter()
    changed = list(_polled(pages, known))
    seconds = time.perf_counter() - began
    stale = sum(one.tag == known[token] or not _is_fresh(one) for token, one in changed)
    yield Figure(f"{name}, one change: stale or failed", stale, 0, "")
    yield Figure(f"{name}, one change: p95", _p95([one for _token, one in changed]), 150, "ms")
    yield Figure(f"{name}, one change: each", round(seconds / len(changed) * 1000, 1), 50, "ms")


def _long_calendars(pages: Server, shelf: Shelf) -> Iterator[Figure]:
    name = f"calendars of {shelf.size}"
    asked = dict.fromkeys(shelf.tokens, "")
    list(_polled(pages, asked))
    shelf.change()
    written = [one for _token, one in _polled(pages, asked)]
    yield Figure(f"{name}, one change: p95", _p95(written), None, "ms")
    began = time.perf_counter()
    kept = [one for _token, one in _polled(pages, asked)]
    seconds = time.perf_counter() - began
    yield Figure(f"{name}, kept: p95", _p95(kept), 150, "ms")
    yield Figure(f"{name}, kept: each", round(seconds / len(kept) * 1000, 1), 50, "ms")


def _browsing(
    pages: Server, nursery: Nursery, sink: Sink, cookies: Sequence[str]
) -> Iterator[Figure]:
    """L-04: the letters of a morning leave while people look at pages."""
    queue(MORNING)
    with _people(pages, cookies) as waited:
        began = time.perf_counter()
        nursery.order("go", 1)
        nursery.ends()
        seconds = time.perf_counter() - began
    slow = round(sorted(waited)[int(len(waited) * 0.95)])
    name = f"{len(cookies)} people on {len(waited)} pages while {MORNING:,} letters leave"
    yield Figure(f"{name}: p95", slow, 500, "ms")
    yield Figure(f"{name}: all letters", round(seconds, 1), 60, "s")
    yield Figure(f"{name}: lost", _lost(sink), 0, "")


@contextmanager
def _people(pages: Server, cookies: Sequence[str]) -> Iterator[list[float]]:
    """Each looks at one page after another until the block ends; how long they waited each time."""
    waited: list[float] = []
    home = threading.Event()

    def look(number: int) -> None:
        dice = random.Random(number)
        for page in itertools.cycle(PAGES[number % len(PAGES) :] + PAGES[: number % len(PAGES)]):
            waited.append(pages.get(page, cookies[number]))
            if home.wait(dice.uniform(*SECONDS_ON_A_PAGE)):
                return

    with ThreadPoolExecutor(len(cookies)) as crowd:
        looking = [crowd.submit(look, number) for number in range(len(cookies))]
        try:
            yield waited
        finally:
            home.set()
        for one in looking:
            one.result()


def _soak(pages: Server, nursery: Nursery, sink: Sink, shelf: Shelf) -> Iterator[Figure]:
    """L-05: calendars polled, meetings changed, letters sent, and a sender killed ever again."""
    dice, killed, early = random.Random(2017), 0, None
    with _pollers(pages, shelf) as wrong:
        for turn in range(KILLS):
            ends = time.monotonic() + MINUTES * 60 / KILLS
            shelf.change()
            make_reports(LETTERS_A_KILL)
            one, _other = nursery.order("go", 2)
            time.sleep(dice.uniform(0, MOST_SECONDS_TO_LIVE))
            os.kill(one, signal.SIGKILL)
            killed += -signal.SIGKILL in nursery.ends()
            time.sleep(max(0.0, ends - time.monotonic()))
            if turn == KILLS // 5:
                early = _held(pages.pid)
    nursery.order("go", 1)
    nursery.ends()
    assert early is not None
    late = _held(pages.pid)
    name = f"{MINUTES:g} minutes of all, {killed} senders killed"
    yield Figure(f"{name}: polls that failed", len(wrong), 0, "")
    yield Figure(f"{name}: letters lost", _lost(sink), 0, "")
    yield Figure(f"{name}: memory grown", round(100 * (late[0] / early[0] - 1)), 10, "%")
    yield Figure(f"{name}: open files grown", late[1] - early[1], MOST_FILES_MORE, "")


@contextmanager
def _pollers(pages: Server, shelf: Shelf) -> Iterator[list[int]]:
    """Calendars are asked for until the block ends; what was no calendar and no 304."""
    wrong: list[int] = []
    enough = threading.Event()

    def poll(tokens: Sequence[str]) -> None:
        known: dict[str, str] = {}
        for token in itertools.cycle(tokens):
            one = _ask(pages, token, known.get(token, ""))
            known[token] = one.tag
            if one.status not in (200, 304):
                wrong.append(one.status)
            if enough.wait(SECONDS_BETWEEN_POLLS):
                return

    with ThreadPoolExecutor(AT_ONCE) as clients:
        asking = [clients.submit(poll, shelf.tokens[n::AT_ONCE]) for n in range(AT_ONCE)]
        try:
            yield wrong
        finally:
            enough.set()
        for one in asking:
            one.result()


def _lost(sink: Sink) -> int:
    """Letters without a fate, or said to be sent that nobody has seen."""
    lost = outcome_of(sink, 0).lost
    db.session.remove()  # its transaction would keep all others waiting on SQLite
    return lost


def _held(pid: int) -> tuple[float, int]:
    """The memory in MB and the number of open files of a process."""
    return _resident_megabytes(pid), len([*Path(f"/proc/{pid}/fd").iterdir()])


def _polled(
    pages: Server, known: Mapping[str, str], between: float = 0.0
) -> Iterator[tuple[str, Answer]]:
    """Every calendar asked for once, four at a time, with the tag that is known of it."""

    def ask(token: str) -> Answer:
        time.sleep(between)
        return _ask(pages, token, known[token])

    with ThreadPoolExecutor(AT_ONCE) as clients:
        yield from zip(known, clients.map(ask, known), strict=True)


def _ask(pages: Server, token: str, tag: str) -> Answer:
    with closing(http.client.HTTPConnection("127.0.0.1", pages.port, timeout=60)) as line:
        began = time.perf_counter()
        line.request("GET", _path(token), headers={"If-None-Match": tag} if tag else {})
        answer = line.getresponse()
        body = answer.read()
        spent = (time.perf_counter() - began) * 1000
        return Answer(spent, answer.status, answer.headers["ETag"] or "", body)


def _is_fresh(one: Answer) -> bool:
    """Whether the change of the shelf stands in it."""
    return one.status == 200 and f"LOCATION:{OTHER_ROOM}".encode() in one.body


def _p95(answers: Sequence[Answer]) -> float:
    times = sorted(one.milliseconds for one in answers)
    return round(times[int(len(times) * 0.95)], 1)
