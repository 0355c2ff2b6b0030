"""What no database can store never reaches one."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.makers import (
    make_account,
    make_body,
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)

SAID = "ein Zeichen, das nicht gespeichert werden kann"


@pytest.mark.both_databases
def test_an_address_with_a_nul_is_no_address(app: Flask, client: FlaskClient) -> None:
    office = make_office(make_plan())
    save()
    sign_in(client, office)

    answer = client.get("/gruppen/%00")

    assert answer.status_code == 404
    assert "Seite nicht gefunden" in answer.text


@pytest.mark.both_databases
def test_a_feed_address_with_a_nul_keeps_its_short_answer(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/kalender/%00/x.ics")

    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


@pytest.mark.both_databases
def test_a_nul_in_a_form_or_a_query_is_refused_in_german(app: Flask, client: FlaskClient) -> None:
    plan = make_plan()
    member = make_account(plan)
    task = make_task(plan, accountable=person_of(member))
    save(task)
    address = f"/aufgaben/{task.uid}/melden"
    email = {"email": "a\x00@example.org", "password": "geheim"}

    answers = [client.post("/anmelden", data=email)]
    sign_in(client, member)
    answers += [
        client.post(address, data={"state": "in_progress", "text": "a\x00b"}),
        client.post(address, data={"a\x00b": "c"}),
        client.get("/aufgaben?suche=a%00b"),
    ]

    assert [answer.status_code for answer in answers] == [400] * 4
    assert all(SAID in answer.text for answer in answers)


def test_a_file_with_zeros_inside_is_not_meant(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/anmelden", data={"file": (io.BytesIO(b"\0"), "bericht.pdf")})

    assert SAID not in answer.text


@pytest.mark.both_databases
def test_a_number_no_column_holds_is_no_address(app: Flask, client: FlaskClient) -> None:
    plan = make_plan()
    office = make_office(plan)
    body = make_body(plan)
    save()
    slug = body.slug
    sign_in(client, office)

    codes = [
        client.get(f"/gruppen/{slug}/mitglieder/{number}").status_code
        for number in (2**31 - 1, 2**31, 99999999999999999999, "9" * 5000)
    ]

    assert codes == [404] * 4
