"""The invitation as a PDF: who gets it when, under which name, what it says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.documents import pdf
from app.models.groups import BodyForm
from app.models.meetings import AgendaKind
from app.services import invitations, meetings
from app.services.meetings import ItemDraft
from tests.documents.readers import words
from tests.makers import (
    join,
    make_account,
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
ANSWER_BY = dt.date(2017, 3, 22)


class World:
    """A kickoff with an agenda of two items, one withdrawn; office, member and stranger."""

    def __init__(self) -> None:
        self.plan = make_plan()
        self.plan.office_phone = "07031 000-0"
        self.body = make_body(self.plan)
        self.cycle = make_cycle(self.plan)
        self.meeting = make_meeting(
            self.cycle, self.body, title="Auftakttreffen", place="Großer Saal",
            online_url="https://video.example.org/auftakt", access_note="Aufzug im Hof",
        )  # fmt: skip
        self.office = make_office(self.plan)
        self.member = make_account(self.plan, "Vertretung Frauenverein")
        self.stranger = make_account(self.plan, "Vertretung Caritas")
        join(self.body, person_of(self.member))
        save()
        self.item = self.add("Themenfelder", AgendaKind.AGREEMENT, minutes_planned=45)
        self.gone = self.add("Rückblick", AgendaKind.INFORMATION)
        meetings.withdraw_item(self.gone, by=None, now=NOW)
        save()
        self.url = f"/sitzungen/{self.meeting.uid}"

    def add(self, title: str, kind: AgendaKind, **more: object) -> object:
        draft = ItemDraft(title=title, kind=kind, **more)  # type: ignore[arg-type]
        return meetings.add_item(self.meeting, draft, by=None, now=NOW)

    def invite(self) -> None:
        invitations.send(self.meeting, answer_by=ANSWER_BY, by=self.office.id, now=NOW)
        save()


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_it_says_all_that_one_needs_to_come(client: FlaskClient, world: World) -> None:
    world.invite()
    sign_in(client, world.member)

    answer = client.get(f"{world.url}/einladung.pdf")

    assert answer.status_code == 200
    said = words(answer.data)
    for part in (
        "Landkreis Musterhausen",
        "An die Mitglieder Peergroup",
        "Datum 21. Februar 2017",
        "Einladung: Peergroup am Mittwoch, 29. März 2017",
        "Sitzung: 1. Sitzung 2017: Auftakttreffen",
        "Uhrzeit: 14:00–16:30 Uhr",
        "Ort: Großer Saal",
        "Videokonferenz: https://video.example.org/auftakt",
        "Hinweise zum Kommen: Aufzug im Hof",
        "1 Themenfelder Vereinbarung 45 Min.",
        "2 Rückblick (abgesetzt)",
        "Bitte antworten Sie bis Mittwoch, 22. März 2017.",
        "unter Telefon 07031 000-0 oder per E-Mail an geschaeftsstelle@example.org",
        "Dolmetschung",
        "/datenschutz",
        "Seite 1 von 1",
    ):
        assert part in said, part
    assert "Entwurf" not in said
    assert "Vertretung Frauenverein" not in said  # the list is nobody else's business


def test_it_is_handed_out_as_a_file_with_a_name_of_its_own(
    client: FlaskClient, world: World
) -> None:
    world.invite()
    sign_in(client, world.member)

    headers = client.get(f"{world.url}/einladung.pdf").headers

    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == (
        "attachment; filename=Einladung-Peergroup-2017-03-29.pdf"
    )
    assert headers["Cache-Control"] == "no-store"


def test_before_it_is_sent_only_who_leads_sees_it_as_a_draft(
    client: FlaskClient, world: World
) -> None:
    sign_in(client, world.member)
    assert client.get(f"{world.url}/einladung.pdf").status_code == 404
    assert "einladung.pdf" not in client.get(world.url).text

    sign_in(client, world.office)
    assert "Entwurf – noch nicht versendet" in words(client.get(f"{world.url}/einladung.pdf").data)
    assert "einladung.pdf" in client.get(world.url).text
    assert "einladung.pdf" in client.get(f"{world.url}/einladung").text


def test_strangers_and_meetings_without_a_day_have_none(client: FlaskClient, world: World) -> None:
    july = make_meeting(world.cycle, world.body, None, dt.date(2017, 7, 1), position=2)
    committee = make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    november = make_meeting(world.cycle, committee, dt.date(2017, 11, 27), external=True)
    world.invite()

    sign_in(client, world.stranger)
    assert client.get(f"{world.url}/einladung.pdf").status_code == 404
    sign_in(client, world.office)
    assert client.get(f"{world.url}/einladung.pdf").status_code == 200
    for meeting in (july, november):
        assert client.get(f"/sitzungen/{meeting.uid}/einladung.pdf").status_code == 404


def test_a_cancelled_meeting_says_so(client: FlaskClient, world: World) -> None:
    world.invite()
    meetings.cancel(world.meeting, "Krankheit", by=world.office.id, now=NOW)
    save()
    sign_in(client, world.member)

    assert "Abgesagt" in words(client.get(f"{world.url}/einladung.pdf").data)


def test_without_an_agenda_it_says_that_it_follows(client: FlaskClient, world: World) -> None:
    empty = make_meeting(world.cycle, world.body, dt.date(2017, 7, 12), position=2)
    save()
    sign_in(client, world.office)

    said = words(client.get(f"/sitzungen/{empty.uid}/einladung.pdf").data)

    assert "Die Tagesordnung folgt." in said
    assert "2. Sitzung 2017" in said


def test_when_the_press_fails_people_read_one_clear_sentence(
    client: FlaskClient, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "press.py").write_text("import os; os.kill(os.getpid(), 9)")
    monkeypatch.setattr(pdf, "PRESS", tmp_path / "press.py")
    monkeypatch.setattr(pdf, "_failed", {})
    world.invite()
    sign_in(client, world.member)

    answer = client.get(f"{world.url}/einladung.pdf")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "Das PDF kann gerade nicht erstellt werden" in answer.text
