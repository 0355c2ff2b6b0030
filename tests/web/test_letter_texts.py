"""The office's own words in letters: previewed, checked, sent, and taken back."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.letter_texts import Texts, check_texts
from app.extensions import db
from app.models.letter_texts import LetterText
from app.models.outbox import OutboxLetter
from app.models.plans import Plan
from app.services import letter_texts, outbox
from app.services.outbox.kinds import Setting, draft
from tests.conftest import StepClock
from tests.makers import make_account, make_office, make_plan, make_task, person_of, save, sign_in

NOW = dt.datetime(2017, 3, 22, 9, tzinfo=dt.UTC)
ADDRESS = "/verwaltung/briefe/texte/task_assigned"
TYPED = {
    "subject": "{plan}: {betreff}",
    "introduction": "schön, dass Sie dabei sind.\r\n\r\nEs geht um {aufgabe} <b>.",
    "closing": "Danke, {name}!",
    "version": "",
    "confirmed": "",
}


@pytest.fixture
def plan(app: Flask, client: FlaskClient, clock: StepClock) -> Plan:
    clock.set(NOW)
    plan = make_plan()
    office = make_office(plan)
    save()
    sign_in(client, office, NOW)
    return plan


def confirmed(page: str) -> str:
    found = re.search(r'name="confirmed"[^>]*value="([^"]*)"', page, re.S)
    assert found is not None
    return html.unescape(found.group(1))


def written(plan: Plan) -> tuple[str, str, str]:
    """Subject, text and HTML of the letter about a new task."""
    anna = person_of(make_account(plan, "Vertretung A"))
    task = make_task(plan, "Räume anfragen", anna)
    save()
    outbox.queue_task_assigned(task, now=NOW)
    letter = db.session.scalars(select(OutboxLetter)).one()
    setting = Setting(
        base_url="http://127.0.0.1:8000",
        mail_from="geschaeftsstelle@example.org",
        timezone="Europe/Berlin",
        secret="a key for tests only",
        now=NOW,
    )
    words = draft(letter, setting).words()
    return words.subject, words.text, words.html


def test_own_words_are_shown_first_then_saved_and_stand_in_the_letter(
    plan: Plan, client: FlaskClient
) -> None:
    preview = client.post(ADDRESS, data=TYPED)
    before = db.session.scalars(select(LetterText)).all()
    saved = client.post(ADDRESS, data=TYPED | {"confirmed": confirmed(preview.text)})

    assert "Noch ist nichts gespeichert." in preview.text
    assert "Es geht um Räume anfragen" in preview.text
    assert (before, saved.status_code) == ([], 302)
    subject, text, page = written(plan)
    assert subject.startswith("Integrationsplan: Neue Aufgabe:")
    assert text.startswith("Guten Tag Vertretung A,\n\nschön, dass Sie dabei sind.\n\nEs geht um")
    assert "Danke, Vertretung A!\n\nFragen beantwortet" in text
    assert "Es geht um Räume anfragen &lt;b&gt;." in page
    assert "eigener" in client.get("/verwaltung/briefe/texte").text


def test_without_own_words_a_letter_is_as_usual_and_emptied_ones_are_gone(
    plan: Plan, client: FlaskClient
) -> None:
    letter_texts.keep(plan, "task_assigned", Texts(closing="Danke!"), by=None, now=NOW)
    save()
    emptied = {"subject": "", "introduction": "", "closing": "", "version": "1"}

    assert client.post(ADDRESS, data=emptied).status_code == 302

    assert "Danke" not in written(plan)[1]
    assert "eigener" not in client.get("/verwaltung/briefe/texte").text


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (Texts(introduction="Hallo {vorname}"), r"Den Platzhalter \{vorname\} gibt es hier nicht"),
        (Texts(closing="Kosten: {100"), "Eine geschweifte Klammer steht allein"),
        (Texts(subject="x" * 61), "eine Zeile mit 60 Zeichen"),
        (Texts(introduction="x" * 1501), "auf 1500 Zeichen"),
    ],
)
def test_what_a_letter_cannot_say_gets_a_sentence(texts: Texts, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        check_texts("task_assigned", texts)


def test_a_refused_placeholder_keeps_what_was_typed(plan: Plan, client: FlaskClient) -> None:
    answer = client.post(ADDRESS, data=TYPED | {"closing": "Ihr {chef}"})

    assert answer.status_code == 422
    assert "Ihr {chef}" in answer.text and "Möglich sind: {name}" in answer.text


def test_two_editors_see_both_versions_and_others_see_nothing(
    plan: Plan, client: FlaskClient
) -> None:
    letter_texts.keep(plan, "task_assigned", Texts(closing="Danke!"), by=None, now=NOW)
    save()

    assert client.post(ADDRESS, data=TYPED).status_code == 409
    assert client.get("/verwaltung/briefe/texte/sign_in").status_code == 404
    member = make_account(plan, "Vertretung B")
    sign_in(client, member, NOW)
    assert client.get(ADDRESS).status_code == 404
