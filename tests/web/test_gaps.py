"""The page of what is missing, and the kickoff's list of what is to be cleared up."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.models.accounts import Account, PlanRole
from app.models.groups import Body, BodyForm, MembershipRole
from app.models.meetings import Meeting
from app.models.plans import Goal, GoalNote, Plan
from app.models.targets import Target
from tests.makers import (
    CREATED,
    join,
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)
from tests.web.cost import queries_of

PAGE = "/plaene/integrationsplan/was-fehlt"


@dataclass
class World:
    plan: Plan
    goal: Goal
    target: Target
    meeting: Meeting
    body: Body
    office: Account
    member: Account


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    target = Target(goal=goal, title="Mehr Kurse", created_at=CREATED)
    group = make_body(plan)
    meeting = make_meeting(make_cycle(plan), group)
    body = make_body(plan, "Netzwerk Sprache", BodyForm.EXISTING_BODY, external=True)
    save(
        target,
        meeting,
        body,
        make_task(plan, "Räume suchen", None, None),
        GoalNote(goal=goal, text="Widerspruch zu 2.3"),
    )
    office, member = make_office(plan), make_account(plan)
    join(group, person_of(member))
    save()
    return World(plan, goal, target, meeting, body, office, member)


def read(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def links(page: BeautifulSoup) -> set[str]:
    return {str(link["href"]) for link in page.select("main a")}


def test_each_gap_stands_beside_the_step_that_closes_it(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    page = read(client, PAGE)

    goal = "/plaene/integrationsplan/ziele/7.1"
    assert {
        f"{goal}/stand",
        f"{goal}/bearbeiten",
        "/aufgaben/neu?ziel=7.1",
        f"{goal}/zielsetzungen/{world.target.uid}/bearbeiten",
        "/gruppen/netzwerk-sprache/mitglieder/neu",
    } <= links(page)
    text = page.get_text(" ", strip=True)
    assert "Aufgaben ohne Frist (1)" in text
    assert "Die Tagesordnung fehlt." in text
    for step in page.select("main a"):
        if "/neu" in step["href"] or step["href"].endswith(("/stand", "/bearbeiten")):
            assert client.get(step["href"]).status_code == 200


def test_the_list_is_narrowed_by_field_and_kind(world: World, client: FlaskClient) -> None:
    make_goal(make_field(world.plan, 8, "Kultur"), 1, "Feste feiern")
    save()
    sign_in(client, world.office)

    by_field = read(client, f"{PAGE}?feld=8").find("main")
    by_kind = read(client, f"{PAGE}?art=gremium").find("main")
    nonsense = read(client, f"{PAGE}?art=nichts&feld=99&page=-3").find("main")

    assert by_field is not None and by_kind is not None and nonsense is not None
    assert "Feste feiern" in by_field.get_text()
    assert "Netzwerk Sprache" not in by_field.get_text()
    assert "Netzwerk Sprache" in by_kind.get_text()
    assert "Feste feiern" not in by_kind.get_text()
    assert "Feste feiern" in nonsense.get_text()


def test_long_lists_end_with_the_way_to_all_of_them(world: World, client: FlaskClient) -> None:
    save(*(make_task(world.plan, f"Aufgabe {number}", None, None) for number in range(60)))
    sign_in(client, world.office)

    short, page, whole = (
        read(client, PAGE + more) for more in ("", "?art=aufgabe-ohne-frist&page=2", "?zeige=alle")
    )

    rows = [len(one.select("#aufgabe-ohne-frist tbody tr")) for one in (short, page, whole)]
    assert rows == [10, 11, 61]
    assert f"{PAGE}?art=aufgabe-ohne-frist" in links(short)
    assert "Seite 2 von 2" in page.get_text()


def test_readers_see_what_is_missing_and_members_do_not(world: World, client: FlaskClient) -> None:
    reader = make_account(world.plan, "Lesezugang", PlanRole.READER)
    save()

    sign_in(client, reader)
    page = read(client, PAGE)
    assert "Mehr Kurse" in page.get_text()
    assert not [href for href in links(page) if href.endswith(("/bearbeiten", "/stand"))]
    sign_in(client, world.member)
    read(client, PAGE, 404)
    read(client, f"/sitzungen/{world.meeting.uid}/zu-klaeren", 404)


def test_the_kickoff_takes_along_what_is_to_be_cleared_up(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    place = f"/sitzungen/{world.meeting.uid}/zu-klaeren"

    assert place in links(read(client, f"/sitzungen/{world.meeting.uid}"))
    text = read(client, place).get_text(" ", strip=True)

    for words in (
        "Zu klären am 29. März 2017",
        "Ziele ohne Angabe zum Stand (1)",
        "Netzwerk Sprache",
        "Widerspruch zu 2.3",
    ):
        assert words in text
    assert "Räume suchen" not in text  # a task is nothing the kickoff has to clear up


def test_the_chair_of_the_kickoff_reads_the_list_too(world: World, client: FlaskClient) -> None:
    chair = make_account(world.plan, "Vorsitz")
    join(world.meeting.body, person_of(chair), MembershipRole.CHAIR)
    save()
    sign_in(client, chair)

    page = read(client, f"/sitzungen/{world.meeting.uid}/zu-klaeren")

    assert "Netzwerk Sprache" in page.get_text()


def test_the_page_costs_the_same_for_one_row_and_for_many(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    read(client, PAGE)
    few = queries_of(lambda: client.get(PAGE))
    field = world.goal.field
    save(
        *(make_goal(field, position, f"Ziel {position}") for position in range(2, 30)),
        *(Target(goal=world.goal, title=f"Z {n}", created_at=CREATED) for n in range(30)),
        *(make_task(world.plan, f"Aufgabe {number}", None, None) for number in range(30)),
    )

    assert queries_of(lambda: client.get(PAGE)) <= few


def test_the_office_says_when_a_goal_is_silent(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    given = {
        "version": world.plan.version,
        "title": "Plan",
        "office_name": "Geschäftsstelle",
        "county": "",
    }
    edit = "/plaene/integrationsplan/bearbeiten"

    refused = client.post(edit, data=given | {"silent_after_months": "0"})
    client.post(edit, data=given | {"silent_after_months": "9"})

    assert refused.status_code == 422
    assert "Bitte geben Sie 1 bis 60 Monate ein." in refused.get_data(as_text=True)
    assert world.plan.silent_after_months == 9
