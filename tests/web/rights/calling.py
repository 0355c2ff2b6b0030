"""Calling routes as everybody, and seeing what a call wrote."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.web.rights.policy import (
    EVERYBODY,
    HIDDEN,
    IN_A_PLAN,
    NOBODY_SIGNED_IN,
    POLICY,
    SECRETS,
    SIGNED_IN,
)
from tests.web.rights.world import Values, World

# What an address needs beside the thing it names.
ASKED = {
    "audit.export": {"datei": "csv"},
    "letters.export": {"datei": "csv"},
    "people.export": {"datei": "csv"},
    "plans.as_file": {"datei": "json"},
    "plans.export": {"datei": "csv"},
    "register.export": {"datei": "csv"},
    "rounds.export": {"datei": "csv"},
    "tasks.export": {"datei": "csv"},
}
WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.I)


@dataclass(frozen=True)
class Call:
    """One cell: a method and an address, by whom, on a thing of which place."""

    endpoint: str
    method: str
    address: str
    who: str
    place: str

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} as {self.who} on {self.place}"


@dataclass
class Visitors:
    """A browser for each identity."""

    app: Flask
    world: World
    browsers: dict[str, FlaskClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for who in EVERYBODY:
            self.browsers[who] = browser = self.app.test_client()
            if who != "anonymous":
                with browser.session_transaction() as cookie:
                    cookie["_user_id"] = self.world.sessions[who]
                    cookie["_fresh"] = True

    def call(self, call: Call, accept: str = "text/html") -> TestResponse:
        """Make the call as a browser that forgets what cookies the answer sets."""
        browser = self.browsers[call.who]
        own = browser.get_cookie("session")
        answer = browser.open(call.address, method=call.method, headers={"Accept": accept})
        if own is not None:
            browser.set_cookie("session", own.value)
        elif browser.get_cookie("session"):
            browser.delete_cookie("session")
        return answer


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with each method that it declares."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def placed(world: World, kind: str | None) -> Iterator[tuple[str, Values]]:
    """Things of that kind by their place; then one that is not there, and children elsewhere."""
    if kind is None:
        yield "ours", {}
        return
    things = world.things[kind]
    yield from things.items()
    own = next(iter(things.values()))
    yield "nowhere", {name: _unknown(value) for name, value in own.items()}
    if len(own) < 2 or kind in SECRETS:
        return
    last = list(own)[-1]
    for place in things:
        if place != "ours":
            foreign = things[place][last]
            child = foreign if foreign != own[last] else _unknown(foreign)
            yield f"foreign child of {place}", own | {last: child}


def _unknown(value: Any) -> Any:
    if isinstance(value, int):
        return 99
    return uuid.UUID(int=2) if isinstance(value, uuid.UUID) else "gibt-es-nicht"


@dataclass
class Writing:
    """Statements that change rows, as they are handed to the database."""

    statements: list[str] = field(default_factory=list)

    def watch(self) -> None:
        sa.event.listen(sa.Engine, "before_cursor_execute", self._note)

    def end(self) -> None:
        sa.event.remove(sa.Engine, "before_cursor_execute", self._note)

    def taken(self) -> list[str]:
        """What was written since the last look."""
        taken, self.statements = self.statements, []
        return taken

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if WRITING.match(statement) and " throttle" not in statement:  # counting tries is no deed
            self.statements.append(statement)


def calls(app: Flask, world: World, *, every: bool = False) -> Iterator[Call]:
    """The cells of the matrix: all, or without those that say the same once more.

    A guard loads the thing before it asks who is there. So what is nowhere is asked for by one
    identity a route in turn, children of others only by who may see to the parent, and two of
    the three who are not signed in call on our things alone. On things of another plan, two of
    those who have no business there call in turn.
    """
    turn = itertools.cycle(SIGNED_IN)
    for rule, method in routes(app):
        kind, right = POLICY[rule.endpoint]
        for place, values in placed(world, kind):
            with app.test_request_context():
                address = url_for(rule.endpoint, **values, **ASKED.get(rule.endpoint, {}))
            if every or place == "ours" or kind in SECRETS:
                callers: Iterable[str] = EVERYBODY
            elif place == "nowhere":
                callers = ("anonymous", next(turn))
            elif place.startswith("foreign"):
                callers = sorted(right.of("ours"))
            elif place.startswith("elsewhere"):
                callers = sorted(right.of("elsewhere") | {"anonymous", next(turn), next(turn)})
            else:
                callers = ("anonymous", *SIGNED_IN)
            for who in callers:
                yield Call(rule.endpoint, method, address, who, place)


def refusal(call: Call) -> int | None:
    """The status with which the table has the call refused; None for whoever may."""
    kind, right = POLICY[call.endpoint]
    if call.who in right.of(call.place.split()[0]):
        return None
    if call.endpoint in HIDDEN or kind in SECRETS:
        return 404
    if call.who in NOBODY_SIGNED_IN:
        return 302
    return 403 if right is IN_A_PLAN and call.who == "planless" else 404
