"""Files of large reports: ordered, made beside the pages, cancelled, kept for a day, then gone."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import system_clock
from app.documents import pdf
from app.domain.reports import filing as law
from app.extensions import db, transaction
from app.models.accounts import Account
from app.models.plans import Goal
from app.models.reports import FileFormat, FileState, Report, ReportFile
from app.services import reports
from app.services.reports import filing
from jobs import filer
from jobs.locks import locks_of
from tests.conftest import StepClock
from tests.documents.readers import words
from tests.makers import (
    CREATED,
    make_account,
    make_field,
    make_office,
    make_plan,
    save,
    sign_in,
)

MANY = law.QUICK_GOALS + 1
WITHIN = 20  # seconds; the machine may be busy


@dataclass
class World:
    office: Account
    other: Account
    report: Report

    def order(self, kind: FileFormat = FileFormat.PDF) -> ReportFile:
        with transaction():
            return filing.order(self.report, kind, by=self.office.id, now=CREATED)


@pytest.fixture
def world(app: Flask, clock: StepClock) -> World:
    plan = make_plan()
    field = make_field(plan)
    db.session.add_all(
        Goal(field=field, position=place, official_title=f"Ziel {place}", created_at=CREATED)
        for place in range(1, MANY + 1)
    )
    office, other = make_office(plan), make_account(plan)
    save()
    clock.set(CREATED)
    report = reports.begin_bilanz(plan, dt.date(2017, 1, 2), None, by=office.id, now=CREATED)
    save()
    return World(office, other, report)


@pytest.mark.usefixtures("worker")
def test_a_worker_beside_the_pages_makes_what_they_order(
    world: World, client: FlaskClient, clock: StepClock
) -> None:
    clock.set(system_clock())  # the worker reads it, and ends what is old
    sign_in(client, world.office, clock())
    address = client.post(f"/berichte/{world.report.uid}/datei.pdf").location

    for _ in range(WITHIN * 20):
        db.session.rollback()  # an open transaction would keep the worker waiting on SQLite
        if not client.get(address, headers={"Accept": "application/json"}).json["under_way"]:
            break
        db.session.rollback()
        time.sleep(0.05)

    assert client.get(f"{address}/abholen").data.startswith(b"%PDF-")


def work(app: Flask) -> int:
    """A tick of the clock; like a door, we hold no transaction open meanwhile."""
    db.session.commit()
    return filer.run(app)


def slow_press(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A press that says who it is and then works for a minute."""
    born = folder / "pid"
    press = folder / "press.py"
    press.write_text(
        f"import os,time; open({str(born)!r},'w').write(str(os.getpid())); time.sleep(60)"
    )
    monkeypatch.setattr(pdf, "PRESS", press)
    return born


def test_the_office_orders_a_large_file_and_fetches_it_when_it_is_there(
    world: World, app: Flask, client: FlaskClient
) -> None:
    sign_in(client, world.office, CREATED)
    address = f"/berichte/{world.report.uid}/datei.pdf"
    assert client.get(address).location == f"/berichte/{world.report.uid}"
    assert "PDF erstellen" in client.get(f"/berichte/{world.report.uid}").text
    place = client.post(address).location
    assert client.post(address).location == place  # a second click is the same order
    waiting = client.get(place, headers={"Accept": "application/json"}).json
    assert (waiting["under_way"], waiting["done"], waiting["steps"]) == (True, 0, 3)
    assert client.get(f"{place}/abholen").status_code == 404

    assert work(app) == 1
    assert work(app) == 0

    assert "Datei herunterladen" in client.get(place).text
    file = client.get(f"{place}/abholen")
    assert file.headers["Content-Disposition"] == "attachment; filename=Bilanz-2017-01-02.pdf"
    assert file.data.startswith(b"%PDF-")
    sign_in(client, world.other, CREATED)
    assert [client.get(f"{place}{rest}").status_code for rest in ("", "/abholen")] == [404, 404]


@pytest.mark.parametrize(
    ("locale", "heading"),
    [("en", "Tasks and what was done"), ("de", "Aufgaben und was getan wurde")],
)
def test_a_file_speaks_the_language_of_whoever_ordered_it(
    world: World, app: Flask, locale: str, heading: str
) -> None:
    world.office.locale = locale
    file_id = world.order().id

    work(app)

    content = db.session.get_one(ReportFile, file_id, populate_existing=True).content
    assert heading in words(content or b"")


def test_cancelling_ends_the_press_and_leaves_no_file(
    world: World, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    born = slow_press(tmp_path, monkeypatch)
    monkeypatch.setattr(filer, "LOOKS", 0.0)
    file_id = world.order().id
    db.session.commit()
    done: list[int] = []
    maker = threading.Thread(target=lambda: done.append(filer.run(app)))
    maker.start()
    while not (born.exists() and born.read_text()):
        assert maker.is_alive()
        time.sleep(0.02)

    with transaction():
        filing.cancel(db.session.get_one(ReportFile, file_id), now=CREATED)
    maker.join(timeout=10)

    assert (maker.is_alive(), done) == (False, [0])
    with pytest.raises(ProcessLookupError):
        os.kill(int(born.read_text()), 0)
    file = db.session.get_one(ReportFile, file_id, populate_existing=True)
    assert (file.state, file.content) == (FileState.CANCELLED, None)


def test_what_a_dead_maker_left_is_taken_up_again_but_not_for_ever(
    world: World, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "press.py").write_text("print('no PDF')")
    monkeypatch.setattr(pdf, "PRESS", tmp_path / "press.py")
    left, tired = world.order(FileFormat.XLSX), world.order(FileFormat.PDF)
    with transaction():
        left.state, left.done, left.tries = FileState.RUNNING, 2, 1
        tired.state, tired.tries = FileState.RUNNING, law.MOST_TRIES
    db.session.expire_all()
    broken = world.order(FileFormat.DOCX)

    held = locks_of(app).take(filer.LOCK)
    assert held is not None
    assert work(app) == 0  # somebody lives and is at it
    held.release()
    assert work(app) == 1

    db.session.expire_all()
    assert [one.state for one in (left, tired, broken)] == [
        FileState.DONE,
        FileState.FAILED,
        FileState.FAILED,
    ]


def test_a_file_is_gone_after_a_day(world: World, app: Flask, clock: StepClock) -> None:
    world.order(FileFormat.XLSX)
    work(app)
    clock.advance(hours=24)
    work(app)
    assert db.session.scalar(db.select(ReportFile.state)) is FileState.DONE

    clock.advance(seconds=1)
    work(app)

    assert db.session.scalar(db.select(ReportFile.id)) is None
