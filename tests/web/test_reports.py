"""Reporting progress: states, numbers, evidence, and reports on somebody's behalf."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models.accounts import Account
from app.models.tasks import Attachment, Task, TaskReport, TaskState
from tests.makers import (
    make_account,
    make_field,
    make_goal,
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)

PDF = b"%PDF-1.7\nBericht"
PROGRAM = b"MZ\x90\0\x03\0\0\0" + b"\0" * 60


@pytest.fixture
def task(app: Flask) -> Task:
    plan = make_plan()
    member = make_account(plan)
    made = make_task(plan, accountable=person_of(member), goals=[make_goal(make_field(plan))])
    save(made)
    return made


@pytest.fixture
def member(task: Task) -> Account:
    return db.session.scalars(
        select(Account).where(Account.name == "Vertretung Frauenverein")
    ).one()


def report(client: FlaskClient, task: Task, **more: Any) -> tuple[int, str]:
    data = {"state": "in_progress", "text": "Drei Gemeinden haben zugesagt"} | more
    answer = client.post(
        f"/aufgaben/{task.uid}/melden",
        data=data,
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    return answer.status_code, answer.get_data(as_text=True)


def chosen(page: str) -> list[str]:
    """The values of the radio buttons and checkboxes that are set."""
    return [
        str(box["value"]) for box in BeautifulSoup(page, "html.parser").select("input[checked]")
    ]


def upload(name: str, content: bytes) -> dict[str, Any]:
    return {"files": (io.BytesIO(content), name)}


def reports() -> list[TaskReport]:
    return list(db.session.scalars(select(TaskReport).order_by(TaskReport.id)))


def test_a_member_reports_and_the_goal_shows_it(
    task: Task, member: Account, client: FlaskClient
) -> None:
    sign_in(client, member)
    form = client.get(f"/aufgaben/{task.uid}/melden").get_data(as_text=True)

    status, text = report(client, task, percent="40", evidence_url="https://kreis.example/a")

    assert chosen(form) == ["in_progress"]
    assert "Zurückgestellt" not in form
    assert status == 200
    assert "Vielen Dank! Ihr Stand ist eingetragen." in text
    assert "Drei Gemeinden haben zugesagt" in text
    assert "https://kreis.example/a" in text
    db.session.expire_all()
    assert (task.state, task.percent) == (TaskState.IN_PROGRESS, 40)
    goal = client.get("/plaene/integrationsplan/ziele/7.1").get_data(as_text=True)
    assert "Zuletzt gemeldet: Drei Gemeinden haben zugesagt" in goal
    assert "40\N{NO-BREAK SPACE}%" in goal


def test_done_needs_a_result_and_shows_it(task: Task, member: Account, client: FlaskClient) -> None:
    sign_in(client, member)

    status, text = report(client, task, state="done", text=" ")
    assert (status, task.state) == (422, TaskState.OPEN)
    assert "Bitte schreiben Sie in einem Satz, was getan wurde." in text

    status, text = report(client, task, state="done", text="Fertig", evidence_url="")
    assert (status, task.state) == (422, TaskState.OPEN)
    assert "sagen Sie kurz, warum es keinen gibt" in text

    status, text = report(
        client,
        task,
        state="done",
        text="Der Austausch fand statt",
        no_evidence="Es war ein Treffen",
    )
    assert "Ergebnis" in text
    assert "Kein Nachweis: Es war ein Treffen" in text
    db.session.expire_all()
    assert (task.state, task.result) == (TaskState.DONE, "Der Austausch fand statt")
    assert task.done_on is not None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"percent": "140"}, "Bitte geben Sie eine Zahl von 0 bis 100 ein."),
        ({"percent": "-1"}, "Bitte geben Sie eine Zahl von 0 bis 100 ein."),
        ({"percent": "viel"}, "Bitte geben Sie eine ganze Zahl ein."),
        ({"state": "done", "percent": "40"}, "passen nicht zusammen"),
        ({"state": "postponed"}, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"state": "unsinn"}, "Bitte wählen Sie einen Eintrag aus der Liste."),
        ({"text": ""}, "Bitte schreiben Sie in einem Satz, was getan wurde."),
        ({"text": "x" * 4001}, "Bitte kürzen Sie den Text auf 4000 Zeichen."),
        ({"evidence_url": "javascript:alert(1)"}, "die mit https:// beginnt"),
        (upload("bericht.pdf", PROGRAM), "keine Datei, die hier angenommen wird"),
        (upload("bericht.exe", PROGRAM), "keine Datei, die hier angenommen wird"),
        (upload("bild.svg", b"<svg/>"), "keine Datei, die hier angenommen wird"),
        (upload("leer.pdf", b""), "ist leer"),
    ],
)
def test_bad_input_gets_one_sentence_and_changes_nothing(
    task: Task,
    member: Account,
    client: FlaskClient,
    app: Flask,
    change: dict[str, Any],
    sentence: str,
) -> None:
    sign_in(client, member)

    status, text = report(client, task, **change)

    assert status == 422
    assert sentence in text
    db.session.expire_all()
    assert (task.state, task.percent, reports()) == (TaskState.OPEN, None, [])
    assert not (Path(app.config["INSTANCE_DIR"]) / "files").exists()


def test_evidence_is_kept_and_given_out_as_an_attachment(
    task: Task, member: Account, client: FlaskClient
) -> None:
    sign_in(client, member)

    report(client, task, **upload("Bericht “2017”.pdf", PDF))

    kept = db.session.scalars(select(Attachment)).one()
    answer = client.get(f"/dateien/{kept.uid}", buffered=True)
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_file_is_given_only_to_whom_the_task_is_shown(
    task: Task, member: Account, client: FlaskClient
) -> None:
    sign_in(client, member)
    report(client, task, **upload("bericht.pdf", PDF))
    kept = db.session.scalars(select(Attachment)).one()
    stranger = make_account(task.plan, "Vertretung Sportkreis")
    db.session.commit()

    sign_in(client, stranger)
    assert client.get(f"/dateien/{kept.uid}").status_code == 404
    with client.session_transaction() as cookie:
        cookie.clear()
    assert client.get(f"/dateien/{kept.uid}").status_code == 302


def test_six_files_are_too_many(task: Task, member: Account, client: FlaskClient) -> None:
    sign_in(client, member)

    status, text = report(client, task, files=[(io.BytesIO(PDF), f"{n}.pdf") for n in range(6)])

    assert status == 422
    assert "höchstens fünf Dateien" in text
    assert reports() == []


def test_a_request_beyond_the_limit_is_refused(
    task: Task, member: Account, client: FlaskClient, app: Flask
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    sign_in(client, member)

    status, text = report(client, task, **upload("bericht.pdf", PDF + b"x" * 20_000))

    assert status == 413
    assert "höchstens 20 MB" in text
    assert reports() == []


def test_the_office_reports_on_behalf_and_the_story_says_so(
    task: Task, member: Account, client: FlaskClient
) -> None:
    office = make_office(task.plan)
    db.session.commit()
    sign_in(client, office)
    holder = person_of(member)

    form = client.get(f"/aufgaben/{task.uid}/melden").get_data(as_text=True)
    status, text = report(client, task, on_behalf_of=str(holder.id))

    assert f'<option selected value="{holder.id}">' in form
    assert status == 200
    assert "Geschaeftsstelle im Namen von Vertretung Frauenverein" in text
    assert reports()[0].on_behalf_of is holder


def test_a_member_cannot_speak_for_somebody_else(
    task: Task, member: Account, client: FlaskClient
) -> None:
    other = make_account(task.plan, "Vertretung Sportkreis")
    db.session.commit()
    sign_in(client, member)

    report(client, task, on_behalf_of=str(person_of(other).id))

    assert reports()[0].on_behalf_of is None


def test_a_closed_task_is_reopened_only_by_the_office(
    task: Task, member: Account, client: FlaskClient
) -> None:
    task.state, task.result, task.done_on = TaskState.DONE, "Liegt vor", dt.date(2017, 2, 1)
    office = make_office(task.plan)
    db.session.commit()

    sign_in(client, member)
    status, _text = report(client, task, state="in_progress")
    assert (status, reports()) == (422, [])
    assert "Stand melden" not in client.get(f"/aufgaben/{task.uid}").get_data(as_text=True)

    sign_in(client, office)
    status, _text = report(client, task, state="in_progress", on_behalf_of="")
    db.session.expire_all()
    assert (status, task.state, task.done_on) == (200, TaskState.IN_PROGRESS, None)
