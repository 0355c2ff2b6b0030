"""Bytes go once no row names them, and never those that somebody is just handing in."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models.files import StoredColumns
from app.models.meetings import AgendaFile, AgendaItem
from app.orm import Base
from app.queries import meetings as queries
from app.services import files, meetings, writing
from app.services.files import Upload
from tests.makers import make_agenda_item, make_body, make_cycle, make_meeting, make_plan, save

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
LATER = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)  # a rehearsal; the disk knows better
DAY = dt.timedelta(days=1)
PAPER = Upload(name="Zahlen.txt", content=b"Zahlen")
ROUNDS, STEP = 8, 0.02  # seconds
UNDER_WAY = 1.0  # seconds


@pytest.fixture
def item(app: Flask) -> AgendaItem:
    plan = make_plan()
    item = make_agenda_item(make_meeting(make_cycle(plan), make_body(plan)))
    save()
    return item


@pytest.fixture
def old(app: Flask) -> Path:
    """Bytes that somebody handed in long ago."""
    return aged(files.path_of(files.store(PAPER).sha256))


def aged(path: Path) -> Path:
    os.utime(path, (0, 0))
    return path


def sweep(now: dt.datetime = LATER) -> int:
    return files.sweep(age=DAY, now=now)


def sweep_after(seconds: float) -> int:
    time.sleep(seconds)
    return sweep()


def hand_in(item_id: int) -> None:
    """As a page does it, in a transaction of its own."""
    with transaction():
        item = db.session.get_one(AgendaItem, item_id)
        meetings.add_papers(item, [PAPER], public=True, by=None, now=NOW)


def test_bytes_go_with_the_last_row_that_names_them(item: AgendaItem, old: Path) -> None:
    for _twice in range(2):
        hand_in(item.id)
    first, second = queries.files_of(item)
    aged(old)
    for paper in (first, second):
        meetings.remove_paper(paper, by=None, now=NOW)
        save()
        assert sweep() == 0, "it can come back"
    meetings.forget_papers(AgendaFile.id == first.id)
    assert (sweep(), old.read_bytes()) == (0, PAPER.content)

    meetings.forget_papers()
    save()

    assert (sweep(), sweep(), old.exists()) == (1, 0, False)


def test_every_table_of_files_is_asked(app: Flask) -> None:
    kinds = {
        one.class_.__tablename__
        for one in Base.registry.mappers
        if issubclass(one.class_, StoredColumns)
    }
    assert kinds == {"agenda_file", "annex_file", "attachment"}


def test_what_was_handed_in_just_now_waits_for_its_row(item: AgendaItem, old: Path) -> None:
    files.store(PAPER)

    assert sweep() == 0
    hand_in(item.id)
    aged(old)
    assert (sweep(), old.read_bytes()) == (0, PAPER.content)


def test_what_a_power_failure_left_half_written_goes(app: Flask, old: Path) -> None:
    half = old.parent / "tmpabcdefg"
    half.write_bytes(b"Zah")
    assert sweep() == 1

    aged(half)

    assert (sweep(), half.exists()) == (1, False)


def test_what_cannot_be_removed_keeps_nothing_else_waiting(
    app: Flask, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = old.parent / ("0" * 64)
    other.write_bytes(b"Zahlen")
    aged(other)
    unlink = Path.unlink

    def refuse_one(path: Path) -> None:
        if path == old:
            raise PermissionError
        unlink(path)

    monkeypatch.setattr(Path, "unlink", refuse_one)

    assert (sweep(), old.exists(), other.exists()) == (1, True, False)


def test_the_day_counts_by_the_given_instant(old: Path) -> None:
    came = dt.datetime(2017, 3, 1, tzinfo=dt.UTC)
    os.utime(old, (came.timestamp(), came.timestamp()))

    assert (sweep(came + DAY), sweep(came + DAY + dt.timedelta(seconds=1))) == (0, 1)


def test_while_somebody_copies_them_all_bytes_stay(old: Path) -> None:
    with files.staying(), files.staying():
        assert sweep() == 0

    assert sweep() == 1


def test_bytes_stay_while_their_upload_is_under_way(
    app: Flask, item: AgendaItem, old: Path
) -> None:
    """Swept between the storing and the commit; where only one writes at a time, right after."""
    item_id, stored, swept = item.id, threading.Event(), threading.Event()
    db.session.rollback()

    def upload() -> None:
        with transaction():
            item = db.session.get_one(AgendaItem, item_id)
            meetings.add_papers(item, [PAPER], public=True, by=None, now=NOW)
            stored.set()
            swept.wait(UNDER_WAY)

    def clear_away() -> None:
        assert stored.wait(60)
        assert sweep() == 0
        swept.set()

    together(app, upload, clear_away)

    assert old.read_bytes() == PAPER.content
    assert len(queries.files_of(item)) == 1


def test_who_hands_in_while_it_is_swept_loses_nothing(
    app: Flask, item: AgendaItem, old: Path
) -> None:
    """Old bytes, two uploads of the same and a sweep, each time at another moment of them."""
    item_id = item.id
    for moment in range(ROUNDS):
        db.session.rollback()
        hands = [lambda: hand_in(item_id)] * 2
        together(app, *hands, lambda at=moment * STEP: sweep_after(at))

        assert old.read_bytes() == PAPER.content
        assert len(queries.files_of(item)) == 2
        writing.remove(AgendaFile)
        save()
        aged(old)


def together(app: Flask, *deeds: Callable[[], object]) -> None:
    """Do all of it at the same moment, each in a thread; what fails there fails here."""
    start = threading.Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            deed()
            db.session.rollback()

    with ThreadPoolExecutor(len(deeds)) as threads:
        for done in [threads.submit(do, deed) for deed in deeds]:
            done.result()
