"""What people see when an address is not for them, or not used like that."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from app.services import accounts
from tests.makers import CREATED, make_account, make_office, make_plan, save, sign_in


def test_a_wrong_method_is_explained_in_german(client: FlaskClient) -> None:
    answer = client.get("/plan-wechseln")

    assert answer.status_code == 405
    assert "benutzen Sie die Schaltfläche" in answer.text
    assert "POST" in answer.headers["Allow"]


def test_the_address_of_signing_out_asks_first(app: Flask, client: FlaskClient) -> None:
    account = make_account(make_plan())
    save()
    assert client.get("/abmelden").status_code == 302
    sign_in(client, account)

    page = client.get("/abmelden")

    assert (page.status_code, "Möchten Sie sich abmelden?" in page.text) == (200, True)
    assert client.get("/konto").status_code == 200
    client.post("/abmelden")
    assert client.get("/konto").status_code == 302


def test_the_page_of_patterns_is_for_demos_and_the_office(app: Flask, client: FlaskClient) -> None:
    plan = make_plan()
    office, member = make_office(plan), make_account(plan)
    save()
    statuses = [client.get("/-/muster").status_code]
    for account in (member, office):
        sign_in(client, account)
        statuses.append(client.get("/-/muster").status_code)
    client.post("/abmelden")
    app.config["DEMO"] = True

    assert (statuses, client.get("/-/muster").status_code) == ([404, 404, 200], 200)


def test_an_account_without_a_plan_is_told_whom_to_ask(app: Flask, client: FlaskClient) -> None:
    account = accounts.create_account(email="neu@example.org", name="Neu", now=CREATED)
    save()
    sign_in(client, account)

    pages = [client.get(address) for address in ("/", "/meine-aufgaben")]

    assert [page.status_code for page in pages] == [403, 403]
    assert all("noch keinen Zugang zu einem Plan" in page.text for page in pages)
    assert client.get("/konto").status_code == 200
    assert client.post("/abmelden").status_code == 302
