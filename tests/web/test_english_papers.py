"""Papers in English: whole, marked as such, and German for everybody who reads German."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path

import docx
import pytest
from babel.messages.extract import extract_from_dir
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.language import catalogue
from app.models.meetings import Meeting, Minutes
from app.queries.accounts import account_by_email
from app.services.demo import load_demo
from tests.conftest import StepClock
from tests.documents.readers import reader, words
from tests.makers import sign_in

DOCUMENTS = Path(__file__).parents[2] / "app" / "documents"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
NOW = dt.datetime(2017, 6, 1, 9, tzinfo=dt.UTC)


class World:
    """The demo's year 2017 after its kickoff, and a person of the office who reads English."""

    def __init__(self, client: FlaskClient) -> None:
        load_demo(now=NOW, year=2017)
        office = account_by_email("geschaeftsstelle@example.org")
        assert office is not None
        office.locale = "en"
        db.session.commit()
        sign_in(client, office, NOW)
        self.office, self.client = office, client
        self.meeting = db.session.scalars(select(Meeting).join(Minutes)).one()

    def fetch(self, path: str) -> bytes:
        answer = self.client.get(path)
        assert answer.status_code == 200
        return answer.data

    def in_german(self) -> None:
        self.office.locale = "de"
        db.session.commit()


@pytest.fixture
def world(app: Flask, client: FlaskClient, clock: StepClock) -> World:
    clock.set(NOW)
    return World(client)


def said_in_german(text: str) -> list[str]:
    """German of the documents that stands in the text: parts of sentences of two words or more."""
    found = extract_from_dir(
        DOCUMENTS, [("**.py", "python")], {}, {"_": None, "N_": None, "ngettext": (1, 2)}
    )
    known, parts = catalogue("en"), set[str]()
    for _file, _line, message, _comments, _context in found:
        forms = (message,) if isinstance(message, str) else message
        if known[forms[0]] != forms:
            parts.update(part.strip(" .:,") for one in forms for part in PLACEHOLDER.split(one))
    return sorted(part for part in parts if " " in part and part in text)


def test_the_invitation_is_english(world: World) -> None:
    made = world.fetch(f"/sitzungen/{world.meeting.uid}/einladung.pdf")

    said = words(made)
    for part in (
        "To the members Peergroup",
        "Date 1 June 2017",
        "Invitation: Peergroup on Wednesday, 29 March 2017",
        "Meeting: Meeting no. 1 of 2017",
        "Time: 14:00–16:30 Place:",
        "Item Topic Kind Duration",
        "Stand der Bilanz",  # the words of people
        "Are you coming?",
        "You can also reach us by phone on 07031 000-0 or by e-mail to",
        "Page 1 of 2",
    ):
        assert part in said, part
    assert said_in_german(said) == []
    assert reader(made).trailer["/Root"]["/Lang"] == "en-GB"


def test_the_minutes_are_english_in_both_files(world: World) -> None:
    url = f"/sitzungen/{world.meeting.uid}/protokoll"
    pdf, file = world.fetch(f"{url}.pdf"), docx.Document(BytesIO(world.fetch(f"{url}.docx")))

    heads = [[cell.text for cell in table.rows[0].cells] for table in file.tables]
    written = "\n".join(
        [
            *(paragraph.text for paragraph in file.paragraphs),
            *(cell.text for table in file.tables for row in table.rows for cell in row.cells),
            *(paragraph.text for paragraph in file.sections[0].footer.paragraphs),
        ]
    )
    assert heads == [
        ["Attendance", "Organisation", "Person", "Remark"],
        ["No.", "Item", "Result", "Who", "By when", "Goal"],
        ["Task", "Who", "By when", "Goal", "Status", "Open since"],
    ]
    assert [p.text for p in file.paragraphs if p.style.name == "Heading 1"] == [
        "Attendance",
        "Results",
        "Annex: open tasks",
    ]
    assert "\tPage  of " in written  # the numbers are fields that Word counts
    assert file.core_properties.language == "en-GB"
    assert file.core_properties.title.startswith("Minutes: Auftakt")
    for said in (written, words(pdf)):
        assert "Approved on" in said
        assert "Agreement\nV 2017-01" in said or "Agreement V 2017-01" in said
        assert said_in_german(said) == []


def test_the_years_calendar_is_english(world: World) -> None:
    said = words(world.fetch("/sitzungen/2017/kalender.pdf"))

    assert "Meetings 2017 As of 1 June 2017. What counts is the invitation." in said
    assert "Date Meeting Time Place March 2017 Wed 29 Mar 2017 Peergroup: Auftakt" in said
    assert said_in_german(said) == []


def test_who_reads_german_gets_the_same_papers_as_ever(world: World) -> None:
    """Files are kept by what they say: one language never answers for the other."""
    paths = [
        f"/sitzungen/{world.meeting.uid}/{name}" for name in ("einladung.pdf", "protokoll.pdf")
    ]
    english = [world.fetch(path) for path in paths]
    world.in_german()

    german = [world.fetch(path) for path in paths]

    assert [reader(one).trailer["/Root"]["/Lang"] for one in german] == ["de-DE", "de-DE"]
    assert "Kommen Sie?" in words(german[0])
    assert "Offene Aufgaben, die früheste Frist zuerst" in words(german[1])
    assert not set(english) & set(german)
