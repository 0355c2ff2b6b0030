"""Signing in: the whole story of a link and of a password, with a stepped clock."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from app.extensions import db
from app.models.accounts import Account, SignInLink, SignInRecord, UserSession
from app.models.outbox import OutboxLetter
from app.services import accounts, throttle
from app.web.accounts.sign_in import LINK_SECONDS
from config import Settings
from tests.conftest import StepClock
from tests.makers import make_account, make_plan, save, sign_in

PASSWORD = "drei Enten im Regen"
SAME_ANSWER = "Wenn die Adresse bekannt ist, erhalten Sie in wenigen Minuten eine E-Mail."


@pytest.fixture
def member(app: Flask) -> Account:
    account = make_account(make_plan())
    save(account)
    return account


@pytest.fixture
def member_with_password(member: Account) -> Account:
    accounts.set_password(member, PASSWORD)
    save(member)
    return member


def ask_for_link(client: FlaskClient, email: str, path: str = "/anmelden") -> str:
    """Ask in this browser; the path of the link in the newest letter."""
    answer = client.post(path, data={"email": email})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return newest_link()


def newest_link() -> str:
    letter = db.session.scalars(
        select(OutboxLetter)
        .where(OutboxLetter.kind == "sign_in")
        .order_by(OutboxLetter.id.desc())
        .limit(1)
    ).one()
    assert letter.payload is not None
    url = str(letter.payload["url"])
    assert url.startswith("http://127.0.0.1:8000/anmelden/link/")
    return url.removeprefix("http://127.0.0.1:8000")


def is_signed_in(client: FlaskClient) -> bool:
    db.session.rollback()  # the test holds one context open; a real request begins anew
    return client.get("/konto").status_code == 200


def sessions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(UserSession)) or 0


# ------------------------------------------------------------------------------- by a link


def test_a_link_signs_in_the_browser_that_asked(client: FlaskClient, member: Account) -> None:
    link = ask_for_link(client, "  Vertretung.Frauenverein@Example.org ")
    shown = client.get(link)

    answer = client.post(link)

    assert shown.status_code == 200
    assert "Jetzt anmelden" in shown.get_data(as_text=True)
    assert answer.location == "/meine-aufgaben"
    assert is_signed_in(client)


def test_opening_a_link_never_uses_it_up(client: FlaskClient, member: Account) -> None:
    link = ask_for_link(client, member.email)

    opened = [client.get(link).status_code for _ in range(5)] + [client.head(link).status_code]

    assert opened == [200] * 6
    assert not is_signed_in(client)
    assert db.session.scalars(select(SignInLink.used_at)).all() == [None]
    assert client.post(link).status_code == 302


def test_a_link_works_once(app: Flask, client: FlaskClient, member: Account) -> None:
    link = ask_for_link(client, member.email)
    client.post(link)
    client.post("/abmelden")

    again = client.post(link)

    assert again.status_code == 404
    assert "Dieser Link gilt nicht mehr" in again.get_data(as_text=True)
    assert not is_signed_in(client)


@pytest.mark.parametrize(("seconds", "works"), [(599, True), (600, False), (3600, False)])
def test_a_link_lives_ten_minutes(
    client: FlaskClient, member: Account, clock: StepClock, seconds: int, works: bool
) -> None:
    link = ask_for_link(client, member.email)

    clock.advance(seconds=seconds)

    assert client.get(link).status_code == (200 if works else 404)
    assert client.post(link).status_code == (302 if works else 404)
    assert is_signed_in(client) is works


def test_only_the_newest_link_works(client: FlaskClient, member: Account) -> None:
    older = ask_for_link(client, member.email)
    newer = ask_for_link(client, member.email)

    assert client.post(older).status_code == 404
    assert client.post(newer).status_code == 302


def test_another_browser_is_told_how_to_go_on(
    app: Flask, client: FlaskClient, member: Account
) -> None:
    link = ask_for_link(client, member.email)
    other = app.test_client()

    shown = other.get(link)
    tried = other.post(link)

    for answer in (shown, tried):
        assert answer.status_code == 200
        text = answer.get_data(as_text=True)
        assert "in dem Browser, in dem Sie ihn angefordert haben" in text
        assert "Jetzt anmelden" not in text
    assert not is_signed_in(other)
    assert client.post(link).status_code == 302


def test_a_rescue_link_works_in_any_browser(
    client: FlaskClient, member: Account, clock: StepClock
) -> None:
    token = accounts.create_sign_in_link(member, browser=None, now=clock())
    save()

    assert client.post(f"/anmelden/link/{token}").status_code == 302
    assert is_signed_in(client)


def test_a_link_of_a_disabled_account_is_gone(
    client: FlaskClient, member: Account, clock: StepClock
) -> None:
    link = ask_for_link(client, member.email)
    accounts.disable(member, now=clock())
    save()

    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_unknown_altered_and_used_links_get_the_same_page(
    client: FlaskClient, member: Account
) -> None:
    used = ask_for_link(client, member.email)
    client.post(used)
    client.post("/abmelden")
    client.get("/anmelden")  # takes the message away

    pages = {
        re.sub(r"[A-Za-z0-9_-]{43,}\w?", "", client.get(path).get_data(as_text=True))
        for path in (used, used + "A", "/anmelden/link/unbekannt")
    }

    assert len(pages) == 1


def test_the_page_of_a_link_tells_its_address_to_nobody(
    client: FlaskClient, member: Account
) -> None:
    page = client.get(ask_for_link(client, member.email))

    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"


def test_after_the_link_comes_the_page_that_was_wanted(
    client: FlaskClient, member: Account
) -> None:
    bounced = client.get("/konto?stand=offen")
    assert bounced.location == "/anmelden?next=/konto?stand%3Doffen"

    link = ask_for_link(client, member.email, bounced.location)

    assert client.post(link).location == "/konto?stand=offen"


# ----------------------------------------------------------------------------- equal answers


def test_known_unknown_and_disabled_addresses_get_the_same_answer(
    app: Flask, member: Account, clock: StepClock
) -> None:
    disabled = make_account(member.accesses[0].plan, "Kreisjugendring")
    accounts.disable(disabled, now=clock())
    save()

    answers = set()
    for email in (member.email, "niemand@example.org", disabled.email):
        browser = app.test_client()
        first = browser.post("/anmelden", data={"email": email})
        page = browser.get(first.location)
        cookies = sorted(name for name, _ in first.headers if name == "Set-Cookie")
        answers.add((first.status_code, first.location, page.get_data(as_text=True), *cookies))

    assert len(answers) == 1
    assert SAME_ANSWER in next(iter(answers))[2]
    assert db.session.scalars(select(OutboxLetter.account_id)).all() == [member.id]


def test_an_unknown_address_costs_a_password_check_too(
    client: FlaskClient, member_with_password: Account
) -> None:
    def work(email: str) -> float:
        """Seconds of processor time, which a busy machine does not stretch much."""
        began = time.thread_time()
        client.post("/anmelden", data={"email": email, "password": "falsch geraten"})
        return time.thread_time() - began

    known = min(work(member_with_password.email) for _ in range(4))
    unknown = min(work("niemand@example.org") for _ in range(4))

    assert 0.6 < unknown / known < 1.6  # without the check it is a quarter


def test_asking_for_a_link_takes_its_time_for_everybody(
    client: FlaskClient, member: Account
) -> None:
    def seconds(email: str) -> float:
        began = time.monotonic()
        client.post("/anmelden", data={"email": email})
        return time.monotonic() - began

    assert min(seconds(member.email), seconds("niemand@example.org")) >= LINK_SECONDS


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("vertretung.frauenverein@example.org", "falsch geraten"),
        ("niemand@example.org", PASSWORD),
        ("kreisjugendring@example.org", PASSWORD),
        ("ohne.passwort@example.org", PASSWORD),
    ],
)
def test_every_refused_password_gets_the_same_sentence(
    client: FlaskClient,
    member_with_password: Account,
    clock: StepClock,
    email: str,
    password: str,
) -> None:
    plan = member_with_password.accesses[0].plan
    make_account(plan, "Ohne Passwort")
    disabled = make_account(plan, "Kreisjugendring")
    accounts.set_password(disabled, PASSWORD)
    accounts.disable(disabled, now=clock())
    save()

    answer = client.post("/anmelden", data={"email": email, "password": password})

    assert answer.status_code == 422
    assert "E-Mail-Adresse oder Passwort stimmen nicht." in answer.get_data(as_text=True)
    assert not is_signed_in(client)


# ---------------------------------------------------------------------------- by a password


def test_a_password_signs_in(client: FlaskClient, member_with_password: Account) -> None:
    answer = client.post(
        "/anmelden", data={"email": member_with_password.email.upper(), "password": PASSWORD}
    )

    assert answer.location == "/meine-aufgaben"
    assert is_signed_in(client)
    assert db.session.scalars(select(SignInRecord.account_id)).all() == [member_with_password.id]


def test_the_session_changes_at_sign_in(client: FlaskClient, member_with_password: Account) -> None:
    sign_in(client, member_with_password)
    with client.session_transaction() as before:
        old = before["_user_id"]

    client.post("/anmelden", data={"email": member_with_password.email, "password": PASSWORD})

    with client.session_transaction() as after:
        assert after["_user_id"] != old
    assert sessions() == 1


def test_who_is_signed_in_goes_straight_on(client: FlaskClient, member: Account) -> None:
    sign_in(client, member)

    assert client.get("/anmelden?next=/konto").location == "/konto"
    assert client.get("/anmelden").location == "/meine-aufgaben"


# ------------------------------------------------------------------------------------ limits


def test_guessing_a_password_is_stopped_for_one_address_only(
    client: FlaskClient, member_with_password: Account, clock: StepClock
) -> None:
    other = make_account(member_with_password.accesses[0].plan, "Kreisjugendring")
    accounts.set_password(other, PASSWORD)
    save()
    mail = member_with_password.email

    tries = [
        client.post("/anmelden", data={"email": mail, "password": f"geraten {i}"}).status_code
        for i in range(11)
    ]
    right = client.post("/anmelden", data={"email": mail, "password": PASSWORD})

    assert tries == [422] * 10 + [429]
    assert right.status_code == 429
    assert "zu viele Versuche" in right.get_data(as_text=True)
    assert client.post("/anmelden", data={"email": other.email, "password": PASSWORD}).location
    client.post("/abmelden")
    clock.advance(minutes=15)
    assert client.post("/anmelden", data={"email": mail, "password": PASSWORD}).location


def test_guessing_from_one_network_is_stopped_across_addresses(
    client: FlaskClient, member_with_password: Account, clock: StepClock
) -> None:
    for _ in range(99):
        throttle.allows(throttle.PASSWORD_BY_NETWORK, "192.0.2.7", now=clock())
    save()
    client.post(
        "/anmelden",
        data={"email": "niemand@example.org", "password": "geraten"},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    good = {"email": member_with_password.email, "password": PASSWORD}

    here = client.post("/anmelden", data=good, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    elsewhere = client.post("/anmelden", data=good, environ_base={"REMOTE_ADDR": "192.0.2.8"})

    assert (here.status_code, elsewhere.status_code) == (429, 302)


def test_nobody_can_flood_a_mailbox_with_links(client: FlaskClient, member: Account) -> None:
    answers = [client.post("/anmelden", data={"email": member.email}).status_code for _ in range(6)]

    letters = db.session.scalar(select(func.count()).select_from(OutboxLetter))
    assert answers == [302] * 5 + [429]
    assert letters == 5


def test_a_right_password_forgives_earlier_slips(
    client: FlaskClient, member_with_password: Account
) -> None:
    mail = member_with_password.email
    for _ in range(3):
        for number in range(6):
            client.post("/anmelden", data={"email": mail, "password": f"verschrieben {number}"})
        signed_in = client.post("/anmelden", data={"email": mail, "password": PASSWORD})
        assert signed_in.status_code == 302
        client.post("/abmelden")


# ---------------------------------------------------------------------------------- sessions


def test_signing_out_ends_the_session_on_the_server(
    app: Flask, client: FlaskClient, member: Account
) -> None:
    sign_in(client, member)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)

    client.post("/abmelden")

    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert sessions() == 0
    assert not is_signed_in(thief)


def test_a_session_ends_at_its_limit_and_when_it_lies_idle(
    app: Flask, client: FlaskClient, member: Account, clock: StepClock
) -> None:
    used_daily, forgotten = client, app.test_client()
    for browser in (used_daily, forgotten):
        sign_in(browser, member)

    for _ in range(29):
        clock.advance(days=1)
        assert is_signed_in(used_daily)

    assert not is_signed_in(forgotten)
    clock.advance(days=1)
    assert not is_signed_in(used_daily)


def test_a_visit_is_noted_once_a_day(
    client: FlaskClient, member: Account, clock: StepClock
) -> None:
    sign_in(client, member)
    clock.advance(days=1)

    client.get("/konto")

    db.session.rollback()
    assert db.session.scalars(select(UserSession.last_seen_on)).all() == [dt.date(2017, 2, 22)]


def test_a_busy_database_costs_the_mark_and_not_the_page(
    client: FlaskClient, member: Account, clock: StepClock
) -> None:
    sign_in(client, member)
    clock.advance(days=1)

    with db.engine.connect() as writer, writer.begin():  # BEGIN IMMEDIATE: the one writer
        answer = client.get("/konto")

    db.session.rollback()
    assert answer.status_code == 200
    assert db.session.scalars(select(UserSession.last_seen_on)).all() == [dt.date(2017, 2, 21)]


# ------------------------------------------------------------------------------ forged forms


@pytest.fixture
def strict(settings: Settings, clock: StepClock) -> Iterator[FlaskClient]:
    """A browser of an application that asks for the anti-forgery token."""
    app = create_app(settings, clock=clock)
    with app.app_context():
        yield app.test_client()
        db.session.remove()
        db.engine.dispose()


def test_signing_in_needs_the_token_of_the_form(strict: FlaskClient) -> None:
    member = make_account(make_plan())
    accounts.set_password(member, PASSWORD)
    save(member)
    given = {"email": member.email, "password": PASSWORD}
    page = strict.get("/anmelden").get_data(as_text=True)
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]

    assert strict.post("/anmelden", data=given).status_code == 400
    assert strict.post("/anmelden", data={"email": member.email}).status_code == 400
    assert sessions() == 0
    assert strict.post("/anmelden", data=given | {"csrf_token": token}).status_code == 302
    assert sessions() == 1
    assert strict.post("/abmelden").status_code == 400
    assert sessions() == 1
