"""The story of a goal on one page, results of bodies, and what is refused with a sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.models.accounts import Account
from app.models.body_results import BodyResult
from app.models.groups import Body, BodyForm, MembershipRole
from app.models.meetings import Agreement, AgreementKind
from app.models.plans import Assessment, AssessmentSource, Category, Goal, Plan
from app.models.targets import Target
from app.models.tasks import TaskReport, TaskState
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

GOAL = "/plaene/integrationsplan/ziele/7.1"
RESULTS = "/gruppen/netzwerk-sprache/ergebnisse/neu"


@dataclass
class World:
    plan: Plan
    goal: Goal
    body: Body
    group: Body
    office: Account
    member: Account


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    body = make_body(plan, "Netzwerk Sprache", BodyForm.EXISTING_BODY, external=True)
    group = make_body(plan)
    save(
        goal,
        body,
        group,
        Assessment(
            goal=goal,
            reporting_on=dt.date(2017, 2, 20),
            status_raw="Umsetzung 50%",
            category=Category.IN_PROGRESS,
            percent=50,
            source=AssessmentSource.SET,
            reason="Anruf beim Bildungsbüro",
            created_at=CREATED,
        ),
    )
    return World(plan, goal, body, group, make_office(plan), make_account(plan))


def read(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    return page.get_text(" ", strip=True)


def post(client: FlaskClient, address: str, **data: Any) -> tuple[int, str]:
    answer = client.post(address, data=data, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_number_that_was_set_stands_before_what_tasks_suggest(
    world: World, client: FlaskClient
) -> None:
    goals = [world.goal]
    save(
        make_task(world.plan, "Eins", goals=goals, state=TaskState.IN_PROGRESS, percent=20),
        make_task(world.plan, "Zwei", goals=goals),
    )
    sign_in(client, world.member)

    text = read(client, GOAL)

    assert "Die Zahl ist von der Geschäftsstelle eingetragen und gilt." in text
    assert "Grund: Anruf beim Bildungsbüro" in text
    assert "im Schnitt bei 20\N{NO-BREAK SPACE}%. Das beruht auf einer von 2 Aufgaben." in text
    assert text.index("50\N{NO-BREAK SPACE}%") < text.index("20\N{NO-BREAK SPACE}%")
    assert "Eins" not in text  # the member sees the mean, but not others' tasks


def test_the_last_word_is_the_newest_status_or_report(world: World, client: FlaskClient) -> None:
    task = make_task(world.plan, "Eins", goals=[world.goal])
    sign_in(client, world.office)
    assert "Zuletzt gehört am 20. Februar 2017, gestern" in read(client, GOAL)

    save(
        TaskReport(
            task=task,
            author_id=None,
            state=TaskState.OPEN,
            text="Geht los",
            reported_at=dt.datetime(2017, 2, 20, 23, 30, tzinfo=dt.UTC),  # the 21st in Berlin
        )
    )

    assert "Zuletzt gehört am 21. Februar 2017, heute" in read(client, GOAL)


def test_agreements_that_touch_the_goal_stand_there_for_who_may_see_them(
    world: World, client: FlaskClient
) -> None:
    cycle = make_cycle(world.plan)
    meeting = make_meeting(cycle, world.group)
    made = [
        Agreement(
            cycle=cycle,
            meeting=meeting,
            number=number,
            kind=AgreementKind.AGREEMENT,
            text=text,
            created_at=CREATED,
        )
        for number, text in enumerate(("Aus der Aufgabe", "Aus der Zielsetzung", "Fremd"), 1)
    ]
    save(
        *made,
        make_task(world.plan, "Eins", goals=[world.goal], agreement=made[0]),
        Target(goal=world.goal, agreement=made[1], title="Zwei", created_at=CREATED),
    )

    sign_in(client, world.office)
    text = read(client, GOAL)
    assert "V 2017-01 – Aus der Aufgabe" in text
    assert "V 2017-02 – Aus der Zielsetzung" in text
    assert "Fremd" not in text
    sign_in(client, world.member)
    assert "V 2017-01" not in read(client, GOAL)


def test_a_result_of_a_body_stands_with_body_and_goal(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    status, text = post(
        client,
        RESULTS,
        text="Es fehlen Kurse am Abend.",
        found_on="20.02.2017",
        perspective="Flüchtlingsperspektive",
        goals=[str(world.goal.id)],
    )

    assert status == 200
    assert "Das Ergebnis ist festgehalten." in text
    for place in (GOAL, "/gruppen/netzwerk-sprache"):
        shown = read(client, place)
        assert "Es fehlen Kurse am Abend." in shown
        assert "Flüchtlingsperspektive" in shown
    result = db.session.query(BodyResult).one()
    status, text = post(
        client,
        f"/ergebnisse/{result.uid}",
        version=result.version,
        text="Es fehlen Kurse.",
        found_on="20.02.2017",
    )
    assert "Das Ergebnis wurde geändert." in text
    assert "Es fehlen Kurse" not in read(client, GOAL)


def test_results_are_kept_by_office_and_chair_only(world: World, client: FlaskClient) -> None:
    join(world.body, person_of(world.member))
    save()
    sign_in(client, world.member)
    read(client, RESULTS, 404)

    chair = make_account(world.plan, "Vorsitz")
    join(world.body, person_of(chair), MembershipRole.CHAIR)
    make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    save()
    sign_in(client, chair)
    read(client, RESULTS)
    sign_in(client, world.office)
    read(client, "/gruppen/ausschuss/ergebnisse/neu", 404)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"percent": "halb"}, "Bitte geben Sie eine ganze Zahl ein."),
        ({"reporting_on": "20.02.1917"}, "Bitte prüfen Sie das Jahr 1917."),
        ({"reporting_on": "31.02.2017"}, "Bitte geben Sie ein Datum ein"),
    ],
)
def test_a_status_that_cannot_be_gets_a_sentence_and_changes_nothing(
    world: World, client: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)
    given = {
        "status_raw": "Umsetzung 60%",
        "category": "in_progress",
        "percent": "60",
        "reporting_on": "21.02.2017",
        "reason": "Anruf",
    }

    status, text = post(client, f"{GOAL}/stand", **(given | wrong))

    assert status == 422
    assert sentence in text
    assert db.session.query(Assessment).count() == 1


def test_another_plan_s_goal_is_refused_and_not_named(world: World, client: FlaskClient) -> None:
    foreign = make_goal(make_field(make_plan("anderer")), 1, "Geheimes Ziel")
    save()
    sign_in(client, world.office)

    status, text = post(
        client, RESULTS, text="Etwas", found_on="20.02.2017", goals=[str(foreign.id)]
    )

    assert status == 422
    assert "Bitte wählen Sie einen Eintrag aus der Liste." in text
    assert "Geheimes Ziel" not in text
    assert db.session.query(BodyResult).count() == 0
    assert post(client, "/plaene/anderer/ziele/7.1/stand", percent="50")[0] == 404
