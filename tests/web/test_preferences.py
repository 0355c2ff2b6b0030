"""Wishes signed in, over a letter's link, and with one click of a mail program (RFC 8058)."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain import signed_links
from app.extensions import db
from app.models.accounts import Account
from app.models.people import Actor
from app.models.preferences import ReminderPreference
from tests.conftest import StepClock
from tests.makers import make_account, make_person, make_plan, save, sign_in

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
ALL = ["meetings", "answers", "tasks", "overdue", "rounds", "steps"]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class World:
    def __init__(self) -> None:
        plan = make_plan()
        self.anna: Account = make_account(plan, "Vertretung A")
        self.bert: Actor = make_person(plan, "Vertretung B", email="b@example.org")
        save()


@pytest.fixture
def world(app: Flask, clock: StepClock) -> World:
    clock.set(NOW)
    return World()


def token(app: Flask, purpose: str, **ids: int) -> str:
    return signed_links.make(app.config["SECRET_KEY"], purpose, **ids)


def kept() -> list[ReminderPreference]:
    db.session.rollback()
    return list(db.session.scalars(select(ReminderPreference)))


def test_whoever_is_signed_in_says_what_they_want(world: World, client: FlaskClient) -> None:
    sign_in(client, world.anna, NOW)
    page = client.get("/konto/benachrichtigungen").get_data(as_text=True)
    assert "Diese E-Mails kommen immer" in page
    assert page.count("checked") == len(ALL)

    answer = client.post(
        "/konto/benachrichtigungen",
        data={
            "topics": ["tasks", "answers"],
            "meeting_days": "",
            "task_days": "14, 3",
            "digest_weekday": "0",
            "duties_only": "y",
            "paused_until": "15.03.2017",
        },
        follow_redirects=True,
    )

    assert "Ihre Einstellungen sind gespeichert." in answer.get_data(as_text=True)
    (one,) = kept()
    assert (one.account_id, one.actor_id) == (world.anna.id, None)
    assert one.off == ["meetings", "overdue", "rounds", "steps"]
    assert (one.meeting_days, one.task_days, one.digest_weekday) == (None, [14, 3], 0)
    assert (one.duties_only, one.paused_until) == (True, dt.date(2017, 3, 15))


@pytest.mark.parametrize(
    ("field", "words", "sentence"),
    [
        ("task_days", "bald", "Bitte geben Sie Zahlen ein, zum Beispiel 7, 1."),
        ("task_days", "99", "Bitte nennen Sie Zahlen von 0 bis 60."),
        ("paused_until", "01.01.2019", "Eine Pause dauert höchstens ein Jahr."),
        ("paused_until", "morgen", "Bitte geben Sie ein Datum ein"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(
    world: World, client: FlaskClient, field: str, words: str, sentence: str
) -> None:
    sign_in(client, world.anna, NOW)

    answer = client.post("/konto/benachrichtigungen", data={"topics": ALL, field: words})

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert kept() == []


def test_the_letters_link_opens_the_same_page_without_account(
    app: Flask, world: World, client: FlaskClient
) -> None:
    url = f"/r/{token(app, 'reminders', actor=world.bert.id)}"
    page = client.get(url).get_data(as_text=True)
    assert "Meine Benachrichtigungen" in page
    assert "Vertretung B" in page

    answer = client.post(url, data={"topics": ["tasks"], "digest_weekday": ""})

    assert answer.status_code == 303
    (one,) = kept()
    assert (one.actor_id, one.account_id) == (world.bert.id, None)
    assert one.off == ["answers", "meetings", "overdue", "rounds", "steps"]
    assert client.get("/konto").status_code == 302  # the link signs nobody in


def test_one_click_needs_no_cookie_no_token_and_no_second_page(
    app: Flask, world: World, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    url = f"/abbestellen/{token(app, 'stop_meetings', actor=world.bert.id)}"

    answers = [client.post(url, data=ONE_CLICK) for _again in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert "Set-Cookie" not in answers[0].headers
    (one,) = kept()
    assert (one.actor_id, one.off, one.version) == (world.bert.id, ["meetings"], 1)


def test_looking_at_the_address_changes_nothing_and_shows_a_button(
    app: Flask, world: World, client: FlaskClient
) -> None:
    url = f"/abbestellen/{token(app, 'stop_tasks', account=world.anna.id)}"

    answer = client.get(url)

    page = answer.get_data(as_text=True)
    assert "Abbestellen" in page
    assert "Einladungen, Verlegungen und Absagen kommen weiterhin." in page
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert kept() == []


@pytest.mark.parametrize("purpose", ["reminders", "answer", "stop_", "stop_invitations"])
def test_only_what_can_be_left_out_can_be_unsubscribed(
    app: Flask, world: World, client: FlaskClient, purpose: str
) -> None:
    url = f"/abbestellen/{token(app, purpose, actor=world.bert.id)}"

    assert client.post(url, data=ONE_CLICK).status_code == 404
    assert kept() == []


def test_a_forged_address_unsubscribes_nobody(
    app: Flask, world: World, client: FlaskClient
) -> None:
    forged = signed_links.make("another key", "stop_tasks", actor=world.bert.id)

    assert client.post(f"/abbestellen/{forged}", data=ONE_CLICK).status_code == 404
    assert client.get(f"/abbestellen/{forged}").status_code == 404
    assert kept() == []
