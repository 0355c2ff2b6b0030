"""What did not arrive: the office decides about letters and puts addresses right."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.domain.outbox import address_hash
from app.extensions import db
from app.models.accounts import Account
from app.models.audit import AuditEntry
from app.models.outbox import AddressState, AddressStatus, LetterState, OutboxEvent, OutboxLetter
from app.models.plans import Plan
from tests.conftest import START
from tests.documents.readers import languages, words
from tests.jobs.letters import make_reports
from tests.makers import (
    join,
    make_account,
    make_actor,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
    sign_in,
)

PAGE = "/verwaltung/nicht-angekommen"


@pytest.fixture
def plan(app: Flask) -> Plan:
    plan = make_plan()
    save()
    return plan


@pytest.fixture
def office(plan: Plan, client: FlaskClient) -> Account:
    office = make_office(plan)
    save()
    sign_in(client, office)
    return office


def make_uncertain(plan: Plan) -> OutboxLetter:
    """A letter that was handed in three times without an answer."""
    make_reports(1)
    letter = db.session.query(OutboxLetter).one()
    letter.plan_id, letter.state, letter.unc, letter.attempt = plan.id, LetterState.UNCERTAIN, 3, 3
    letter.subject, letter.mime, letter.message_id = "Meldung", b"octets", "<abc@plan>"
    for hour in range(3):
        at = START + dt.timedelta(hours=hour)
        db.session.add(OutboxEvent(letter_id=letter.id, at=at, to_state="sending"))
    save()
    return letter


def fail(app: Flask, address: str) -> AddressState:
    state = AddressState(
        address_hash=address_hash(app.config["SECRET_KEY"], address),
        status=AddressStatus.HARD,
        since_at=START,
        evidence="550 5.1.1",
    )
    save(state)
    return state


@pytest.mark.parametrize(
    ("deed", "state", "unc"),
    [("gesendet", LetterState.SENT, 3), ("erneut-senden", LetterState.DUE, 2)],
)
def test_the_office_decides_once_about_an_uncertain_letter(
    plan: Plan, office: Account, client: FlaskClient, deed: str, state: LetterState, unc: int
) -> None:
    """F-20."""
    letter = make_uncertain(plan)
    page = client.get(PAGE).get_data(as_text=True)
    assert re.search("10:00 Uhr; .*11:00 Uhr; .*12:00 Uhr", page), "when it was tried"
    assert "abc@plan" in page
    assert "Ein Brief wartet" in client.get("/verwaltung/briefe").get_data(as_text=True)

    first = client.post(f"{PAGE}/{letter.id}/{deed}")
    second = client.post(f"{PAGE}/{letter.id}/{deed}")

    db.session.refresh(letter)
    assert (first.status_code, second.status_code) == (302, 422)
    assert (letter.state, letter.unc) == (state, unc)
    assert (letter.mime is None) is (state is LetterState.SENT)
    notes = [entry.action for entry in db.session.query(AuditEntry)]
    assert [note for note in notes if note.startswith("letter.")] == [
        "letter.call_sent" if deed == "gesendet" else "letter.send_again"
    ]


def test_only_the_office_of_the_letters_own_plan_decides(
    plan: Plan, office: Account, client: FlaskClient
) -> None:
    letter = make_uncertain(make_plan("zweiter", "Zweiter Plan"))

    assert client.post(f"{PAGE}/{letter.id}/gesendet").status_code == 404
    sign_in(client, make_account(plan))
    assert client.get(PAGE).status_code == 404


def test_what_is_too_late_cannot_be_sent_again(
    plan: Plan, office: Account, client: FlaskClient
) -> None:
    make_uncertain(plan).useful_until = START
    save()

    page = client.get(PAGE).get_data(as_text=True)

    assert "Zum Senden ist es zu spät." in page
    assert "Erneut senden" not in page


def test_a_failing_address_stands_on_the_persons_page_until_it_is_put_right(
    app: Flask, plan: Plan, office: Account, client: FlaskClient
) -> None:
    person = make_person(plan, "Vertretung B", email="b@example.org")
    save()
    state = fail(app, "B@example.org")
    page = f"/akteure/{person.uid}"

    shown = client.get(page).get_data(as_text=True)
    assert "Diese Adresse ist nicht erreichbar." in shown
    assert "dass es b@example.org nicht gibt (550 5.1.1)" in shown
    assert "Vertretung B" in client.get(PAGE).get_data(as_text=True)
    assert "Eine Adresse ist nicht erreichbar." in client.get("/verwaltung").get_data(as_text=True)

    answer = client.post(f"{page}/adresse-stimmt", follow_redirects=True)

    assert "gehen wieder Briefe" in answer.get_data(as_text=True)
    assert "nicht erreichbar" not in client.get(page).get_data(as_text=True)
    db.session.refresh(state)
    assert state.status is AddressStatus.OK


def test_a_new_address_ends_the_trouble(
    app: Flask, plan: Plan, office: Account, client: FlaskClient
) -> None:
    person = make_person(plan, "Vertretung B", email="b@example.org")
    fail(app, "b@example.org")
    person.email = "neu@example.org"
    save()

    shown = client.get(f"/akteure/{person.uid}").get_data(as_text=True)

    assert "nicht erreichbar" not in shown


def test_the_accounts_address_counts_before_the_persons(
    app: Flask, plan: Plan, office: Account, client: FlaskClient
) -> None:
    member = make_account(plan, "Vertretung C")
    actor = member.accesses[0].actor
    assert actor is not None
    actor.email = "alt@example.org"
    save()
    fail(app, "alt@example.org")
    assert "nicht erreichbar" not in client.get(f"/akteure/{actor.uid}").get_data(as_text=True)

    fail(app, member.email)

    shown = client.get(f"/akteure/{actor.uid}").get_data(as_text=True)
    assert f"/verwaltung/konten/{member.uid}" in shown


def test_a_list_to_call_and_a_letter_for_everybody_whom_no_email_reaches(
    app: Flask, plan: Plan, office: Account, client: FlaskClient
) -> None:
    body = make_body(plan)
    bureau = make_actor(plan, "Kulturverein")
    silent = make_person(plan, "Vertretung D", phone="07031 4711", organisation=bureau)
    failing, reached = make_account(plan, "Vertretung E"), make_account(plan, "Vertretung F")
    for person in (silent, person_of(failing), person_of(reached)):
        join(body, person)
    meeting = make_meeting(make_cycle(plan), body, title="Auftakttreffen", place="Großer Saal")
    save()
    fail(app, failing.email)

    answer = client.get(f"/sitzungen/{meeting.uid}/telefonliste.pdf")

    assert answer.headers["Cache-Control"] == "no-store"
    pages = [
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.data)).pages
    ]
    assert len(pages) == 3
    assert "Vertretung D Kulturverein 07031 4711 keine Adresse" in pages[0]
    assert "Vertretung E fehlt Adresse nicht" in pages[0]
    assert "Vertretung F" not in " ".join(pages)
    assert "Einladung für Vertretung D, Kulturverein" in pages[1]
    assert "Großer Saal" in pages[1]
    assert languages(answer.data) == set()
    sign_in(client, reached)
    assert client.get(f"/sitzungen/{meeting.uid}/telefonliste.pdf").status_code == 404


def test_who_asks_reads_the_phone_list_and_who_is_invited_the_letter(
    plan: Plan, office: Account, client: FlaskClient
) -> None:
    """The list is the office's own; nobody has said that those without e-mail read English."""
    body = make_body(plan)
    join(body, make_person(plan, "Vertretung D", phone="07031 4711"))
    meeting = make_meeting(make_cycle(plan), body, title="Auftakttreffen", place="Großer Saal")
    office.locale = "en"
    save()

    paper = client.get(f"/sitzungen/{meeting.uid}/telefonliste.pdf").data

    said = words(paper)
    assert "Phone list No e-mail reaches these people." in said
    assert "Name On behalf of Phone Reason Reached on Coming?" in said
    assert "Vertretung D 07031 4711 no address" in said
    assert "Einladung für Vertretung D Guten Tag, wir laden Sie herzlich ein:" in said
    assert languages(paper) == {"de"}
