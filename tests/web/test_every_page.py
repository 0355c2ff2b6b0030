"""Every page and file of the demo that links lead to answers, and links lead to every page."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from app.queries.accounts import account_by_email
from app.services.demo import load_demo
from tests.conftest import StepClock
from tests.makers import sign_in

DOORS = {"overview.administration", "deadlines.index", "rounds.index", "letters.index"}


@pytest.mark.parametrize("person", ["geschaeftsstelle", "frauenverein"])
def test_whatever_a_link_leads_to_answers(
    app: Flask, client: FlaskClient, clock: StepClock, person: str
) -> None:
    load_demo(now=clock(), year=2017)
    account = account_by_email(f"{person}@example.org")
    assert account is not None
    sign_in(client, account)
    waiting, seen, broken = ["/"], set(), {}

    while waiting:
        address = waiting.pop(0)
        kind = kind_of(app, address)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        answer = client.get(address)
        if answer.status_code >= 400:
            broken[address] = answer.status_code
        elif answer.mimetype == "text/html":
            links = BeautifulSoup(answer.text, "html.parser").select("a[href]")
            waiting += [str(link["href"]) for link in links]

    assert broken == {}
    assert ({endpoint for endpoint, _names in seen} >= DOORS) is (person == "geschaeftsstelle")


def kind_of(app: Flask, address: str) -> tuple[str, frozenset[str]] | None:
    """The endpoint and the names in the query: one page of each kind is looked at."""
    parts = urlsplit(address)
    if parts.netloc or not parts.path:
        return None
    try:
        endpoint, _values = app.url_map.bind("").match(parts.path)
    except HTTPException:
        return None
    names = frozenset(pair.split("=")[0] for pair in parts.query.split("&"))
    return str(endpoint), names
