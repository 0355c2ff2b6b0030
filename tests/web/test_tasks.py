"""Tasks on the web: who sees them, who agrees and changes them, what bad input gets."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.models.accounts import Account, PlanRole
from app.models.audit import AuditEntry
from app.models.meetings import (
    AgendaItem,
    AgendaKind,
    Agreement,
    AgreementKind,
    DatePrecision,
    Meeting,
)
from app.models.outbox import OutboxLetter
from app.models.people import Actor
from app.models.plans import Goal, Plan
from app.models.tasks import Task, TaskState
from app.services import tasks as verbs
from app.services.files import Upload
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
    """A plan, its office, a member with a task from a meeting of the member's group."""

    plan: Plan
    office: Account
    member: Account
    goal: Goal
    meeting: Meeting
    task: Task

    @property
    def person(self) -> Actor:
        return person_of(self.member)


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    office, member = make_office(plan), make_account(plan)
    body = make_body(plan)
    join(body, person_of(member))
    meeting = make_meeting(make_cycle(plan), body)
    task = make_task(plan, accountable=person_of(member), goals=[goal], meeting=meeting)
    save(task)
    return World(plan, office, member, goal, meeting, task)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def entered(world: World, **more: Any) -> dict[str, Any]:
    """A form for a new task, filled in."""
    given: dict[str, Any] = {
        "title": "Schulungen planen",
        "goals": [str(world.goal.id)],
        "accountable": str(world.person.id),
        "due_on": "2017-07-14",
    }
    return given | more


def tasks_in_database() -> int:
    return db.session.scalar(select(func.count(Task.id))) or 0


# Who sees a task


def test_the_member_concerned_sees_the_task_and_can_report(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.member)

    text = page(client, f"/aufgaben/{world.task.uid}")

    assert "Zweiten Austausch vorbereiten" in text
    assert "Stand melden" in text
    assert "Bearbeiten" not in text


def test_a_member_of_the_group_sees_the_task_but_cannot_report(
    world: World, client: FlaskClient
) -> None:
    other = make_account(world.plan, "Vertretung Sportkreis")
    join(world.meeting.body, person_of(other))
    db.session.commit()
    sign_in(client, other)

    assert "Stand melden" not in page(client, f"/aufgaben/{world.task.uid}")
    page(client, f"/aufgaben/{world.task.uid}/melden", 404)


def test_a_member_who_is_not_concerned_finds_nothing(world: World, client: FlaskClient) -> None:
    stranger = make_account(world.plan, "Vertretung Sportkreis")
    db.session.commit()
    sign_in(client, stranger)

    missing = page(client, f"/aufgaben/{uuid.uuid4()}", 404)
    assert page(client, f"/aufgaben/{world.task.uid}", 404) == missing
    for step in ("melden", "bearbeiten", "stand"):
        page(client, f"/aufgaben/{world.task.uid}/{step}", 404)
    assert "Zweiten Austausch" not in page(client, "/aufgaben")


def test_a_member_of_another_plan_finds_nothing(world: World, client: FlaskClient) -> None:
    foreign = make_account(make_plan("anderer"), "Andere Stelle", PlanRole.COORDINATOR)
    db.session.commit()
    sign_in(client, foreign)

    page(client, f"/aufgaben/{world.task.uid}", 404)
    page(client, f"/aufgaben/{world.task.uid}/bearbeiten", 404)


def test_a_reader_reads_and_changes_nothing(world: World, client: FlaskClient) -> None:
    reader = make_account(world.plan, "Lesende Stelle", PlanRole.READER)
    db.session.commit()
    sign_in(client, reader)

    text = page(client, f"/aufgaben/{world.task.uid}")
    assert "Stand melden" not in text
    page(client, f"/aufgaben/{world.task.uid}/melden", 404)
    page(client, "/aufgaben/neu", 404)


@pytest.mark.parametrize(
    "address", ["/aufgaben", "/aufgaben/neu", "/aufgaben/070070c0-d3f4-4c06-a23b-29fbf7bc61aa"]
)
def test_nobody_gets_in_without_signing_in(app: Flask, client: FlaskClient, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 302
    assert "/anmelden" in answer.headers["Location"]


# Agreeing tasks


def test_the_office_agrees_a_task_and_whoever_has_it_gets_a_letter(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    page(client, "/aufgaben/neu")

    answer = client.post("/aufgaben/neu", data=entered(world), follow_redirects=True)

    assert answer.status_code == 200
    assert "Die Aufgabe wurde angelegt." in answer.get_data(as_text=True)
    task = db.session.scalars(select(Task).where(Task.title == "Schulungen planen")).one()
    assert (task.accountable, task.goals) == (world.person, [world.goal])
    letter = db.session.scalars(select(OutboxLetter)).one()
    assert (letter.kind, letter.object_uid) == ("task_assigned", task.uid)


def test_a_task_of_the_past_writes_to_nobody(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    client.post("/aufgaben/neu", data=entered(world, due_on="2017-02-01"))

    assert tasks_in_database() == 2
    assert db.session.scalars(select(OutboxLetter)).all() == []


def test_a_task_from_an_agreement_knows_where_it_comes_from(
    world: World, client: FlaskClient
) -> None:
    item = AgendaItem(
        meeting=world.meeting,
        number="4",
        position=4,
        title="Themen",
        kind=AgendaKind.AGREEMENT,
        goals=[world.goal],
    )
    agreement = Agreement(
        cycle=world.meeting.cycle,
        meeting=world.meeting,
        agenda_item=item,
        number=7,
        kind=AgreementKind.TASK,
        text="Schulungen für Fachkräfte",
        created_at=CREATED,
    )
    save(agreement)
    sign_in(client, world.office)
    address = f"/aufgaben/neu?vereinbarung={agreement.uid}"

    text = page(client, address)
    client.post(address, data=entered(world))

    assert "V 2017-07" in text
    assert "Schulungen für Fachkräfte" in text
    task = db.session.scalars(select(Task).where(Task.title == "Schulungen planen")).one()
    assert (task.agreement, task.agenda_item) == (agreement, item)
    assert (task.meeting, task.cycle) == (world.meeting, world.meeting.cycle)


def test_a_goal_in_the_address_is_chosen_already(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    text = page(client, "/aufgaben/neu?ziel=7.1")

    boxes = BeautifulSoup(text, "html.parser").select("input[checked]")
    assert [box["value"] for box in boxes] == [str(world.goal.id)]


def test_an_origin_of_another_plan_is_a_missing_page(world: World, client: FlaskClient) -> None:
    other = make_plan("anderer")
    foreign = make_meeting(make_cycle(other), make_body(other, "Fremde Gruppe"))
    save(foreign)
    sign_in(client, world.office)

    page(client, f"/aufgaben/neu?sitzung={foreign.uid}", 404)
    page(client, "/aufgaben/neu?sitzung=unsinn", 404)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": " "}, "Bitte sagen Sie, was zu tun ist."),
        ({"title": "x" * 201}, "Bitte kürzen Sie den Titel auf 200 Zeichen."),
        ({"goals": []}, "Bitte ordnen Sie mindestens ein Ziel zu."),
        ({"goals": ["999999"]}, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"accountable": "999999"}, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"due_on": "1917-07-14"}, "Bitte prüfen Sie das Jahr 1917"),
        ({"due_on": "morgen"}, "Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017."),
        ({"recurs_months": "500"}, "Bitte geben Sie eine Zahl von 1 bis 120 ein."),
        ({"recurs_months": "zwölf"}, "Bitte geben Sie eine ganze Zahl ein."),
    ],
)
def test_bad_input_gets_one_sentence_and_changes_nothing(
    world: World, client: FlaskClient, change: dict[str, Any], sentence: str
) -> None:
    sign_in(client, world.office)

    answer = client.post("/aufgaben/neu", data=entered(world, **change))

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert tasks_in_database() == 1
    assert db.session.scalars(select(OutboxLetter)).all() == []


def test_a_goal_of_another_plan_is_told_like_one_that_is_not_there(
    world: World, client: FlaskClient
) -> None:
    foreign = make_goal(make_field(make_plan("anderer")), title="Geheimes Ziel")
    save(foreign)
    sign_in(client, world.office)

    answer = client.post("/aufgaben/neu", data=entered(world, goals=[str(foreign.id)]))

    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Bitte wählen Sie einen Eintrag aus der Liste." in text
    assert "Geheimes Ziel" not in text


def test_a_german_date_is_understood(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    client.post("/aufgaben/neu", data=entered(world, due_on="14.07.2017"))

    task = db.session.scalars(select(Task).where(Task.title == "Schulungen planen")).one()
    assert task.due_on == dt.date(2017, 7, 14)


def test_a_task_may_be_due_by_a_meeting_without_a_day(world: World, client: FlaskClient) -> None:
    july = make_meeting(
        world.meeting.cycle,
        world.meeting.body,
        None,
        dt.date(2017, 7, 1),
        title="Treffen im Juli",
        position=2,
    )
    save(july)
    sign_in(client, world.office)

    client.post("/aufgaben/neu", data=entered(world, due_on="", due_meeting=str(july.id)))

    task = db.session.scalars(select(Task).where(Task.title == "Schulungen planen")).one()
    assert (task.due_meeting, task.due_on) == (july, None)
    assert july.precision is DatePrecision.MONTH
    assert "bis zur Sitzung „Treffen im Juli“ (Termin noch offen)" in page(
        client, f"/aufgaben/{task.uid}"
    )


# Changing tasks


def test_the_office_changes_a_task_and_the_story_tells_it(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    page(client, f"/aufgaben/{world.task.uid}/bearbeiten")

    answer = client.post(
        f"/aufgaben/{world.task.uid}/bearbeiten",
        data=entered(world, version=world.task.version, due_on="2017-10-01"),
        follow_redirects=True,
    )

    text = answer.get_data(as_text=True)
    assert "Die Aufgabe wurde geändert." in text
    assert "Frist: 1. Oktober 2017 (vorher: 15. September 2017)" in text
    assert "Titel: Schulungen planen (vorher: Zweiten Austausch vorbereiten)" in text


def test_who_was_overtaken_sees_both_versions(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    stale = world.task.version
    world.task.title = "Inzwischen geändert"
    db.session.commit()

    answer = client.post(
        f"/aufgaben/{world.task.uid}/bearbeiten", data=entered(world, version=stale)
    )

    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Inzwischen geändert" in text
    assert "Schulungen planen" in text
    db.session.expire_all()
    assert world.task.title == "Inzwischen geändert"


def test_the_office_postpones_with_a_reason(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    address = f"/aufgaben/{world.task.uid}/stand"
    version = world.task.version

    empty = client.post(address, data={"version": version, "state": "postponed", "text": ""})
    words = {"version": version, "state": "postponed", "text": "Haushalt"}
    undated = client.post(address, data=words).get_data(as_text=True)
    client.post(address, data=words | {"resubmit_on": "01.12.2017"})

    assert empty.status_code == 422
    assert "wann die Aufgabe wieder vorgelegt wird" in undated
    db.session.expire_all()
    assert (world.task.state, world.task.state_reason) == (TaskState.POSTPONED, "Haushalt")


def test_unknown_form_fields_change_nothing(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    client.post(
        f"/aufgaben/{world.task.uid}/bearbeiten",
        data=entered(
            world,
            version=world.task.version,
            state="done",
            percent="100",
            plan_id="99",
            sequence="77",
            uid=str(uuid.uuid4()),
        ),
    )

    db.session.expire_all()
    assert (world.task.state, world.task.percent) == (TaskState.OPEN, None)
    assert (world.task.sequence, world.task.plan) == (1, world.plan)


# Groups


def test_a_group_is_chosen_like_anybody_else(world: World, client: FlaskClient) -> None:
    body = make_body(world.plan, "AG Sprache")
    gone = make_body(world.plan, "AG Alt", dissolved_on=dt.date(2017, 1, 31))
    save()
    key, sent = f"gruppe-{body.id}", {"goals": [str(world.goal.id)], "due_on": "2017-07-14"}
    sign_in(client, world.office)

    form = page(client, "/aufgaben/neu")
    refused = client.post(
        "/aufgaben/neu", data=sent | {"title": "Alt", "accountable": f"gruppe-{gone.id}"}
    )
    made = client.post("/aufgaben/neu", data=sent | {"title": "Umfrage", "accountable": key})
    task = db.session.scalars(select(Task).where(Task.title == "Umfrage")).one()

    assert f'value="{key}">AG Sprache (Gruppe)</option>' in form
    assert "AG Alt" not in form
    assert refused.status_code == 422 and made.status_code == 302
    assert task.accountable is not None and task.accountable.name == "AG Sprache"
    again = page(client, f"/aufgaben/{task.uid}/bearbeiten")
    assert f'value="{task.accountable_id}">AG Sprache</option>' in again.replace("selected ", "")
    assert key not in again  # it is an actor now, and stands there once


# The list


def test_the_list_is_narrowed_by_state_field_person_and_gap(
    world: World, client: FlaskClient
) -> None:
    other_goal = make_goal(make_field(world.plan, 3, "Sprache"), title="Kurse")
    save(
        make_task(world.plan, "Wartende", goals=[other_goal], state=TaskState.WAITING),
        make_task(world.plan, "Verspätete", goals=[other_goal], due_on=dt.date(2017, 1, 1)),
        make_task(world.plan, "Ziellose", world.person),
        make_task(world.plan, "Ziellose, getan", world.person, state=TaskState.DONE),
    )
    sign_in(client, world.office)

    def titles(query: str) -> set[str]:
        text = page(client, f"/aufgaben?{query}")
        known = {"Wartende", "Verspätete", "Ziellose", "Zweiten Austausch vorbereiten"}
        return {title for title in known if f">{title}</a>" in text}

    assert titles("stand=waiting") == {"Wartende"}
    assert titles(f"feld={other_goal.field_id}") == {"Wartende", "Verspätete"}
    assert titles(f"person={world.person.id}") == {"Ziellose", "Zweiten Austausch vorbereiten"}
    assert titles("zeige=ueberfaellig") == {"Verspätete"}
    assert titles("zeige=ohne-ziel") == {"Ziellose"}
    assert titles("zeige=ohne-person") == {"Wartende", "Verspätete"}
    assert len(titles("stand=unsinn&feld=x&person=&zeige=egal")) == 4


def test_only_the_office_sees_who_is_late(world: World, client: FlaskClient) -> None:
    save(
        make_task(
            world.plan, "Meine Verspätete", world.person, dt.date(2017, 1, 1), goals=[world.goal]
        )
    )
    sign_in(client, world.member)
    text = page(client, "/aufgaben?zeige=ueberfaellig")
    assert "Zweiten Austausch vorbereiten" in text
    assert "überfällig" not in text.lower()

    sign_in(client, world.office)
    assert "überfällig" in page(client, "/aufgaben")


def test_the_list_costs_the_same_for_two_and_for_two_hundred(
    world: World, client: FlaskClient
) -> None:
    sign_in(client, world.office)
    few = queries_of(lambda: page(client, "/aufgaben"))

    person = make_person(world.plan, "Vertretung Sportkreis")
    save(
        *(
            make_task(world.plan, f"Aufgabe {n}", person, goals=[world.goal], meeting=world.meeting)
            for n in range(200)
        )
    )
    many = queries_of(lambda: page(client, "/aufgaben"))

    assert few == many
    assert many <= 12


def test_a_task_costs_the_same_with_a_long_story(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    tell(world)
    short = queries_of(lambda: page(client, f"/aufgaben/{world.task.uid}"))

    goals = [make_goal(make_field(world.plan, number, f"Feld {number}")) for number in range(8, 18)]
    world.task.goals.extend(goals)
    for _turn in range(20):
        tell(world)
    long = queries_of(lambda: page(client, f"/aufgaben/{world.task.uid}"))

    assert short == long <= 15


def tell(world: World) -> None:
    verbs.report_progress(
        world.task,
        state=TaskState.IN_PROGRESS,
        text="Angefangen",
        uploads=[Upload(name="liste.txt", content=b"eins")],
        on_behalf_of=world.person,
        office=True,
        by=world.office.id,
        now=CREATED,
    )
    db.session.commit()


def test_looking_at_tasks_writes_nothing(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)
    before = db.session.scalar(select(func.count(AuditEntry.id)))

    for address in ("", "/neu", f"/{world.task.uid}", f"/{world.task.uid}/melden"):
        page(client, f"/aufgaben{address}")

    assert db.session.scalar(select(func.count(AuditEntry.id))) == before
    db.session.expire_all()
    assert world.task.changed_at == CREATED
