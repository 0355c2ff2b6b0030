"""The overview: how far the plan is, what comes next, what is missing, for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.models.accounts import Account, PlanRole
from app.models.meetings import Meeting, MeetingState
from app.models.plans import Assessment, AssessmentSource, Category, Goal, Plan
from app.models.tasks import TaskState
from tests.makers import (
    CREATED,
    join,
    make_account,
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)
from tests.web.cost import queries_of


@dataclass
class World:
    plan: Plan
    goal: Goal
    meeting: Meeting
    office: Account
    member: Account


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    field = make_field(plan, 6, "Gesellschaft")
    field.stated_goals = 6
    goals = [make_goal(field, number) for number in (1, 2, 3, 4)]
    office, member = make_office(plan), make_account(plan)
    body = make_body(plan)
    join(body, person_of(member))
    meeting = make_meeting(make_cycle(plan), body, title="Auftakt im März")
    save(
        meeting,
        assess(goals[0], Category.DONE, 100),
        assess(goals[1], Category.IN_PROGRESS, 40),
        assess(goals[2], Category.NOT_STARTED, None),
    )
    return World(plan, goals[0], meeting, office, member)


def assess(goal: Goal, category: Category, percent: int | None) -> Assessment:
    return Assessment(
        goal=goal,
        reporting_on=dt.date(2017, 2, 20),
        status_raw=category.value,
        category=category,
        percent=percent,
        source=AssessmentSource.IMPORTED,
        created_at=CREATED,
    )


def page(client: FlaskClient, address: str = "/", status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_it_says_how_far_the_plan_is_and_on_how_many_goals_that_rests(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.member)

    text = page(client)

    assert "4 Ziele in der Bilanz vom 20. Februar 2017." in text
    assert "Der Schnitt liegt bei 70\N{NO-BREAK SPACE}%." in text
    assert "Er beruht auf den 2 Zielen, zu denen eine Zahl genannt ist." in text
    assert "4 von 6 im Plan genannten Zielen" in text
    assert "bei 2 von 4 Zielen" in text
    assert "Auftakt im März" in text


def test_a_member_sees_first_what_concerns_the_member(world: World, client: FlaskClient) -> None:
    world.meeting.state = MeetingState.INVITED
    save(make_task(world.plan, "Umfrage vorbereiten", person_of(world.member), goals=[world.goal]))
    sign_in(client, world.member)

    text = page(client)

    assert text.index("Was Sie betrifft") < text.index("Wie weit der Plan ist")
    assert "Umfrage vorbereiten" in text
    assert "Ihre Antwort steht noch aus" in text
    assert "Was noch fehlt" not in text


def test_the_office_sees_what_is_missing_and_where_to_fill_it(
    world: World, client: FlaskClient
) -> None:
    person = make_person(world.plan, "Vertretung Sportkreis")
    save(make_task(world.plan, "Verspätet", person, dt.date(2017, 1, 1), goals=[world.goal]))
    sign_in(client, world.office)

    text = page(client)

    assert "Was noch fehlt" in text
    assert "Aufgabe, zu der ein Stand fehlt" in text
    assert "/aufgaben?zeige=ueberfaellig" in text
    assert "Ziel ohne Angabe zum Stand" in text
    assert "offene Ziele ohne Aufgabe" in text


def test_every_number_of_what_is_missing_is_the_number_behind_its_link(
    world: World, client: FlaskClient
) -> None:
    gone = make_person(world.plan, "Ehemals", left_on=dt.date(2017, 1, 31))
    there = make_person(world.plan, "Vertretung Sportkreis")
    company = make_actor(world.plan, "Sportkreis")
    for who in (None, gone, company, there):
        for more in (
            {"goals": [world.goal], "due_on": None},
            {"due_on": dt.date(2017, 1, 1)},
            {"state": TaskState.DONE},
            {"state": TaskState.NOT_FEASIBLE, "due_on": dt.date(2017, 1, 1)},
        ):
            make_task(world.plan, f"Aufgabe {len(more)}", who, **more)
    make_task(world.plan, "Termin festlegen", fixes_meeting=world.meeting)
    db.session.commit()
    sign_in(client, world.office)

    missing = BeautifulSoup(page(client), "html.parser").select(".wv-gaps a")
    said = {" ".join(a.text.split()): str(a["href"]) for a in missing}

    assert list(said) == [
        "4 Aufgaben, zu denen ein Stand fehlt",
        "6 Aufgaben ohne Person",
        "4 Aufgaben ohne Ziel",
        "1 Ziel ohne Angabe zum Stand",
        "3 offene Ziele ohne Aufgabe",
    ]
    for words, address in said.items():
        found = BeautifulSoup(page(client, address), "html.parser").select_one(".wv-found__number")
        assert found is not None
        assert found.text.split()[0] == words.split()[0], address
    everything = page(client, "/plaene/integrationsplan/was-fehlt")
    for words in ("Aufgaben ohne Person (6)", "Aufgaben ohne Ziel (4)"):
        assert words in everything
    assert page(client, "/aufgaben/ohne-person").count('scope="row"') == 6


def test_a_reader_sees_progress_and_no_gaps(world: World, client: FlaskClient) -> None:
    reader = make_account(world.plan, "Lesende Stelle", PlanRole.READER)
    db.session.commit()
    sign_in(client, reader)

    text = page(client)

    assert "Wie weit der Plan ist" in text
    assert "Was noch fehlt" not in text


def test_an_empty_plan_has_a_calm_overview(app: Flask, client: FlaskClient) -> None:
    office = make_office(make_plan())
    db.session.commit()
    sign_in(client, office)

    text = page(client)

    assert "Der Plan ist noch leer." in text
    assert "Zurzeit steht kein Termin fest." in text
    assert "Es fehlt nichts" in text


def test_the_administration_is_for_the_office_alone(world: World, client: FlaskClient) -> None:
    sign_in(client, world.member)
    page(client, "/verwaltung", 404)

    sign_in(client, world.office)
    text = page(client, "/verwaltung")
    for words in (
        "Plan und Ziele", "Gruppen und Gremien", "Fristen", "Aufgaben", "Abfragen zum Stand",
        "Briefe", "Konten",
    ):  # fmt: skip
        assert words in text
    assert "1 Handlungsfeld, 4 Ziele" in text


def test_every_entrance_of_the_administration_opens(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    main = BeautifulSoup(page(client, "/verwaltung"), "html.parser").find("main")
    assert main is not None

    addresses = {str(link["href"]) for link in main.find_all("a")}

    assert len(addresses) > 10
    for address in addresses:
        page(client, address)


def test_nobody_gets_in_without_signing_in(app: Flask, client: FlaskClient) -> None:
    for address in ("/", "/verwaltung"):
        assert client.get(address).status_code == 302


def test_the_overview_costs_the_same_for_few_and_many(world: World, client: FlaskClient) -> None:
    me = person_of(world.office)
    save(make_task(world.plan, "Aufgabe", me, goals=[world.goal]))
    sign_in(client, world.office)
    few = queries_of(lambda: page(client))

    for number in range(7, 17):
        field = make_field(world.plan, number, f"Feld {number}")
        save(*(assess(make_goal(field, n), Category.IN_PROGRESS, 10) for n in range(1, 11)))
    save(*(make_task(world.plan, f"Nr. {n}", me, goals=[world.goal]) for n in range(100)))
    many = queries_of(lambda: page(client))

    assert few == many <= 15
