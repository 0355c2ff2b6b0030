"""Every page and file of the demo that links lead to answers, and links lead to every page."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.queries.accounts import account_by_email
from app.services.demo import load_demo
from tests.conftest import StepClock
from tests.makers import sign_in
from tests.web.walking import walk

DOORS = {"overview.administration", "deadlines.index", "rounds.index", "letters.index"}


@pytest.mark.parametrize("person", ["geschaeftsstelle", "frauenverein"])
def test_whatever_a_link_leads_to_answers(
    app: Flask, client: FlaskClient, clock: StepClock, person: str
) -> None:
    load_demo(now=clock(), year=2017)
    account = account_by_email(f"{person}@example.org")
    assert account is not None
    sign_in(client, account)
    stops = list(walk(app, client))

    assert [one.address for one in stops if one.answer.status_code >= 400] == []
    assert ({one.endpoint for one in stops} >= DOORS) is (person == "geschaeftsstelle")
