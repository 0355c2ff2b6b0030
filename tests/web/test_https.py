"""Where people come by https: cookies only https carries, and a browser told to stay (S-25)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from flask import Flask

from app import create_app
from app.extensions import db
from app.services import accounts
from config import Settings
from tests.conftest import StepClock
from tests.makers import make_account, make_plan, save

PASSWORD = "drei Enten im Regen"
OUTSIDE = "https://plan.kreis.example"
# As the proxy on this machine hands it on: the host people typed, over plain http.
BEHIND_A_PROXY = {"base_url": "http://plan.kreis.example"}


@pytest.fixture
def outside(settings: Settings, clock: StepClock) -> Iterator[Flask]:
    app = create_app(dataclasses.replace(settings, base_url=OUTSIDE), clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        account = make_account(make_plan(), "Amsel")
        accounts.set_password(account, PASSWORD)
        save(account)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("seen_as", [BEHIND_A_PROXY, {"base_url": OUTSIDE}])
def test_the_cookie_is_for_this_host_over_https_and_no_script(
    outside: Flask, seen_as: dict[str, str]
) -> None:
    form = {"email": "amsel@example.org", "password": PASSWORD}

    answer = outside.test_client().post("/anmelden", data=form, **seen_as)

    cookies = SimpleCookie("\n".join(answer.headers.getlist("Set-Cookie")))
    assert answer.status_code == 302
    assert list(cookies) == ["__Host-session"]
    cookie = cookies["__Host-session"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")  # what a browser asks of __Host-


@pytest.mark.parametrize("seen_as", [BEHIND_A_PROXY, {"base_url": OUTSIDE}])
@pytest.mark.parametrize(
    "address",
    ["/anmelden", "/gibt-es-nicht", "/robots.txt", "/static/x/app.css", "/kalender/x/y.ics"],
)
def test_a_browser_is_told_to_come_by_https_only(
    outside: Flask, address: str, seen_as: dict[str, str]
) -> None:
    answer = outside.test_client().get(address, **seen_as)

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_over_plain_http_at_home_nothing_of_it_is_said(app: Flask) -> None:
    """A browser would not come back: there is no https on this machine."""
    answer = app.test_client().get("/anmelden")

    assert "Strict-Transport-Security" not in answer.headers
    assert "__Host-" not in "".join(answer.headers.getlist("Set-Cookie"))
