"""The pages of actors."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.models.accounts import PlanRole
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from tests.makers import (
    join,
    make_account,
    make_actor,
    make_body,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)
from tests.web.cost import queries_of


class World:
    """A plan with an association and the office."""

    def __init__(self) -> None:
        self.plan: Plan = make_plan()
        self.actor: Actor = make_actor(
            self.plan, "Ämterlotse", ActorKind.ASSOCIATION, email="lotse@example.org"
        )
        self.office = make_office(self.plan)
        save()

    @property
    def url(self) -> str:
        return f"/akteure/{self.actor.uid}"


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.text


def test_readers_see_actors_without_addresses_and_members_do_not(
    client: FlaskClient, world: World
) -> None:
    reader = make_account(world.plan, "Amtsleitung", PlanRole.READER)
    member = make_account(world.plan, "Vertretung Frauenverein")
    save()

    sign_in(client, reader)
    for_reader = text_of(client, "/akteure") + text_of(client, world.url)
    form = client.get(f"{world.url}/bearbeiten")
    sign_in(client, world.office)
    for_office = text_of(client, world.url)
    sign_in(client, member)

    assert "Ämterlotse" in for_reader
    assert "lotse@example.org" not in for_reader
    assert form.status_code == 404
    assert "lotse@example.org" in for_office
    for url in ("/akteure", world.url, "/akteure/neu"):
        assert client.get(url).status_code == 404, url


def test_nobody_signed_in_is_sent_to_sign_in(client: FlaskClient, world: World) -> None:
    for url in ("/akteure", world.url):
        assert "/anmelden" in client.get(url).headers["Location"]


def test_the_search_knows_no_case_and_says_when_nothing_is_found(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.office)

    assert "Ämterlotse" in text_of(client, "/akteure?suche=ÄMTER")
    assert "Ämterlotse" not in text_of(client, "/akteure?art=office")
    assert "Dazu ist niemand eingetragen" in text_of(client, "/akteure?suche=NIKA&art=quatsch")


ACTOR = {
    "kind": "migrant_organisation",
    "name": "NISA Frauenverein",
    "aliases": "Nisa e. V.\nNISA",
    "email": "",
    "organisation": "",
    "contact": "",
    "left_on": "",
}


def test_the_office_makes_an_actor_with_other_spellings(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    text_of(client, "/akteure/neu")

    answer = client.post("/akteure/neu", data=ACTOR, follow_redirects=True)

    assert "„NISA Frauenverein“ ist angelegt." in answer.text
    made = db.session.scalars(select(Actor).where(Actor.name == "NISA Frauenverein")).one()
    assert sorted(alias.name for alias in made.aliases) == ["NISA", "Nisa e. V."]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Bitte geben Sie einen Namen ein."),
        ({"name": "ämterlotse"}, "gibt es in diesem Plan schon"),
        ({"email": "keine"}, "keine gültige E-Mail-Adresse"),
        ({"kind": "koenig"}, "aus der Liste"),
        ({"contact": "99999"}, "aus der Liste"),
        ({"left_on": "gestern"}, "zum Beispiel 19.07.2017"),
    ],
)
def test_a_bad_actor_comes_back_and_nothing_is_made(
    client: FlaskClient, world: World, typed: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)
    before = len(db.session.scalars(select(Actor)).all())
    db.session.rollback()

    answer = client.post("/akteure/neu", data=ACTOR | typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(db.session.scalars(select(Actor)).all()) == before


def test_two_editors_see_both_versions(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    typed = ACTOR | {"name": "Meiner", "kind": "association", "version": str(world.actor.version)}
    world.actor.name = "Deiner"
    save()

    answer = client.post(f"{world.url}/bearbeiten", data=typed)

    assert answer.status_code == 409
    assert "Meiner" in answer.text
    assert "Deiner" in answer.text
    db.session.expire_all()
    assert world.actor.name == "Deiner"


def test_who_leaves_hands_open_tasks_over_first(client: FlaskClient, world: World) -> None:
    person, heir = make_person(world.plan, "Vertretung Jugendring"), make_person(world.plan, "Kim")
    membership = join(make_body(world.plan), person)
    task = make_task(world.plan, accountable=person)
    save()
    sign_in(client, world.office)
    address = f"/akteure/{person.uid}/bearbeiten"
    words = {"kind": "person", "name": person.name, "aliases": "", "left_on": "30.06.2017"}

    def leave() -> TestResponse:
        data = ACTOR | words | {"version": str(person.version)}
        return client.post(address, data=data, follow_redirects=True)

    refused = leave()
    assert refused.status_code == 422
    assert "Vorher ist noch eine offene Aufgabe zu übergeben." in refused.text
    assert f"/akteure/{person.uid}/uebergabe" in refused.text

    kept = client.post(f"/akteure/{person.uid}/uebergabe", data={f"task_{task.id}": ""})
    assert (kept.status_code, task.accountable) == (302, person)
    client.post(f"/akteure/{person.uid}/uebergabe", data={f"task_{task.id}": str(heir.id)})
    db.session.expire_all()
    assert task.accountable is heir

    assert "Ausgeschieden am 30. Juni 2017" in leave().text
    db.session.expire_all()
    assert membership.until_on == dt.date(2017, 6, 30)


def test_an_account_with_open_tasks_is_not_locked_from_here(
    client: FlaskClient, world: World
) -> None:
    account = make_account(world.plan, "Vertretung Jugendring")
    task = make_task(world.plan, accountable=person_of(account))
    save()
    sign_in(client, world.office)
    address = f"/verwaltung/konten/{account.uid}"
    assert "1 offene Aufgabe ist zu übergeben." in client.get(address).text

    refused = client.post(f"{address}/sperren")
    client.post(f"/akteure/{person_of(account).uid}/uebergabe", data={f"task_{task.id}": "office"})
    client.post(f"{address}/sperren")

    assert refused.status_code == 422
    db.session.expire_all()
    assert (account.active, task.accountable) == (False, None)
    assert task.title in client.get("/aufgaben/ohne-person").text


def test_an_actor_of_another_plan_is_missing(client: FlaskClient, world: World) -> None:
    stranger = make_actor(make_plan("zweiter", "Zweiter"), "Fremde")
    save()
    sign_in(client, world.office)

    assert client.get(f"/akteure/{stranger.uid}").status_code == 404


def test_the_list_costs_the_same_for_one_and_for_many(client: FlaskClient, world: World) -> None:
    sign_in(client, world.office)
    few = queries_of(lambda: text_of(client, "/akteure"))
    for number in range(8):
        organisation = make_actor(world.plan, f"Verein {number}")
        person = make_person(world.plan, f"Person {number}", organisation=organisation)
        organisation.contact = person
    save()

    assert queries_of(lambda: text_of(client, "/akteure")) == few
