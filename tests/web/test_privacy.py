"""People see and correct what is held of them; the office answers and forgets; nobody else does."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.domain.privacy.limits import KEPT, LIMITS
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Body
from app.models.people import Actor
from tests.conftest import StepClock
from tests.makers import (
    join,
    make_account,
    make_body,
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)


@dataclass
class World:
    office: Account
    member: Account
    other: Account
    body: Body

    @property
    def person(self) -> Actor:
        return person_of(self.member)

    @property
    def address(self) -> str:
        return f"/akteure/{self.person.uid}"


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    office, member = make_office(plan), make_account(plan, "Jana Beispielfrau")
    other, body = make_account(plan, "Vertretung Caritas"), make_body(plan)
    for account in (member, other):
        join(body, person_of(account))
    make_task(plan, accountable=person_of(member), description="Rückfragen an Jana Beispielfrau")
    save()
    return World(office, member, other, body)


def _as(app: Flask, account: Account, clock: StepClock) -> FlaskClient:
    client = app.test_client()
    sign_in(client, account, clock())
    return client


def test_a_member_reads_and_takes_along_what_is_held(
    app: Flask, world: World, clock: StepClock
) -> None:
    client = _as(app, world.member, clock)

    page, file = client.get("/konto/daten"), client.get("/konto/daten.json")

    words = " ".join(BeautifulSoup(page.text, "html.parser").get_text(" ").split())
    assert "jana.beispielfrau@example.org" in words
    assert "Mitgliedschaften Aufbewahrt: mit dem Plan" in words
    assert "Sprache Deutsch" in words
    assert "Zweiten Austausch vorbereiten" in words
    assert "Caritas" not in page.text + file.text
    assert file.json is not None
    told = {section["table"]: section["rows"] for section in file.json["sections"]}
    assert told["account"][0]["password_hash"] is False
    assert told["membership"][0]["body_id"] == "Peergroup"
    assert file.headers["Cache-Control"] == "private, no-store"


def test_only_the_office_answers_for_somebody_else(
    app: Flask, world: World, clock: StepClock
) -> None:
    office, other = _as(app, world.office, clock), _as(app, world.other, clock)

    for place in ("daten", "daten.json", "loeschen"):
        assert office.get(f"{world.address}/{place}").status_code == 200
        assert other.get(f"{world.address}/{place}").status_code == 404
        assert app.test_client().get(f"{world.address}/{place}").status_code == 302
    assert other.post(f"{world.address}/loeschen", data={"sure": "y"}).status_code == 404
    assert world.person.erased_on is None


def test_the_office_forgets_after_a_look_at_what_that_does(
    app: Flask, world: World, clock: StepClock
) -> None:
    office = _as(app, world.office, clock)
    address, member = world.address, _as(app, world.member, clock)

    preview = office.get(f"{address}/loeschen").text
    unsure = office.post(f"{address}/loeschen", data={})
    sure = office.post(f"{address}/loeschen", data={"sure": "y"})

    assert "Eine Aufgabe ist noch offen." in preview
    assert "Aufgaben: 1" in preview
    assert (unsure.status_code, sure.status_code) == (422, 302)
    assert office.get(f"{address}/loeschen").status_code == 404
    assert "ehemaliges Mitglied" not in office.get("/akteure").text
    assert member.get("/konto").status_code == 302
    assert "Beispielfrau" not in "".join(office.get(one).text for one in ("/aufgaben", "/gruppen"))


def _version(client: FlaskClient) -> str:
    page = BeautifulSoup(client.get("/konto/kontaktdaten").text, "html.parser")
    return str(page.select_one("input[name=version]")["value"])  # type: ignore[index]


def _save(client: FlaskClient, version: str, said: dict[str, object]) -> int:
    return client.post("/konto/kontaktdaten", data={"version": version} | said).status_code


def test_members_see_each_others_addresses_only_with_consent(
    app: Flask, world: World, clock: StepClock
) -> None:
    member, other = _as(app, world.member, clock), _as(app, world.other, clock)
    group = "/gruppen/peergroup"
    mine = {"name": "Jana Beispielfrau", "phone": "07031 1234"}
    key = str(world.body.id)
    assert "jana.beispielfrau@" not in other.get(group).text

    given = _save(member, _version(member), mine | {"emails": [key]})
    with_consent = other.get(group).text
    before = _version(member)
    taken = _save(member, before, mine | {"phones": [key]})
    overtaken = _save(member, before, mine | {"emails": [key]})
    afterwards = other.get(group).text

    assert (given, taken, overtaken) == (302, 302, 409)
    assert "jana.beispielfrau@example.org" in with_consent
    assert "07031 1234" not in with_consent
    assert "jana.beispielfrau@" not in afterwards
    assert "07031 1234" in afterwards
    assert "07031 1234" not in _as(app, world.office, clock).get("/gruppen").text


def test_one_corrects_ones_own_name_and_two_tabs_do_not_overwrite_each_other(
    app: Flask, world: World, clock: StepClock
) -> None:
    client = _as(app, world.member, clock)
    version = _version(client)

    first = _save(client, version, {"name": "Jana Beispiel"})
    second = _save(client, version, {"name": "Jana B."})

    assert (first, second) == (302, 409)
    db.session.expire_all()
    assert (world.member.name, world.person.name) == ("Jana Beispiel", "Jana Beispiel")


def test_the_privacy_page_names_every_limit(client: FlaskClient) -> None:
    page = client.get("/datenschutz").text

    for limit in (*LIMITS.values(), *KEPT.values()):
        assert limit.what in page
        assert limit.why in page
        assert limit.how_long in page


def test_the_clock_clears_away(app: Flask, world: World, clock: StepClock) -> None:
    _as(app, world.member, clock)
    clock.advance(days=92)

    app.extensions["clockwork"]().run_job("retention")

    rows = db.session.scalar(sa.text("SELECT count(*) FROM sign_in_record"))
    assert rows == 0
