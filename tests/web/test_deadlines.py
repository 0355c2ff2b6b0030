"""The office's page of deadlines: what it shows, what it refuses, what it changes and when."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models.meetings import DeadlineRule, MeetingScope
from app.models.outbox import LetterState, OutboxLetter
from app.services import outbox
from tests.conftest import StepClock
from tests.makers import (
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_plan,
    person_of,
    save,
    sign_in,
)

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


class World:
    """A kickoff on 29 March 2017, its invitation to be sent by the 15th; office and member."""

    def __init__(self) -> None:
        self.plan = make_plan()
        self.office = make_office(self.plan)
        self.member = make_account(self.plan)
        self.body = make_body(self.plan)
        join(self.body, person_of(self.member))
        self.meeting = make_meeting(make_cycle(self.plan), self.body)
        make_agenda_item(self.meeting)
        save()

    def rule(self, key: str = "dispatch") -> DeadlineRule:
        db.session.expire_all()
        return db.session.scalars(
            select(DeadlineRule).where(
                DeadlineRule.key == key, DeadlineRule.scope == MeetingScope.OWN
            )
        ).one()

    def typed(self, **more: str) -> dict[str, str]:
        rule = self.rule()
        form = {
            "label": rule.label,
            "days": "21",
            "side": "davor",
            "direction": "sending",
            "addressee": "office",
            "active": "y",
            "confirmed": "",
            "version": str(rule.version),
        }
        return form | more


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
    page = client.get("/verwaltung/fristen").text

    assert "Einladung mit Unterlagen versenden" in page
    assert "2 Wochen vor der Sitzung" in page
    assert "8 Tage vor der Sitzung" in page
    sign_in(client, world.member)
    for address in ("/verwaltung/fristen", f"/verwaltung/fristen/{world.rule().id}"):
        assert client.get(address).status_code == 404


def test_a_change_is_shown_first_and_saved_by_the_second_click(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    address = f"/verwaltung/fristen/{world.rule().id}"

    preview = client.post(address, data=world.typed())
    unchanged = world.rule().days
    saved = client.post(address, data=world.typed(confirmed=confirmed_of(preview.text)))

    assert preview.status_code == 200
    assert "Noch ist nichts gespeichert." in preview.text
    assert "Mi., 15.03.2017" in preview.text
    assert "Mi., 08.03.2017 an Geschaeftsstelle" in preview.text
    assert (unchanged, saved.status_code, world.rule().days) == (-14, 302, -21)
    sign_in(client, world.office)
    assert "Mittwoch, 8. März 2017" in client.get(f"/sitzungen/{world.meeting.uid}").text


def test_what_was_confirmed_is_what_is_saved(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    address = f"/verwaltung/fristen/{world.rule().id}"
    preview = client.post(address, data=world.typed())

    other = world.typed(days="28", confirmed=confirmed_of(preview.text))

    assert client.post(address, data=other).status_code == 200
    assert world.rule().days == -14


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"label": " "}, "Bitte sagen Sie, was bis dahin zu tun ist."),
        ({"days": "366"}, "eine Zahl von 0 bis 365"),
        ({"days": "-3"}, "eine Zahl von 0 bis 365"),
        ({"days": "bald"}, "eine ganze Zahl"),
        ({"direction": "seitwärts"}, "aus der Liste"),
        ({"addressee": "alle"}, "aus der Liste"),
    ],
)
def test_what_cannot_be_a_rule_gets_a_sentence(
    world: World, client: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)

    answer = client.post(f"/verwaltung/fristen/{world.rule().id}", data=world.typed(**typed))

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert world.rule().days == -14


def test_the_office_adds_a_rule_and_sets_one_back_to_the_proposal(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    new = world.typed(label="Raum buchen", days="28", scope="own")
    preview = client.post("/verwaltung/fristen/neu", data=new)
    client.post("/verwaltung/fristen/neu", data=new | {"confirmed": confirmed_of(preview.text)})
    rule = world.rule("own_1")
    assert (rule.label, rule.days) == ("Raum buchen", -28)

    dispatch = world.rule()
    dispatch.days, dispatch.label = -3, "Kurzfristig"
    save()
    page = client.get(f"/verwaltung/fristen/{dispatch.id}").text
    proposal = client.get(f"/verwaltung/fristen/{dispatch.id}?vorschlag=1").text

    assert "Auf Vorschlag zurücksetzen" in page
    assert 'value="14"' in proposal and "Einladung mit Unterlagen versenden" in proposal


def test_a_committee_has_no_minute_taker_of_ours(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    new = world.typed(label="Neu", scope="external", addressee="minute_taker")

    answer = client.post("/verwaltung/fristen/neu", data=new)

    assert answer.status_code == 422
    assert "haben bei uns keine Schriftführung" in answer.text


def test_two_editors_see_both_versions(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    typed = world.typed()
    world.rule().days = -10
    save()

    assert client.post(f"/verwaltung/fristen/{world.rule().id}", data=typed).status_code == 409


def test_a_waiting_letter_of_the_old_day_is_taken_back(world: World, client: FlaskClient) -> None:
    """The letter of 15 March waits; the deadline moves to the 17th and is asked for then."""
    for instant in (NOW, dt.datetime(2017, 3, 15, 8, tzinfo=dt.UTC)):
        outbox.plan_reminders(host="test", now=instant)
        save()
    before = _waiting()
    world.rule().days = -12
    save()

    outbox.plan_reminders(host="test", now=dt.datetime(2017, 3, 15, 8, 1, tzinfo=dt.UTC))
    save()
    at_once = _waiting()
    outbox.plan_reminders(host="test", now=dt.datetime(2017, 3, 17, 8, 0, tzinfo=dt.UTC))
    save()

    assert (before, at_once, _waiting()) == ([dt.date(2017, 3, 15)], [], [dt.date(2017, 3, 17)])


def _waiting() -> list[dt.date]:
    rows = db.session.scalars(
        select(OutboxLetter.due_at).where(
            OutboxLetter.kind == "deadline_reminder",
            OutboxLetter.state == LetterState.DUE,
            OutboxLetter.dedup_key.contains(":dispatch|"),
        )
    )
    return [at.date() for at in rows if at]
