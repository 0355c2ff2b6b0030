"""The office's pages of reminders: what they show, what a change brings, what they refuse."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.preferences import Holder, Wishes
from app.extensions import db
from app.models.preferences import Topic
from app.models.reminders import LetterHabits, ReminderRule, ReminderScope
from app.services import preferences
from tests.conftest import StepClock
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


class World:
    """A kickoff on Wednesday, 29 March 2017 with two members; the office and one of them."""

    def __init__(self) -> None:
        self.plan = make_plan()
        self.office = make_office(self.plan)
        self.member = make_account(self.plan)
        self.body = make_body(self.plan)
        join(self.body, person_of(self.member))
        join(self.body, make_person(self.plan, "Vertretung B", email="b@example.org"))
        self.meeting = make_meeting(make_cycle(self.plan), self.body)
        save()

    def rule(self, days: int = 7, scope: ReminderScope = ReminderScope.MEETING) -> ReminderRule:
        db.session.expire_all()
        return db.session.scalars(
            select(ReminderRule).where(
                ReminderRule.scope == scope,
                ReminderRule.days == days,
                ReminderRule.body_id.is_(None),
            )
        ).one()

    @property
    def address(self) -> str:
        return f"/verwaltung/erinnerungen/{self.rule().id}"

    def typed(self, **more: str) -> dict[str, str]:
        given = {"days": "10", "local_time": "09:00", "active": "y", "confirmed": ""}
        return given | {"version": str(self.rule().version)} | more


@pytest.fixture
def world(app: Flask, clock: StepClock) -> World:
    clock.set(NOW)
    return World()


def confirmed_of(page: str) -> str:
    found = re.search(r'name="confirmed"[^>]*value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found.group(1))


def test_the_office_reads_all_rules_and_nobody_else_does(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    page = client.get("/verwaltung/erinnerungen").text

    for said in (
        "7 Tage vor der Sitzung, 09:00 Uhr",
        "30 Tage nach der Frist, dann alle 30 Tage, 09:00 Uhr",
        "Schriftführung, sonst Stellvertretung, sonst Geschäftsstelle",
        "höchstens 5",
        "20:00 Uhr bis 07:00 Uhr",
    ):
        assert said in page
    sign_in(client, world.member)
    for address in ("", "/neu", "/ruhe", f"/{world.rule().id}"):
        assert client.get(f"/verwaltung/erinnerungen{address}").status_code == 404


def test_a_change_is_shown_first_with_day_and_people_and_saved_by_the_second_click(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)

    preview = client.post(world.address, data=world.typed())
    unchanged = world.rule().days
    saved = client.post(world.address, data=world.typed(confirmed=confirmed_of(preview.text)))

    assert "Noch ist nichts gespeichert." in preview.text
    words = re.sub(r"<[^>]+>|\s+", " ", preview.text)
    words = re.sub(r" +", " ", words)
    # Ten days before is a Sunday: the reminder comes on the Friday before.
    assert "Freitag, 17. März 2017 um 09:00 Uhr Peergroup: Auftakt – an 2 Personen" in words
    assert "Mittwoch, 22. März 2017 um 09:00 Uhr Peergroup: Auftakt an 2 Personen –" in words
    assert (unchanged, saved.status_code, world.rule(10).days) == (7, 302, 10)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"days": "366"}, "eine Zahl von 0 bis 365"),
        ({"days": "bald"}, "eine ganze Zahl"),
        ({"days": "1"}, "Für diesen Abstand gibt es schon eine Erinnerung."),
        ({"local_time": "23:00"}, "Um diese Zeit ruht der Versand."),
        ({"local_time": "früh"}, "eine Uhrzeit ein"),
    ],
)
def test_what_cannot_be_a_rule_gets_a_sentence(
    world: World, client: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)

    answer = client.post(world.address, data=world.typed(**typed))

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert world.rule().days == 7


def test_a_group_gets_a_rule_of_its_own_and_the_plan_keeps_its(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    address = f"{world.address}?gruppe=peergroup"
    evening = world.typed(local_time="18:00")
    preview = client.post(address, data=evening)

    client.post(address, data=evening | {"confirmed": confirmed_of(preview.text)})

    assert "an 2 Personen" in preview.text
    rules = db.session.scalars(
        select(ReminderRule).where(ReminderRule.days == 7, ReminderRule.scope == "meeting")
    )
    assert {(one.body_id, one.local_time) for one in rules} == {
        (None, dt.time(9)),
        (world.body.id, dt.time(18)),
    }
    assert "nur in dieser Gruppe" in client.get("/verwaltung/erinnerungen?gruppe=peergroup").text
    assert "18:00 Uhr" not in client.get("/verwaltung/erinnerungen").text
    assert client.get(address).status_code == 302  # to the group's own rule


def test_the_office_adds_a_rule_and_says_who_gets_its_letter(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    assert "Protokoll fehlt" in client.get("/verwaltung/erinnerungen/neu").text
    address = "/verwaltung/erinnerungen/neu?art=minutes"
    typed = {"days": "60", "every": "30", "quiet": "y", "local_time": "8:00", "active": "y"}
    nobody = client.post(address, data=typed)

    preview = client.post(address, data=typed | {"reach": ["chair", "office"]})
    confirmed = {"reach": ["chair", "office"], "confirmed": confirmed_of(preview.text)}
    client.post(address, data=typed | confirmed)

    assert "an wen der Brief gehen kann" in nobody.text
    rule = world.rule(60, ReminderScope.MINUTES)
    assert (rule.every, rule.quiet, rule.reach) == (30, True, ["chair", "office"])


def test_a_changed_rule_offers_the_proposal(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    rule = world.rule()
    rule.local_time, rule.active = dt.time(8), False
    save()

    page = client.get(world.address).text
    proposal = client.get(f"{world.address}?vorschlag=1").text

    assert "Auf Vorschlag zurücksetzen" in page
    assert 'value="09:00"' in proposal and "checked" in proposal
    assert "ausgesetzt" in client.get("/verwaltung/erinnerungen").text


def test_two_editors_see_both_versions(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    rule, habits = world.typed(), {"version": "1", "weekly_limit": "3"}
    world.rule().local_time = dt.time(8)
    db.session.scalars(select(LetterHabits)).one().weekly_limit = 9
    save()

    assert client.post(world.address, data=rule).status_code == 409
    assert client.post("/verwaltung/erinnerungen/ruhe", data=habits).status_code == 409


def test_the_office_sets_hours_of_rest_and_a_limit(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    address, typed = "/verwaltung/erinnerungen/ruhe", {"version": "1", "weekly_limit": "3"}

    half = client.post(address, data=typed | {"night_from": "21:00", "night_until": ""})
    saved = client.post(address, data=typed | {"night_from": "21:00", "night_until": "6:30"})

    assert (half.status_code, "beide Uhrzeiten" in half.text) == (422, True)
    assert saved.status_code == 302
    row = db.session.scalars(select(LetterHabits)).one()
    assert (row.weekly_limit, row.night_until, row.working_days) == (3, dt.time(6, 30), False)


def test_the_office_reads_on_a_meeting_who_gets_what_when(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    holder = Holder(account_id=world.member.id)
    preferences.keep(
        holder, Wishes(off=frozenset({Topic.MEETINGS})), today=NOW.date(), now=NOW, by=None
    )
    save()
    address = f"/sitzungen/{world.meeting.uid}"

    page = client.get(f"{address}/erinnerungen").text

    words = re.sub(r" +", " ", re.sub(r"<[^>]+>|\s+", " ", page))
    assert "Mittwoch, 22. März 2017 um 09:00 Uhr Erinnerung an eine Sitzung an 1 Person" in words
    assert "nicht an Vertretung Frauenverein: abbestellt" in words
    assert "Montag, 13. März 2017 um 09:00 Uhr Erinnerung an eine Tagesordnung" in words
    assert f'href="{address}/erinnerungen"' in client.get(address).text
    sign_in(client, world.member)
    assert client.get(f"{address}/erinnerungen").status_code == 404
    assert f'href="{address}/erinnerungen"' not in client.get(address).text


def test_the_office_reads_on_a_task_who_gets_what_when(world: World, client: FlaskClient) -> None:
    task = make_task(world.plan, "Räume anfragen", person_of(world.member), dt.date(2017, 3, 15))
    save()
    sign_in(client, world.office)
    address = f"/aufgaben/{task.uid}"

    page = client.get(f"{address}/erinnerungen").text

    assert "Mittwoch, 8. März 2017 um 09:00 Uhr" in page
    assert "Bitte um Rückmeldung zu einer Aufgabe" in page
    assert f'href="{address}/erinnerungen"' in client.get(address).text
    sign_in(client, world.member)
    assert client.get(f"{address}/erinnerungen").status_code == 404
