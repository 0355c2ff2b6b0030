"""Pages in English: chosen by each person, for nobody else, and whole."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import language
from app.extensions import db
from app.models.accounts import Account
from app.models.outbox import OutboxLetter
from app.models.reports import Report
from app.queries.accounts import account_by_email
from app.queries.reports.reading import content_of
from app.services import accounts
from app.services.demo import load_demo
from app.services.outbox.kinds import NotWanted, Setting, draft
from tests.conftest import StepClock
from tests.makers import sign_in
from tests.web.walking import walk

# Named by people: the product and, in the demo, a group, a field, a deadline and an agenda item.
NAMED = {"Wiedervorlage", "Peergroup", "Sprache", "Protokoll freigeben", "Termine"}
GERMAN_DAY = re.compile(r"(tag|Mittwoch), \d")  # days in titles of reports are part of them
READ_ALOUD = ("aria-label", "title", "placeholder", "data-label", "alt")


def account_of(person: str) -> Account:
    account = account_by_email(f"{person}@example.org")
    assert account is not None
    return account


def choose(client: FlaskClient, code: str, back: str = "/") -> str:
    """What the button of the page sends; the address one is led to."""
    answer = client.post("/sprache", data={"language": code, "next": back})
    return str(answer.location)


def test_a_visitor_reads_english_from_then_on_in_this_browser(client: FlaskClient) -> None:
    assert ">English<" in client.get("/anmelden").text

    led_to = choose(client, "en", "/impressum")
    answer = client.get("/impressum")

    assert led_to == "/impressum"
    assert answer.headers["Content-Language"] == "en"
    assert '<html lang="en">' in answer.text
    assert "Legal notice" in answer.text
    assert ">Deutsch<" in answer.text


def test_a_person_reads_english_in_every_browser_and_nobody_else_does(
    app: Flask, client: FlaskClient, clock: StepClock
) -> None:
    load_demo(now=clock(), year=2017)
    mine, another, colleague = client, app.test_client(), app.test_client()
    sign_in(mine, account_of("frauenverein"))
    sign_in(colleague, account_of("geschaeftsstelle"))

    choose(mine, "en")
    sign_in(another, account_of("frauenverein"))

    assert "My tasks" in another.get("/").text
    assert "Meine Aufgaben" in colleague.get("/").text
    assert language.spoken() == "de"


def test_who_signs_out_goes_on_in_the_same_language(client: FlaskClient, clock: StepClock) -> None:
    load_demo(now=clock(), year=2017)
    sign_in(client, account_of("frauenverein"))
    choose(client, "en")

    client.post("/abmelden")

    assert '<html lang="en">' in client.get("/anmelden").text


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com", "/\\example.com"])
def test_the_choice_leads_nowhere_else(client: FlaskClient, back: str) -> None:
    assert choose(client, "en", back) == "/"


def test_a_language_nobody_knows_is_not_chosen(client: FlaskClient) -> None:
    assert client.post("/sprache", data={"language": "tlh"}).status_code == 404


@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("http://localhost/impressum?von=hier", "/impressum?von=hier"),
        ("http://localhost/sprache-gibt-es-nicht", ""),
        ("http://localhost/konto/passwort", ""),
        ("http://example.com/impressum", ""),
        (None, ""),
    ],
)
def test_the_choice_leads_back_to_the_page_before(
    client: FlaskClient, before: str | None, back: str
) -> None:
    page = client.get("/sprache", headers={"Referer": before} if before else {})

    hidden = BeautifulSoup(page.text, "html.parser").select('main input[name="next"]')
    assert [field["value"] for field in hidden] == [back]


def test_looking_at_the_choice_changes_nothing(client: FlaskClient) -> None:
    page = client.get("/sprache")

    assert "Sie lesen diese Seiten auf Deutsch." in page.text
    assert page.text.count('name="language"') == 1
    assert '<html lang="de">' in client.get("/impressum").text


def test_an_address_that_leads_nowhere_says_so_in_the_language_of_who_asks(
    client: FlaskClient, clock: StepClock
) -> None:
    load_demo(now=clock(), year=2017)
    account = account_of("frauenverein")
    account.locale = "en"
    link = accounts.create_sign_in_link(account, browser=None, now=clock())
    db.session.commit()

    assert "Seite nicht gefunden" in client.get("/gibt-es-nicht").text
    client.post(f"/anmelden/link/{link}")
    assert "Page not found" in client.get("/gibt-es-nicht").text


def test_a_refusal_speaks_the_language_of_who_tried(client: FlaskClient, clock: StepClock) -> None:
    load_demo(now=clock(), year=2017)
    sign_in(client, account_of("frauenverein"))
    choose(client, "en")

    answer = client.post("/konto/passwort", data={"password": "zu-kurz", "again": "zu-kurz"})

    assert answer.status_code == 422
    assert "The current password is not right." in answer.text


def test_what_is_kept_says_the_same_whoever_reads_english(app: Flask, clock: StepClock) -> None:
    """A report is frozen by whoever releases it; a letter is previewed by anybody of the office."""
    load_demo(now=clock(), year=2017)
    report = db.session.scalars(select(Report)).one()
    setting = Setting.of(app.config, clock())

    with language.speaking("en"):
        english = content_of(report, clock().date()), letters(setting)

    assert english[1]
    assert english == (content_of(report, clock().date()), letters(setting))


def letters(setting: Setting) -> list[object]:
    """All letters of the demo that would still go, as they read now."""
    said: list[object] = []
    for letter in db.session.scalars(select(OutboxLetter).order_by(OutboxLetter.id)):
        with suppress(NotWanted):
            said.append(draft(letter, setting).words())
    return said


@pytest.mark.parametrize("person", ["geschaeftsstelle", "frauenverein"])
def test_no_page_of_the_demo_says_a_german_sentence_in_english(
    app: Flask, client: FlaskClient, clock: StepClock, person: str
) -> None:
    """Whatever stands alone in a page and is a message of the catalogue would be German."""
    load_demo(now=clock(), year=2017)
    account = account_of(person)
    account.locale = "en"
    db.session.commit()
    sign_in(client, account)
    german = {
        message
        for message, said in language.catalogue("en").items()
        if message != said[0] and "%" not in message
    }
    stops, left = [one for one in walk(app, client) if one.page], {}

    for stop in stops:
        words = read(stop.page)
        if found := words & german - NAMED or {one for one in words if GERMAN_DAY.search(one)}:
            left[stop.address] = sorted(found)

    assert len(stops) > 20
    assert left == {}


def read(page: BeautifulSoup) -> set[str]:
    """All that stands alone in a page, seen or read aloud; without what is marked as German."""
    for element in page.select("body [lang=de]"):
        element.decompose()
    words = {re.sub(r"\s+", " ", text).strip() for text in page.find_all(string=True)}
    for name in READ_ALOUD:
        words |= {str(element[name]) for element in page.find_all(attrs={name: True})}
    return words
