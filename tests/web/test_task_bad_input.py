"""Bad input about tasks: one sentence each, nothing changed, nothing leaked."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.extensions import db
from app.models.accounts import Account
from app.models.people import Actor
from app.models.plans import Goal
from app.models.tasks import Attachment, Task, TaskEntry, TaskReport, TaskState
from tests.makers import (
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
    make_task,
    save,
    sign_in,
)

SECRET = "Ein Ziel, das niemanden hier etwas angeht"
NOT_IN_LIST = "Bitte wählen Sie einen Eintrag aus der Liste."


@dataclass
class World:
    office: Account
    task: Task
    goal: Goal
    hidden: Goal
    gone: Actor


@pytest.fixture
def world(app: Flask) -> World:
    plan, other = make_plan(), make_plan("anderer", "Anderer Plan")
    goal = make_goal(make_field(plan))
    hidden = make_goal(make_field(other), 1, SECRET)
    gone = make_person(plan, "Kim", left_on=dt.date(2017, 1, 31))
    task = make_task(plan, goals=[goal])
    made = World(make_office(plan), task, goal, hidden, gone)
    save()
    return made


def image() -> list[Any]:
    db.session.expire_all()
    counted = [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (Task, TaskReport, TaskEntry, Attachment)
    ]
    return [*counted, *(tuple(row) for row in db.session.execute(select(Task.__table__)))]


REPORT = {"state": "in_progress", "text": "Begonnen", "on_behalf_of": ""}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"percent": "140"}, "Bitte geben Sie eine Zahl von 0 bis 100 ein."),
        ({"state": "done"}, "oder sagen Sie kurz, warum es keinen gibt."),
        ({"state": "not_feasible"}, "Bitte nennen Sie, wer das entschieden hat"),
        ({"state": "postponed"}, "wann die Aufgabe wieder vorgelegt wird"),
        ({"state": "verschwunden"}, "Bitte wählen Sie"),
        ({"evidence_url": "javascript:alert(1)"}, "die mit https:// beginnt"),
    ],
)
def test_a_bad_report_gets_one_sentence(
    world: World, client: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)
    before = image()

    answer = client.post(f"/aufgaben/{world.task.uid}/melden", data=REPORT | wrong)

    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 1
    assert image() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bericht.pdf", b"MZ\x90\x00\x03" + bytes(200)),
        ("bericht.pdf", b"\x7fELF\x02\x01\x01" + bytes(200)),
        ("bericht.docx", b"PK\x03\x04" + bytes(200)),
        ("bericht.exe", b"%PDF-1.7 so tun als ob"),
        ("bericht.png", b"<svg onload=alert(1)>"),
    ],
)
def test_an_executable_is_no_evidence_whatever_its_name(
    world: World, client: FlaskClient, name: str, content: bytes
) -> None:
    sign_in(client, world.office)
    before = image()

    answer = client.post(
        f"/aufgaben/{world.task.uid}/melden",
        data=REPORT | {"files": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert "ist keine Datei, die hier angenommen wird." in answer.text
    assert image() == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_on": "01.03.1917"}, "Bitte prüfen Sie das Jahr 1917"),
        ({"goals": "hidden"}, NOT_IN_LIST),
        ({"accountable": "gone"}, NOT_IN_LIST),
        ({"further_actors": "gone"}, NOT_IN_LIST),
    ],
)
def test_what_is_agreed_wrongly_gets_one_sentence_and_tells_nothing_of_other_plans(
    world: World, client: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    sign_in(client, world.office)
    ids = {"hidden": str(world.hidden.id), "gone": str(world.gone.id)}
    given = {name: ids.get(value, value) for name, value in wrong.items()}
    good = {"title": "Umfrage", "goals": str(world.goal.id), "accountable": "", "due_meeting": ""}
    before = image()

    for address in ("/aufgaben/neu", f"/aufgaben/{world.task.uid}/bearbeiten"):
        data = good | given | {"version": str(world.task.version)}
        answer = client.post(address, data=data)

        assert answer.status_code == 422
        assert sentence in answer.text
        assert SECRET not in answer.text
    assert image() == before


def test_a_step_that_is_not_lawful_changes_nothing(world: World, client: FlaskClient) -> None:
    world.task.state, world.task.result = TaskState.DONE, "Liegt vor"
    world.task.done_on = dt.date(2017, 2, 1)
    save()
    sign_in(client, world.office)
    before = image()

    answer = client.post(
        f"/aufgaben/{world.task.uid}/stand",
        data={"version": str(world.task.version), "state": "waiting", "text": "Doch nicht"},
    )

    assert answer.status_code == 422
    assert image() == before
