"""Every route × method × identity × ownership: who may not is refused, who may read can read.

What is not here: whoever may write is not asked to. Deeds that the table allows are shown by the
tests of each room, and a guard that is too strict on a POST would be noticed there alone.
"""

from __future__ import annotations

import html
import inspect
import itertools
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.domain.access import anybody
from app.web.guards import View, allowed, public
from app.web.limits import counts
from config import Settings
from tests.noting import Note
from tests.web.rights.calling import Call, Visitors, Writing, calls, refusal, routes
from tests.web.rights.policy import IN_A_PLAN, NOBODY_SIGNED_IN, POLICY, PUBLIC
from tests.web.rights.world import World

JSON = "application/json"
GOAL = 60  # CPU seconds
# Calendars keep what a poll wrote for the next; a wrong link is used up in one statement, which
# finds no row (that no row has changed is asked of all).
UNCOUNTED = ("feeds.calendar", "feeds.public_calendar", "accounts.use_link")
SENT_ON = {  # doors that open onto another page
    "accounts.sign_in",
    "crawlers.icon",
    "plans.columns",
    "polls.create",
    "reports.to_meeting",
    "rounds.create",
}
# The view itself asks whose answer it is, and gives the same 404.
GUARDED_TWICE = {"polls.answer"}


@pytest.fixture
def writing(app: Flask, world: World) -> Iterator[Writing]:
    writing = Writing()
    writing.watch()
    yield writing
    writing.end()


def test_the_table_names_every_route(app: Flask) -> None:
    assert {rule.endpoint for rule, _method in routes(app)} == set(POLICY)


def test_nobody_may_more_and_no_reader_less_than_the_table_says(
    app: Flask,
    world: World,
    visitors: Visitors,
    writing: Writing,
    settings: Settings,
    record_property: Note,
) -> None:
    """Who may not, gets what a missing thing gives; refused calls and readers change nothing."""
    begun, stand = time.process_time(), rows(settings)
    cells = [call for call in calls(app, world) if refusal(call) or call.method != "POST"]
    on_disk = sorted(settings.instance_dir.rglob("*"))
    said: set[str] = set()
    wrong: list[str] = []
    writing.taken()

    for call in cells:
        expected = refusal(call)
        answer = visitors.call(call, "text/html" if expected is None else JSON)
        written = writing.taken()
        if written and call.endpoint not in UNCOUNTED:
            wrong.append(f"{call} wrote: {written[0]}")
        if expected is None:
            good = answer.status_code < (400 if call.endpoint in SENT_ON else 300)
            good = good or call.endpoint == "health.ready"  # it is not: nothing was migrated here
        elif expected == 302:
            good = answer.status_code == 302 and answer.location.startswith("/anmelden")
        else:
            good = answer.status_code == expected
            if POLICY[call.endpoint][1] not in (PUBLIC, IN_A_PLAN):
                said.add(answer.text)
        wrong += [f"{call}: {fault}" for fault in undressed(answer)]
        if not good:
            wrong.append(f"{call}: {answer.status_code} {answer.location or ''}")
    seconds = round(time.process_time() - begun, 1)
    record_property(f"S-02: wrong of {len(cells)} cells", f"{len(wrong)} of 0 cells")
    record_property("S-02: the matrix", f"{seconds} of {GOAL} CPU s")
    print(f"{len(cells)} cells, {seconds} CPU seconds")

    assert not wrong, "\n".join(wrong)
    assert len(said) == 1
    assert rows(settings) == stand
    assert sorted(settings.instance_dir.rglob("*")) == on_disk


def test_a_page_that_is_refused_looks_like_one_that_is_not_there(
    app: Flask, world: World, visitors: Visitors
) -> None:
    """As pages, to one person each, in turn."""
    refused = [call for call in calls(app, world, every=True) if refusal(call) == 404]
    by_route = itertools.groupby(refused, key=lambda call: (call.endpoint, call.method))
    differing = []

    for number, (_route, group) in enumerate(by_route):
        cells = [call for call in group if call.who not in NOBODY_SIGNED_IN]
        missing = {call.who: call for call in cells if call.place == "nowhere"}
        foreign = [call for call in cells if call.who in missing and call.place != "nowhere"]
        if foreign:
            call = foreign[number % len(foreign)]
            if page(visitors, call) != page(visitors, missing[call.who]):
                differing.append(str(call))

    assert differing == []


def test_a_weaker_guard_on_any_route_is_noticed(
    app: Flask, world: World, visitors: Visitors
) -> None:
    """Each policy in turn gives way to "whoever is signed in", then the guard goes altogether."""
    every: dict[str, list[Call]] = {}
    for call in calls(app, world, every=True):
        if refusal(call) is not None:
            every.setdefault(call.endpoint, []).append(call)
    unnoticed = []

    for endpoint, cells in every.items():
        guarded = app.view_functions[endpoint]
        if guarded.policy is anybody:
            continue
        load = inspect.getclosurevars(guarded).nonlocals["load"]
        view, limits = inspect.unwrap(guarded), getattr(guarded, "limits", ())
        signed_in = [cell for cell in cells if cell.who not in NOBODY_SIGNED_IN]
        weaker = [(allowed(anybody, load), signed_in), (unguarded(load), cells)]
        for weakened, asked in weaker:
            app.view_functions[endpoint] = counts(*limits)(weakened(view))
            if (
                asked
                and endpoint not in GUARDED_TWICE
                and not any(is_let_in(visitors, cell) for cell in asked)
            ):
                unnoticed.append(endpoint)
        app.view_functions[endpoint] = guarded

    assert unnoticed == []


def undressed(answer: TestResponse) -> list[str]:
    """What a page lacks of the headers that keep it private and the browser strict."""
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    lacking = [
        name
        for name, good in (
            ("policy", "default-src 'none'" in policy and "unsafe" not in policy),
            ("frames", "frame-ancestors 'none'" in policy or "sandbox" in policy),
            ("nosniff", headers.get("X-Content-Type-Options") == "nosniff"),
            (
                "referrer",
                headers.get("Referrer-Policy")
                in ("same-origin", "no-referrer", "strict-origin", "origin"),
            ),
            ("origin", "Access-Control-Allow-Origin" not in headers),
        )
        if not good
    ]
    if answer.mimetype == "text/html":
        kept = headers.get("Cache-Control") != "no-store" or "Cookie" not in answer.vary
        lacking += ["may be kept"] if kept else []
        lacking += [] if "base-uri 'none'" in policy or "sandbox" in policy else ["base"]
    return lacking


def rows(settings: Settings) -> dict[str, list[object]]:
    """All that is in the database but what calendars keep for the next poll, and counted tries."""
    with closing(opened(settings)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: database.execute(f"SELECT * FROM {name}").fetchall()
            for (name,) in names
            if name not in ("feed", "feed_component", "throttle")
        }


def opened(settings: Settings) -> sqlite3.Connection:
    return sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))


def page(visitors: Visitors, call: Call) -> str:
    """The page without what only repeats the address."""
    return visitors.call(call).text.replace(html.escape(urlsplit(call.address).path), "")


def unguarded(load: Callable[..., object] | None) -> Callable[[View], View]:
    """What is left of a route when its guard is gone: the thing is loaded, nobody is asked."""

    def decorate(view: View) -> View:
        @public
        def open_to_all(**values: object) -> object:
            return view(**values) if load is None else view(load(**values))

        return open_to_all

    return decorate


def is_let_in(visitors: Visitors, call: Call) -> bool:
    """Whether something else comes back than the refusal; the view may well stumble."""
    return visitors.call(call, JSON).status_code != refusal(call)
