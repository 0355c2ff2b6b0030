"""What people see when an address is not for them, or not used like that."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from app.services import accounts
from tests.makers import CREATED, save, sign_in


def test_a_wrong_method_is_explained_in_german(client: FlaskClient) -> None:
    answer = client.get("/abmelden")

    assert answer.status_code == 405
    assert "benutzen Sie die Schaltfläche" in answer.text
    assert "POST" in answer.headers["Allow"]


def test_an_account_without_a_plan_is_told_whom_to_ask(app: Flask, client: FlaskClient) -> None:
    account = accounts.create_account(email="neu@example.org", name="Neu", now=CREATED)
    save()
    sign_in(client, account)

    pages = [client.get(address) for address in ("/", "/meine-aufgaben")]

    assert [page.status_code for page in pages] == [403, 403]
    assert all("noch keinen Zugang zu einem Plan" in page.text for page in pages)
    assert client.get("/konto").status_code == 200
    assert client.post("/abmelden").status_code == 302
