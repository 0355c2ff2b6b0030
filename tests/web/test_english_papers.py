"""Papers in English: whole, marked as such, and German for everybody who reads German."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from babel.messages.extract import extract_from_dir
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.documents.papers import Paper
from app.documents.reports import file_of
from app.domain.reports.content import Edition
from app.extensions import db
from app.language import catalogue, speaking
from app.models.meetings import Meeting, Minutes
from app.models.reports import Report
from app.queries import reports
from app.queries.accounts import account_by_email
from app.queries.meetings import committee_of
from app.queries.reports import Frame, by_uid, committee_report
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

    assert "Meetings 2017 As of 1 June 2017. The invitation is binding." in said
    assert "Date Meeting Time Place March 2017 Wed 29 Mar 2017 Peergroup: Auftakt" in said
    assert said_in_german(said) == []


@pytest.mark.parametrize("kind", ["pdf", "html", "xlsx"])
def test_a_drafts_heads_are_english_and_what_it_says_is_its_own(world: World, kind: str) -> None:
    said = read(kind, file_of(edition(), kind))
    with speaking("en"):
        english = read(kind, file_of(edition(), kind))

    for german, heading in (
        ("Aufgaben und was getan wurde", "Tasks and what was done"),
        ("Im Plan genannt", "Stated in the plan"),
        ("Keine Angabe", "No information"),
        ("Entwurf", "Draft"),
    ):
        assert (german in said, heading in said) == (True, False)
        assert (german in english, heading in english) == (False, True)
    for own in ("Diese Bilanz zeigt, wie 34 Ziele", "Amt für Integration und", "20 Empfehlungen"):
        assert own in english


def test_the_committees_draft_has_english_heads(world: World) -> None:
    meeting = committee_of(world.meeting.plan, 2017)
    assert meeting is not None
    frame = Frame(
        meeting=meeting,
        title="Bericht",
        reporting_on=NOW.date(),
        compared_on=dt.date(2017, 2, 20),
        today=NOW.date(),
    )
    with speaking("en"):
        file = docx.Document(
            BytesIO(file_of(Edition(content=committee_report(frame)), "docx").content)
        )

    written = "\n".join(paragraph.text for paragraph in file.paragraphs)
    assert [p.text for p in file.paragraphs if p.style.name == "Heading 1"] == [
        "Motion by the administration",
        "1. How we worked",
        "2. Members of the groups",
        "3. Agreed targets and results",
    ]
    assert "Organisations:\t10, of which 1 migrant organisation" in written
    assert said_in_german(written) == []
    assert "Im Jahr 2017 fand eine Sitzung statt, mit neun Personen." in written


@pytest.mark.parametrize("kind", ["pdf", "html", "docx", "xlsx"])
def test_a_released_report_is_the_same_file_for_everybody(world: World, kind: str) -> None:
    """So is a draft as DOCX: it is read in again by its German headings."""
    released = replace(edition(), released_on=NOW.date())
    same = [released, edition()] if kind == "docx" else [released]
    german = [file_of(one, kind).content for one in same]

    with speaking("en"):
        assert [file_of(one, kind).content for one in same] == german


def edition() -> Edition[Any]:
    report = by_uid(db.session.scalars(select(Report.uid)).one())
    assert report is not None
    return reports.edition(report, NOW.date())


def read(kind: str, paper: Paper) -> str:
    if kind == "pdf":
        return words(paper.content)
    if kind == "html":
        return BeautifulSoup(paper.content, "html.parser").get_text(" ")
    book = openpyxl.load_workbook(BytesIO(paper.content))
    return " ".join(str(cell.value) for tab in book for row in tab for cell in row)


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
