"""The office reads who changed what, in sentences; nobody else does."""

from __future__ import annotations

import ast
import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.domain.meetings import When
from app.models.reports import Step
from app.models.rounds import Verdict
from app.models.tasks import EntryKind
from app.services import meetings
from app.services.audit import note
from app.web.deed_words import AREAS, DEEDS
from config import PROJECT
from tests.conftest import START, StepClock
from tests.makers import (
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_plan,
    save,
    sign_in,
)

LIST = "/verwaltung/aenderungen"
DEED = re.compile(r"[a-z_]+\.[a-z_]+")
ROOMS = {deed.partition(".")[0] for deed in DEEDS}


def _deeds_of_the_services() -> set[str]:
    """Every deed named in the services: the words before the dot are those of rooms."""
    found = {f"task.{kind.value}" for kind in EntryKind}
    found |= {f"round.{verdict.value}" for verdict in Verdict}
    found |= {f"report.{step.value}" for step in Step}
    for path in (PROJECT / "app" / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                word = node.value
                if DEED.fullmatch(word) and word.partition(".")[0] in ROOMS:
                    found.add(word)
    return found - {"plan.json"}


def test_every_deed_has_its_sentence_and_no_sentence_is_idle() -> None:
    assert set(DEEDS) == _deeds_of_the_services()


@pytest.fixture
def world(client: FlaskClient, clock: StepClock) -> FlaskClient:
    plan = make_plan()
    office = make_office(plan)
    meeting = make_meeting(make_cycle(plan), make_body(plan))
    save(meeting)
    moved = When(held_on=dt.date(2017, 4, 5), begins=dt.time(14), ends=dt.time(16, 30))
    meetings.move(meeting, moved, by=office.id, now=START)
    note("plan.edit", by=None, now=START, plan_id=plan.id, object_type="plan")
    save()
    sign_in(client, office, clock())
    return client


def _rows(client: FlaskClient, address: str = LIST) -> list[str]:
    page = BeautifulSoup(client.get(address).text, "html.parser")
    return [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]


def test_a_deed_is_told_with_its_hour_hand_thing_and_what_was_before(world: FlaskClient) -> None:
    (row,) = [row for row in _rows(world) if "verlegt" in row]

    assert row.startswith("21.02.2017, 10:00 ")
    assert "Geschaeftsstelle hat die Sitzung verlegt" in row
    assert "Tag: Mi., 05.04.2017 (vorher: Mi., 29.03.2017)" in row
    assert row.endswith("Auftakt")


def test_the_list_is_narrowed_and_exported(world: FlaskClient) -> None:
    everything = _rows(world)
    meetings_alone = _rows(world, f"{LIST}?bereich=sitzungen")
    file = world.get(f"{LIST}/liste?bereich=sitzungen&datei=csv").text

    assert len(meetings_alone) == 1 < len(everything)
    assert _rows(world, f"{LIST}?von=22.02.2017") == []
    assert len(_rows(world, f"{LIST}?von=21.02.2017&bis=21.02.2017&bereich=sitzungen")) == 1
    assert "hat die Sitzung verlegt" in file
    assert "den Plan" not in file


def test_areas_are_ways_to_every_kind_of_thing(world: FlaskClient) -> None:
    for area in AREAS:
        assert world.get(f"{LIST}?bereich={area}").status_code == 200


def test_only_the_office_reads_it(app: Flask, world: FlaskClient, clock: StepClock) -> None:
    plan = make_plan("zweiter", "Zweiter Plan")
    other_office = make_account(plan, "Andere Stelle")
    save()
    stranger = app.test_client()
    sign_in(stranger, other_office, clock())

    assert stranger.get(LIST).status_code == 404
    assert app.test_client().get(LIST).status_code == 302
