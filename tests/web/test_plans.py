"""The plan and its goals on the web: read by all in the plan, edited by the office."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models.accounts import Account, PlanRole
from app.models.plans import (
    Assessment,
    AssessmentSource,
    Category,
    Example,
    FieldOfAction,
    Goal,
    GoalNote,
    Plan,
)
from app.models.targets import Target
from tests.makers import (
    CREATED,
    make_account,
    make_body,
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
    make_task,
    save,
    sign_in,
)
from tests.web.cost import queries_of

PLAN = "/plaene/integrationsplan"
GOAL = f"{PLAN}/ziele/7.1"
EDITING = (
    f"{PLAN}/bearbeiten",
    f"{PLAN}/handlungsfelder/neu",
    f"{PLAN}/handlungsfelder/7/bearbeiten",
    f"{PLAN}/handlungsfelder/7/themen/neu",
    f"{PLAN}/handlungsfelder/7/ziele/neu",
    f"{PLAN}/handlungsfelder/7/beispiele/neu",
    f"{PLAN}/handlungsfelder/7/beispiele/1",
    f"{GOAL}/bearbeiten",
    f"{GOAL}/stand",
    f"{GOAL}/zielsetzungen/neu",
)


@dataclass
class World:
    plan: Plan
    field: FieldOfAction
    goal: Goal
    office: Account
    member: Account


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    field = make_field(plan)
    field.stated_goals, field.motto, field.pages = 6, "Dialog statt Diagnose", "61-68"
    goal = make_goal(field)
    goal.official_description = "Ein Austausch hat stattgefunden."
    save(
        goal,
        Example(field=field, position=1, text="Ein gemeinsames Fest"),
        assess(goal, "Umsetzung 50% bzw. teilweise", Category.IN_PROGRESS, 50),
    )
    return World(plan, field, goal, make_office(plan), make_account(plan))


def assess(
    goal: Goal, words: str, category: Category, percent: int | None = None, **more: Any
) -> Assessment:
    given: dict[str, Any] = {
        "reporting_on": dt.date(2017, 2, 20),
        "source": AssessmentSource.IMPORTED,
    }
    return Assessment(
        goal=goal,
        status_raw=words,
        category=category,
        percent=percent,
        created_at=CREATED,
        **(given | more),
    )


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def post(client: FlaskClient, address: str, **data: Any) -> tuple[int, str]:
    answer = client.post(address, data=data, follow_redirects=True)
    return answer.status_code, answer.get_data(as_text=True)


# Reading


def test_the_plan_shows_each_goal_with_its_verbatim_status(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.member)

    text = page(client, PLAN)

    assert "7.1 Netzwerke bestehen" in text
    assert "In Arbeit" in text
    assert "„Umsetzung 50% bzw. teilweise“" in text
    assert "1 von 6 im Plan genannten Zielen" in text
    assert "im Plan genannt: 6 Ziele" in text
    assert "Seiten 61-68" in text
    assert "Ein gemeinsames Fest" in text
    assert "Bearbeiten" not in text


def test_a_goal_without_a_number_shows_none_and_never_zero(
    world: World, client: FlaskClient
) -> None:
    second = make_goal(world.field, 2, "Räume finden")
    save(assess(second, "Nicht umgesetzt.", Category.NOT_STARTED))
    sign_in(client, world.member)

    text = page(client, PLAN)

    assert "keine Zahl" in text
    assert "0\N{NO-BREAK SPACE}%" not in text.replace("50\N{NO-BREAK SPACE}%", "")
    assert "im Schnitt 50\N{NO-BREAK SPACE}% bei dem einen Ziel mit Zahl" in text


def test_goals_are_narrowed_by_status(world: World, client: FlaskClient) -> None:
    second = make_goal(world.field, 2, "Räume finden")
    save(assess(second, "", Category.UNKNOWN))
    sign_in(client, world.member)

    text = page(client, f"{PLAN}/ziele?stand=unknown")

    assert "Räume finden" in text
    assert "Netzwerke bestehen" not in text
    assert "1 Treffer" in text
    assert "Netzwerke bestehen" in page(client, f"{PLAN}/ziele?stand=unsinn")
    assert "keine Ziele" in page(client, f"{PLAN}/ziele?stand=done")


def test_the_goal_tells_its_story(world: World, client: FlaskClient) -> None:
    world.goal.working_title = "Austausch sichern"
    save(
        GoalNote(goal=world.goal, line=134, text="Der Status widerspricht der Beschreibung."),
        make_body(world.plan, "Runder Tisch", external=True, goals=[world.goal]),
        Target(goal=world.goal, title="Zwei Treffen im Jahr", created_at=CREATED),
        assess(
            world.goal,
            "Umsetzung 60%",
            Category.IN_PROGRESS,
            60,
            reporting_on=dt.date(2017, 2, 21),
            source=AssessmentSource.SET,
            author_id=world.office.id,
            reason="In der Sitzung gemeldet",
        ),
    )
    sign_in(client, world.member)

    text = page(client, GOAL)

    assert "Austausch sichern" in text
    assert "Wortlaut der Bilanz" in text
    assert "Netzwerke bestehen" in text
    assert "Der Status widerspricht der Beschreibung." in text
    assert "Zeile 134" in text
    assert "Runder Tisch" in text
    assert "Noch nicht überprüfbar" in text
    assert text.index("„Umsetzung 60%“") < text.index("„Umsetzung 50% bzw. teilweise“")
    assert "Geschaeftsstelle" in text
    assert "Grund: In der Sitzung gemeldet" in text
    assert "(heute)" in text


def test_a_member_sees_no_tasks_of_others_at_the_goal(world: World, client: FlaskClient) -> None:
    other = make_person(world.plan, "Vertretung Sportkreis")
    save(make_task(world.plan, "Fremde Aufgabe", other, goals=[world.goal]))

    sign_in(client, world.member)
    assert "Fremde Aufgabe" not in page(client, GOAL)
    sign_in(client, world.office)
    assert "Fremde Aufgabe" in page(client, GOAL)


def test_markup_in_texts_stays_text(world: World, client: FlaskClient) -> None:
    world.goal.working_title = "<script>alert(1)</script>"
    db.session.commit()
    sign_in(client, world.member)

    for address in (PLAN, GOAL):
        text = page(client, address)
        assert "<script>" not in text
        assert "&lt;script&gt;" in text


def test_what_is_not_there_and_what_is_anothers_is_the_same(
    world: World, client: FlaskClient
) -> None:
    foreign = make_account(make_plan("anderer"), "Andere Stelle", PlanRole.COORDINATOR)
    db.session.commit()
    sign_in(client, foreign)

    missing = page(client, "/plaene/gibtesnicht", 404)
    assert page(client, PLAN, 404) == missing
    assert page(client, GOAL, 404) == missing
    for address in EDITING:
        page(client, address, 404)


def test_members_and_readers_edit_nothing(world: World, client: FlaskClient) -> None:
    reader = make_account(world.plan, "Lesende Stelle", PlanRole.READER)
    db.session.commit()

    for account in (world.member, reader):
        sign_in(client, account)
        for address in EDITING:
            page(client, address, 404)
            assert client.post(address, data={"title": "x"}).status_code == 404


def test_nobody_reads_without_signing_in(world: World, client: FlaskClient) -> None:
    for address in (PLAN, GOAL, *EDITING):
        assert client.get(address).status_code == 302


def test_pages_cost_the_same_for_few_and_many(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    person = make_person(world.plan, "Vertretung Sportkreis")
    save(make_task(world.plan, "Aufgabe", person, goals=[world.goal]))
    few_goals = queries_of(lambda: page(client, PLAN))
    few_tasks = queries_of(lambda: page(client, GOAL))

    for number in range(8, 28):
        field = make_field(world.plan, number, f"Feld {number}")
        save(
            *(
                assess(make_goal(field, n), "Umsetzung 10%", Category.IN_PROGRESS, 10)
                for n in range(1, 11)
            ),
            Example(field=field, position=1, text="Beispiel"),
        )
    save(*(make_task(world.plan, f"Nr. {n}", person, goals=[world.goal]) for n in range(50)))
    many_goals = queries_of(lambda: page(client, PLAN))
    many_tasks = queries_of(lambda: page(client, GOAL))

    assert few_goals == many_goals <= 15
    assert few_tasks == many_tasks <= 20


# Editing


def test_every_form_of_the_office_opens(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    for address in EDITING:
        page(client, address)


def test_the_office_sets_a_status_and_the_old_one_stays(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    status, text = post(
        client,
        f"{GOAL}/stand",
        status_raw="100% umgesetzt",
        category="done",
        percent="",
        reporting_on="2017-02-21",
        reason="Netzwerk gegründet",
    )

    assert status == 200
    assert "Frühere Stände bleiben erhalten." in text
    assert "„100% umgesetzt“" in text
    assert "„Umsetzung 50% bzw. teilweise“" in text
    rows = db.session.scalars(select(Assessment).order_by(Assessment.id)).all()
    assert [(row.percent, row.source.value) for row in rows] == [(50, "imported"), (100, "set")]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"percent": "140"}, "Bitte geben Sie eine Zahl von 0 bis 100 ein."),
        ({"percent": "100"}, "„Umsetzung“"),
        ({"category": "not_started", "percent": "0"}, "Eine Zahl passt nur zu"),
        ({"category": "unsinn"}, "Bitte wählen Sie"),
        ({"reporting_on": "2017-12-24"}, "nicht in der Zukunft"),
        ({"reporting_on": ""}, "Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017."),
        ({"reason": ""}, "Bitte nennen Sie den Grund"),
        ({"status_raw": ""}, "Bitte beschreiben Sie den Stand in Worten."),
    ],
)
def test_a_status_that_cannot_be_is_refused(
    world: World, client: FlaskClient, change: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)
    good = {
        "status_raw": "Umsetzung 60%",
        "category": "in_progress",
        "percent": "60",
        "reporting_on": "2017-02-21",
        "reason": "Gemeldet",
    }

    status, text = post(client, f"{GOAL}/stand", **(good | change))

    assert status == 422
    assert sentence.replace("„Umsetzung“", "„In Arbeit“ heißt weniger") in text
    assert len(db.session.scalars(select(Assessment)).all()) == 1


def test_the_office_edits_goal_field_and_plan(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    person = make_person(world.plan, "Gesundheitsamt")
    db.session.commit()

    post(
        client,
        f"{GOAL}/bearbeiten",
        version=world.goal.version,
        working_title="Kurz gesagt",
        responsible=str(person.id),
        topic="",
        resubmit_on="2017-09-01",
    )
    post(
        client,
        f"{PLAN}/handlungsfelder/7/bearbeiten",
        version=world.field.version,
        name="Religionen",
        stated_goals="",
        stated_measures="27",
    )
    post(
        client,
        f"{PLAN}/bearbeiten",
        version=world.plan.version,
        title="Unser Plan",
        office_name="Büro",
        county="Kreis",
        silent_after_months="6",
    )

    db.session.expire_all()
    goal = world.goal
    assert (goal.title, goal.official_title) == ("Kurz gesagt", "Netzwerke bestehen")
    assert (goal.responsible, goal.resubmit_on) == (person, dt.date(2017, 9, 1))
    field = world.field
    assert (field.name, field.stated_goals, field.stated_measures) == ("Religionen", None, 27)
    assert (world.plan.title, world.plan.office_name) == ("Unser Plan", "Büro")


def test_an_overtaken_edit_of_a_goal_saves_nothing(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    stale = world.goal.version
    world.goal.working_title = "Schneller"
    db.session.commit()

    status, text = post(
        client,
        f"{GOAL}/bearbeiten",
        version=stale,
        working_title="Langsamer",
        responsible="",
        topic="",
    )

    assert status == 409
    assert "Schneller" in text
    assert "Langsamer" in text
    db.session.expire_all()
    assert world.goal.working_title == "Schneller"


def test_the_office_adds_parts(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    base = f"{PLAN}/handlungsfelder/7"

    post(client, f"{PLAN}/handlungsfelder/neu", name="Sport")
    post(client, f"{base}/themen/neu", name="Vereine")
    post(client, f"{base}/beispiele/neu", text="Ein Fußballspiel")
    _status, goal = post(
        client, f"{base}/ziele/neu", official_title="Räume finden", responsible="", topic=""
    )
    _status, target = post(
        client,
        f"{GOAL}/zielsetzungen/neu",
        title="Zwei Treffen im Jahr",
        kind="output",
        resources="open",
        agreement="",
        baseline_value="0,5",
        target_value="2",
    )

    assert "Ziel 7.2" in goal
    assert "0,5" in target
    text = page(client, PLAN)
    for words in ("8 Sport", "Vereine", "Ein Fußballspiel", "7.2 Räume finden"):
        assert words in text


def test_the_office_edits_an_example(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    post(client, f"{PLAN}/handlungsfelder/7/beispiele/1", text="Ein großes Fest")

    db.session.expire_all()
    assert world.field.examples[0].text == "Ein großes Fest"


def test_a_responsible_actor_of_another_plan_is_refused(world: World, client: FlaskClient) -> None:
    foreign = make_person(make_plan("anderer"), "Fremde Person")
    db.session.commit()
    sign_in(client, world.office)

    status, text = post(
        client,
        f"{GOAL}/bearbeiten",
        version=world.goal.version,
        responsible=str(foreign.id),
        topic="",
    )

    assert status == 422
    assert "Bitte wählen Sie einen Eintrag aus der Liste." in text
    assert "Fremde Person" not in text
