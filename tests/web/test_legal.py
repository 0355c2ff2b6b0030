"""The pages the law asks for, and reporting a barrier without an account."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.models.outbox import OutboxLetter
from tests.makers import make_plan, save

PAGES = {
    "/barrierefreiheit": "teilweise vereinbar",
    "/datenschutz": "Google, Microsoft oder Apple",
    "/impressum": "Verantwortlich für diese Seiten",
    "/leichte-sprache": "Entwurf, nicht geprüft",
    "/barriere-melden": "Was hindert Sie?",
}


@pytest.mark.parametrize(("path", "says"), PAGES.items())
def test_everybody_reads_them_even_before_there_is_a_plan(
    client: FlaskClient, path: str, says: str
) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert says in answer.get_data(as_text=True)


def test_they_name_the_office_of_the_first_plan(app: Flask, client: FlaskClient) -> None:
    save(make_plan())

    for path in ("/barrierefreiheit", "/datenschutz", "/impressum"):
        text = client.get(path).get_data(as_text=True)
        assert "Landkreis Musterhausen" in text
        assert "geschaeftsstelle@example.org" in text


def test_the_statement_names_arbitration_and_the_way_it_was_assessed(client: FlaskClient) -> None:
    text = client.get("/barrierefreiheit").get_data(as_text=True)

    assert "Selbstbewertung" in text
    assert "Else-Josenhans-Straße 6" in text
    assert "/barriere-melden" in text


def test_a_report_becomes_a_letter_to_the_office(app: Flask, client: FlaskClient) -> None:
    plan = make_plan()
    save(plan)

    answer = client.post(
        "/barriere-melden",
        data={"what": "Zu klein.", "where": "Termine", "email": "kim@example.org"},
    )

    letter = db.session.scalars(select(OutboxLetter)).one()
    assert answer.status_code == 302
    assert (letter.address, letter.plan_id) == ("geschaeftsstelle@example.org", plan.id)
    assert letter.payload == {
        "what": "Zu klein.",
        "where": "Termine",
        "answer_to": "kim@example.org",
    }
    assert "Ihre Meldung ist bei der Geschäftsstelle." in client.get(answer.location).text


def test_without_a_plan_it_goes_to_the_installation_s_own_address(
    app: Flask, client: FlaskClient
) -> None:
    client.post("/barriere-melden", data={"what": "Zu klein."})

    assert db.session.scalars(select(OutboxLetter.address)).all() == [app.config["MAIL_FROM"]]


def test_an_empty_report_comes_back(client: FlaskClient) -> None:
    answer = client.post("/barriere-melden", data={"what": " ", "email": "keine"})

    assert answer.status_code == 422
    assert "Bitte beschreiben Sie die Barriere." in answer.get_data(as_text=True)


def test_the_form_is_no_way_to_flood_the_office(app: Flask, client: FlaskClient) -> None:
    answers = [
        client.post("/barriere-melden", data={"what": f"Nummer {number}"}).status_code
        for number in range(6)
    ]

    assert answers == [302] * 5 + [429]
    assert db.session.scalar(select(func.count()).select_from(OutboxLetter)) == 5
