"""Too often is too often: every route that guesses, empties, fills or sends has a limit (S-12)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete, update
from werkzeug.test import TestResponse

from app.extensions import db
from app.models.accounts import Throttle
from app.services.throttle import Limit
from tests.noting import Note
from tests.web.rights.calling import Call, Visitors, calls, refusal
from tests.web.rights.policy import NOBODY_SIGNED_IN, POLICY, SECRETS
from tests.web.rights.world import World

# What is no file of anybody's: words for machines.
FOR_MACHINES = {"crawlers.robots", "health.alive", "health.metrics", "health.ready"}
# These hold their own count, in memory, and answer without a page (app/web/feeds/allowances.py).
POLLED = {"feeds.calendar", "feeds.public_calendar"}
# What a call must bring to be counted as a try.
TRIES = {
    "accounts.change_password": {"old": "falsch", "password": "lang-genug-und-neu-2017"},
    "accounts.take_sign_in": {"email": "member@example.org", "password": "falsch"},
    "legal.take_barrier": {"what": "Der Knopf ist zu klein."},
}
TRIES["accounts.change_password"]["again"] = TRIES["accounts.change_password"]["password"]


def test_nothing_that_guesses_empties_or_fills_is_without_a_limit(
    app: Flask, world: World, visitors: Visitors, record_property: Note
) -> None:
    """Found by what the routes do: secrets in addresses, files given or taken, passwords asked.

    Letters are watched wherever a test sets one going (`tests/conftest.py`).
    """
    asked = {"patterns.show"}  # samples, which lead nowhere
    found: set[str] = set()
    for call in calls(app, world):
        kind = POLICY[call.endpoint][0]
        if kind in SECRETS:
            found.add(call.endpoint)
        elif call.method == "GET" and refusal(call) is None and call.endpoint not in asked:
            asked.add(call.endpoint)
            found |= set(_touched(app, call, visitors.call(call)))

    unlimited = {name for name in found if not _limits(app, name)} - POLLED - FOR_MACHINES
    record_property(f"S-12: unlimited of {len(found)} routes", f"{len(unlimited)} of 0 routes")
    assert unlimited == set()
    assert {"minutes.pdf", "tasks.report", "plans.read_in", "accounts.change_password"} < found


def test_beyond_its_limit_each_route_says_how_long_to_wait_and_holds_up_nobody_else(
    app: Flask, world: World, visitors: Visitors, record_property: Note
) -> None:
    """One true try, then the count is set to its limit: the next try is one too many."""
    wrong, tried = [], set()
    for endpoint, cells in _limited(app, world).items():
        with app.app_context():
            db.session.execute(delete(Throttle))
            db.session.commit()
        for call in cells[:1]:
            first = _try(app, visitors, call)
            with app.app_context():
                tries = [limit.tries for limit in _limits(app, endpoint)]
                db.session.execute(update(Throttle).values(count=max(tries)))
                db.session.commit()
            second = _try(app, visitors, call)
            good = first.status_code != 429 and second.status_code == 429 and min(tries) < 100
            if not good or not int(second.headers.get("Retry-After", 0)):
                wrong.append(f"{call}: {first.status_code}, then {second.status_code}")
        for other in [cell for cell in cells if _is_someone_else(cells[0], cell)][:1]:
            if _try(app, visitors, other).status_code == 429:
                wrong.append(f"{other} is held up")
        tried.add(endpoint)
    record_property(f"S-12: wrong of {len(tried)} routes", f"{len(wrong)} of 0 routes")
    assert wrong == []
    assert len(tried) > 30


@pytest.mark.nightly
def test_a_hundred_tries_are_too_many_on_every_route(
    app: Flask, world: World, visitors: Visitors
) -> None:
    endless = []
    for endpoint, cells in _limited(app, world).items():
        if all(_try(app, visitors, cells[0]).status_code != 429 for _number in range(101)):
            endless.append(endpoint)
    assert endless == []


@pytest.mark.parametrize("endpoint", sorted(POLLED))
def test_a_hundred_polls_in_one_moment_are_too_many(
    app: Flask, world: World, visitors: Visitors, endpoint: str
) -> None:
    call = next(call for call in calls(app, world) if call.endpoint == endpoint)

    answers = [visitors.call(call) for _number in range(100)]

    assert [answer.status_code for answer in answers].index(429) == 60
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize("address", ["/r/", "/abbestellen/", "/anmelden/link/"])
def test_guesses_end_and_the_right_address_beside_them_works(
    app: Flask, world: World, visitors: Visitors, address: str
) -> None:
    browser = visitors.browsers["anonymous"]
    kind = {"/r/": "signed", "/abbestellen/": "stop", "/anmelden/link/": "secret"}[address]
    right = next(iter(world.things[kind].values()))["token"]

    guesses = [browser.get(f"{address}falsch{number}") for number in range(100)]

    assert [guess.status_code for guess in guesses].index(429) == 60
    assert guesses[-1].headers["Retry-After"] == "900"
    assert browser.get(address + right).status_code == 200


def _touched(app: Flask, call: Call, answer: TestResponse) -> Iterator[str]:
    """The routes that the answer shows to give or take a file, or to ask for a password."""
    if answer.mimetype != "text/html" and answer.status_code < 400:
        yield call.endpoint
    for part in answer.text.split("<form")[1:] if answer.mimetype == "text/html" else ():
        form = part.partition("</form>")[0]
        if 'type="file"' not in form and 'type="password"' not in form:
            continue
        target = form.partition(">")[0].partition('action="')[2].partition('"')[0]
        path = (target or call.address).partition("?")[0]
        if path.startswith("/"):
            name = app.url_map.bind("127.0.0.1").match(path, method="POST")[0]
            yield name


def _limits(app: Flask, endpoint: str) -> tuple[Limit, ...]:
    return getattr(app.view_functions[endpoint], "limits", ())


def _limited(app: Flask, world: World) -> dict[str, list[Call]]:
    """The calls that count, by whoever may, one route after the other; things of ours first."""
    found: dict[str, list[Call]] = {}
    for call in calls(app, world):
        rule = next(app.url_map.iter_rules(call.endpoint))
        counted = call.method == "POST" or "POST" not in (rule.methods or ())
        if counted and refusal(call) is None and _limits(app, call.endpoint):
            found.setdefault(call.endpoint, []).append(call)
    return found


def _is_someone_else(one: Call, other: Call) -> bool:
    """Another account, or another secret."""
    if POLICY[one.endpoint][0] in SECRETS:
        right_ones = one.endpoint in ("signed.page", "preferences.stop", "accounts.show_link")
        return right_ones and other.address != one.address and other.place != "nowhere"
    return one.who not in NOBODY_SIGNED_IN and other.who != one.who


def _try(app: Flask, visitors: Visitors, call: Call) -> TestResponse:
    """The call with what makes it count; who is not signed in comes with a new browser."""
    browser = visitors.browsers[call.who]
    if call.who in NOBODY_SIGNED_IN:
        browser = app.test_client()
    return browser.open(call.address, method=call.method, data=TRIES.get(call.endpoint))
