"""A task is taken on, handed back, or given to a person: on its page and from a letter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain import signed_links
from app.domain.tasks import TaskDraft
from app.extensions import db
from app.models.accounts import Account
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.models.tasks import Acceptance, Task, TaskState
from app.services import tasks as verbs
from tests.makers import (
    make_account,
    make_actor,
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
    person_of,
    sign_in,
)

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


@dataclass
class World:
    plan: Plan
    account: Account
    me: Actor
    club: Actor
    mine: Task
    clubs: Task


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    make_office(plan)
    account = make_account(plan)
    me = person_of(account)
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION, contact=me)

    def task(title: str, holder: Actor) -> Task:
        draft = TaskDraft(title=title, goals=[goal], accountable=holder)
        return verbs.create_task(plan, draft, by=None, now=NOW)

    made = World(plan, account, me, club, task("Umfrage", me), task("Sommerfest", club))
    db.session.commit()
    return made


def link(app: Flask, task: Task, actor: Actor) -> str:
    token = signed_links.make(app.config["SECRET_KEY"], "task_answer", task=task.id, actor=actor.id)
    return f"/r/{token}"


def text_of(client: FlaskClient, address: str) -> str:
    return client.get(address, follow_redirects=True).get_data(as_text=True)


def test_on_the_page_one_takes_the_task_on(world: World, client: FlaskClient) -> None:
    sign_in(client, world.account)
    assert "Übernehmen Sie diese Aufgabe?" in text_of(client, f"/aufgaben/{world.mine.uid}")

    client.post(f"/aufgaben/{world.mine.uid}/uebernehmen")

    db.session.expire_all()
    assert world.mine.acceptance is Acceptance.ACCEPTED
    page = text_of(client, f"/aufgaben/{world.mine.uid}")
    assert "Übernehmen Sie diese Aufgabe?" not in page
    assert "Aufgabe übernommen" in page


def test_on_the_page_one_hands_back_with_a_reason(world: World, client: FlaskClient) -> None:
    sign_in(client, world.account)
    address = f"/aufgaben/{world.mine.uid}/zurueckgeben"

    silent = client.post(address, data={"reason": " "})
    client.post(address, data={"reason": "Elternzeit"})

    db.session.expire_all()
    assert silent.status_code == 422
    assert (world.mine.accountable, world.mine.acceptance) == (None, Acceptance.HANDED_BACK)


def test_the_speaker_names_somebody_new(world: World, client: FlaskClient) -> None:
    sign_in(client, world.account)
    address = f"/aufgaben/{world.clubs.uid}/benennen"

    nobody = client.post(address, data={"person": ""})
    client.post(address, data={"person": "", "new_name": "Kim", "new_email": "kim@example.org"})

    db.session.expire_all()
    assert nobody.status_code == 422
    assert world.clubs.person is not None
    assert (world.clubs.person.name, world.clubs.person.organisation) == ("Kim", world.club)
    assert "Es kümmert sich" in text_of(client, f"/aufgaben/{world.clubs.uid}")


@pytest.mark.parametrize("step", ["uebernehmen", "zurueckgeben", "benennen"])
def test_a_stranger_cannot_answer(world: World, client: FlaskClient, step: str) -> None:
    sign_in(client, make_account(world.plan, "Vertretung Sportkreis"))

    answer = client.post(f"/aufgaben/{world.mine.uid}/{step}", data={"reason": "Nein"})

    assert answer.status_code == 404
    db.session.expire_all()
    assert (world.mine.accountable, world.mine.acceptance) == (world.me, Acceptance.ASKED)


def test_the_link_shows_and_only_its_button_says_yes(
    app: Flask, world: World, client: FlaskClient
) -> None:
    address = link(app, world.mine, world.me)

    page = text_of(client, address)
    db.session.expire_all()
    assert world.mine.acceptance is Acceptance.ASKED
    assert "Umfrage" in page
    assert "Netzwerke bestehen" in page
    assert "Sie antworten als" in page

    thanked = client.post(address, data={"antwort": "ja"}).get_data(as_text=True)
    db.session.expire_all()
    assert world.mine.acceptance is Acceptance.ACCEPTED
    assert "Vielen Dank, dass Sie die Aufgabe übernehmen." in thanked
    assert "Vielen Dank" in text_of(client, address)


def test_by_the_link_one_hands_back(app: Flask, world: World, client: FlaskClient) -> None:
    address = link(app, world.mine, world.me)

    silent = client.post(address, data={"reason": ""})
    thanked = client.post(address, data={"reason": "Keine Zeit"})

    db.session.expire_all()
    assert silent.status_code == 422
    assert "wieder bei der Geschäftsstelle" in thanked.get_data(as_text=True)
    assert world.mine.acceptance is Acceptance.HANDED_BACK
    assert client.get(address).status_code == 404


def test_by_the_link_the_speaker_names_itself(
    app: Flask, world: World, client: FlaskClient
) -> None:
    address = link(app, world.clubs, world.me)
    assert "Bitte benennen Sie eine Person" in text_of(client, address)

    client.post(address, data={"person": str(world.me.id)})

    db.session.expire_all()
    assert (world.clubs.doer, world.clubs.acceptance) == (world.me, Acceptance.ACCEPTED)


@pytest.mark.parametrize("case", ["stranger", "closed", "gone", "other_plan"])
def test_a_link_that_is_no_longer_good_says_the_one_sentence(
    app: Flask, world: World, client: FlaskClient, case: str
) -> None:
    actor = world.me
    if case == "stranger":
        actor = make_person(world.plan, "Fremd")
    elif case == "closed":
        world.mine.state, world.mine.result = TaskState.DONE, "Liegt vor"
        world.mine.done_on = dt.date(2017, 2, 21)
    elif case == "gone":
        world.me.left_on = dt.date(2017, 2, 20)
    else:
        actor = make_person(make_plan("anderer"), "Fremd")
    db.session.commit()

    answer = client.post(link(app, world.mine, actor), data={"antwort": "ja"})

    assert answer.status_code == 404
    db.session.expire_all()
    assert world.mine.acceptance is Acceptance.ASKED


def test_the_last_report_is_taken_back_on_the_page(world: World, client: FlaskClient) -> None:
    sign_in(client, world.account)
    page = f"/aufgaben/{world.mine.uid}"
    client.post(f"{page}/melden", data={"state": "in_progress", "text": "Begonnen"})
    assert "Letzte Änderung zurücknehmen" in text_of(client, page)

    client.post(f"{page}/zuruecknehmen")

    db.session.expire_all()
    assert world.mine.state is TaskState.OPEN
    text = text_of(client, page)
    assert "Diese Änderung wurde zurückgenommen." in text
    assert "Letzte Änderung zurücknehmen" not in text
