"""Nobody is sent to another host after signing in."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.web.returning import local_path
from tests.makers import make_account, make_plan, save, sign_in

HOSTILE = [
    "https://boese.example",
    "//boese.example",
    "///boese.example",
    "////boese.example/konto",
    "/\\boese.example",
    "\\\\boese.example",
    "\\/boese.example",
    "/\t/boese.example",
    "/\n/boese.example",
    "\t//boese.example",
    " //boese.example",
    "/%2F/boese.example",
    "/%2f%2fboese.example/..",
    "/%5Cboese.example",
    "/%255Cboese.example",
    "/%09/boese.example",
    "/%0d%0aSet-Cookie:%20a=b",
    "javascript:alert(1)",
    "data:text/html,hallo",
    "http:boese.example",
    "https:/boese.example",
    "//konto@boese.example",
    "https://127.0.0.1:8000@boese.example/",
    "boese.example",
    "konto",
    "/konto\x00",
    "/konto\u2028",
    "/\u200b/boese.example",
    "",
    "/" + "a" * 600,
]


@pytest.mark.parametrize("wanted", HOSTILE)
def test_a_foreign_or_doubtful_address_is_refused(wanted: str) -> None:
    assert local_path(wanted) is None


@pytest.mark.parametrize(
    "wanted", ["/", "/konto", "/plaene/plan/ziele/7.1", "/aufgaben?stand=offen&seite=2", "/a%20b"]
)
def test_a_path_of_this_host_is_kept(wanted: str) -> None:
    assert local_path(wanted) == wanted


def test_signing_in_leads_nowhere_else(client: FlaskClient) -> None:
    member = make_account(make_plan())
    save(member)
    sign_in(client, member)

    storable = [wanted for wanted in HOSTILE if "\x00" not in wanted]  # a NUL is refused before
    led = {client.get("/anmelden", query_string={"next": wanted}).location for wanted in storable}

    assert led == {"/meine-aufgaben"}
    assert client.get("/anmelden?next=/a%00b").status_code == 400


def test_a_foreign_host_name_is_refused(client: FlaskClient) -> None:
    answer = client.get("/anmelden", headers={"Host": "boese.example"})

    assert answer.status_code == 400
    assert "boese" not in answer.text
