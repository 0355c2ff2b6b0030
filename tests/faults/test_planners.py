"""Planners that meet, and planners that die at work: the same letters, each once (F-09)."""

from __future__ import annotations

import datetime as dt
import random
import signal
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from app.extensions import db
from app.models.outbox import OutboxEvent, OutboxLetter, SystemState
from app.services import outbox
from config import Settings
from tests.faults.dispatchers import Nursery, dispatchers
from tests.jobs.letters import add_up, letters
from tests.makers import (
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
)

BEGINNING = dt.datetime(2017, 3, 1, 7, 30, tzinfo=dt.UTC)
SPRING = dt.timedelta(days=30)
MOST_WORK = 0.08  # seconds of a planner's work within which it is killed
Key = tuple[str, str, dt.datetime | None]


def make_world() -> None:
    """Two counties whose groups meet and whose members have tasks, all through the spring."""
    for number in range(2):
        plan = make_plan(f"kreis-{number}", f"Plan {number}")
        make_office(plan) if number == 0 else None
        body, cycle = make_body(plan, f"Gruppe {number}"), make_cycle(plan)
        people = [person_of(make_account(plan, f"Mitglied {number} {one}")) for one in range(6)]
        for place, day in enumerate((dt.date(2017, 3, 15), dt.date(2017, 4, 5)), 1):
            make_agenda_item(make_meeting(cycle, body, day, position=place))
        for place, person in enumerate(people):
            join(body, person)
            make_task(plan, f"Aufgabe {place}", person, dt.date(2017, 3, 6 + 4 * place))
    save()
    outbox.plan_reminders(host="127.0.0.1", now=BEGINNING - dt.timedelta(minutes=1))
    save()


def keys() -> dict[str, Key]:
    """What is planned: of each key its kind, its state and its moment."""
    return {one.dedup_key: (one.kind, one.state, one.due_at) for one in letters()}


def planned_alone(moments: list[dt.datetime]) -> dict[str, Key]:
    """What one planner makes of the same moments, from the beginning."""
    for table in (OutboxEvent, OutboxLetter, SystemState):
        db.session.execute(delete(table))
    save()
    outbox.plan_reminders(host="127.0.0.1", now=BEGINNING - dt.timedelta(minutes=1))
    for moment in moments:
        outbox.plan_reminders(host="127.0.0.1", now=moment)
        db.session.commit()
    return keys()


@pytest.fixture
def nursery(app: Flask, settings: Settings) -> Iterator[Nursery]:
    make_world()
    db.session.remove()
    with dispatchers(settings, "smtp://127.0.0.1:9") as started:
        yield started


def run_together(nursery: Nursery, rounds: int) -> tuple[list[dt.datetime], Counter[int]]:
    """At each moment one planner dies at work and two start together; how all of them ended."""
    draw, ends = random.Random(9), Counter[int]()
    moments = [
        BEGINNING + dt.timedelta(hours=60 * (one + 1) / rounds * 12) for one in range(rounds)
    ]
    for moment in moments:
        nursery.order("fell", moment.isoformat(), draw.random() * MOST_WORK)
        ends.update(nursery.ends())
        nursery.order("plan", *[moment.isoformat()] * 2)
        ends.update(nursery.ends())
    return moments, ends


def check(nursery: Nursery, rounds: int) -> None:
    moments, ends = run_together(nursery, rounds)
    together = keys()
    add_up()

    assert ends[-signal.SIGKILL] >= rounds / 4, "the killing must have happened"
    assert ends[0] >= 2 * rounds
    assert len(together) >= 30
    assert together == planned_alone(moments)


def test_two_planners_at_once_after_a_crash_plan_what_one_plans(nursery: Nursery) -> None:
    check(nursery, 10)


@pytest.mark.nightly
def test_two_planners_at_once_a_hundred_times(nursery: Nursery) -> None:
    check(nursery, 100)
