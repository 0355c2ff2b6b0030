"""The first steps of a new installation, and what the words mean."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db
from app.models.accounts import Account, PlanRole
from app.models.plans import Plan
from jobs import dispatcher
from tests.conftest import StepClock
from tests.mail.relays import Script, relay
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
    sign_in,
)
from tests.web.cost import queries_of

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


@pytest.fixture
def plan(app: Flask, clock: StepClock) -> Plan:
    clock.set(NOW)
    plan = make_plan()
    plan.office_email = None
    save()
    return plan


@pytest.fixture
def office(plan: Plan, client: FlaskClient) -> Account:
    account = make_office(plan)
    save()
    sign_in(client, account, NOW)
    return account


def states(client: FlaskClient) -> dict[str, str]:
    """Each step and whether it is done."""
    page = BeautifulSoup(client.get("/einrichtung").text, "html.parser")
    titles = page.select("main .wv-story__title")
    told = page.select("main .wv-story__meta")
    return {one.text.strip(): state.text.strip() for one, state in zip(titles, told, strict=True)}


def words(answer: TestResponse) -> str:
    page = BeautifulSoup(answer.text, "html.parser").select_one("main")
    assert page is not None
    return " ".join(page.get_text(" ").split())


def test_a_new_installation_leads_the_office_through_its_steps(
    plan: Plan, office: Account, client: FlaskClient
) -> None:
    assert set(states(client).values()) == {"offen"}
    assert "5 Schritte sind noch offen." in words(client.get("/verwaltung"))

    plan.office_email = "geschaeftsstelle@example.org"
    make_goal(make_field(plan))
    body = make_body(plan)
    join(body, make_person(plan))
    make_meeting(make_cycle(plan), body)
    save()

    assert list(states(client).values()) == ["getan"] * 4 + ["offen"]
    assert "Ein Schritt ist noch offen." in words(client.get("/verwaltung"))


def test_a_letter_to_oneself_goes_the_way_of_every_letter(
    app: Flask, plan: Plan, office: Account, client: FlaskClient
) -> None:
    assert "kein E-Mail-Server eingestellt" in words(client.get("/einrichtung"))
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    assert "Noch nicht ausprobiert." in words(client.get("/einrichtung"))
    assert client.post("/einrichtung/testbrief").status_code == 302
    assert "Wartet" in words(client.get("/einrichtung"))
    db.session.commit()

    script = Script()
    with relay(script) as port:
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        dispatcher.run(app)

    (letter,) = script.letters
    body = letter.get_body(("plain",))
    assert office.email in str(letter["To"])
    assert body is not None and "wenn Sie das lesen, kommen die Briefe an" in body.get_content()
    assert "Der E-Mail-Server hat ihn angenommen." in words(client.get("/einrichtung"))
    assert states(client)["E-Mail ausprobieren"] == "getan"


def test_once_letters_leave_nobody_is_asked_to_try(
    plan: Plan, office: Account, client: FlaskClient, app: Flask
) -> None:
    client.post("/einrichtung/testbrief")
    db.session.commit()
    script = Script()
    with relay(script) as port:
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        dispatcher.run(app)
    colleague = make_account(plan, "Zweite", PlanRole.COORDINATOR, "zweite@example.org")
    save()
    sign_in(client, colleague, NOW)

    assert "Briefe gehen hinaus." in words(client.get("/einrichtung"))
    assert states(client)["E-Mail ausprobieren"] == "getan"


def test_members_have_nothing_to_set_up_and_everybody_reads_the_terms(
    plan: Plan, client: FlaskClient
) -> None:
    member = make_account(plan)
    save()
    assert "Der Tag, an dem etwas wieder auf den Tisch kommt." in words(client.get("/begriffe"))
    sign_in(client, member, NOW)

    assert client.get("/einrichtung").status_code == 404
    assert client.post("/einrichtung/testbrief").status_code == 404


def test_it_costs_the_same_whatever_there_is(
    plan: Plan, office: Account, client: FlaskClient
) -> None:
    few = queries_of(lambda: client.get("/einrichtung"))
    field = make_field(plan)
    for place in range(1, 30):
        make_goal(field, place, f"Ziel {place}")
    save()

    assert queries_of(lambda: client.get("/einrichtung")) == few


def test_a_new_member_is_welcomed_until_the_welcome_is_put_away(
    plan: Plan, client: FlaskClient
) -> None:
    member = make_account(plan)
    body = make_body(plan)
    join(body, person_of(member))
    meeting = make_meeting(make_cycle(plan), body, held_on=dt.date(2017, 3, 29))
    save(meeting)
    sign_in(client, member, NOW)

    page = BeautifulSoup(client.get("/meine-aufgaben").text, "html.parser")
    links = [str(one["href"]) for one in page.select("#willkommen a")]
    assert links == ["/gruppen", f"/sitzungen/{meeting.uid}", "/kalender", "/begriffe"]
    client.post("/willkommen")

    assert "Gelesen, nicht mehr zeigen" not in client.get("/meine-aufgaben").text
