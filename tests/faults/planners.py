"""Planners at work in processes of their own, and one that does the same alone (F-09)."""

from __future__ import annotations

import datetime as dt
import random
import signal
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import delete

from app.extensions import db
from app.models.outbox import OutboxEvent, OutboxLetter, SystemState
from app.services import outbox
from config import Settings
from tests.faults.dispatchers import Nursery, dispatchers
from tests.jobs.letters import letters
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
MOST_WORK = 0.06  # seconds of a planner's work within which it is killed
Key = tuple[str, str, dt.datetime | None]


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What planners that met and died have planned, beside what one plans alone."""

    killed: int
    done: int  # planners that came to their end
    letters: int
    different: int  # letters that only one side has, or in another state or for another moment


def plan_run(settings: Settings, rounds: int) -> Planned:
    """At each of so many moments one planner dies at work, then two start together."""
    make_world()
    db.session.remove()
    with dispatchers(settings, "smtp://127.0.0.1:9") as nursery:
        moments, ends = _together(nursery, rounds)
    together = _keys()
    alone = _planned_alone(moments)
    return Planned(
        killed=ends[-signal.SIGKILL],
        done=ends[0],
        letters=len(together),
        different=len(together.items() ^ alone.items()),
    )


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


def _keys() -> dict[str, Key]:
    """What is planned: of each key its kind, its state and its moment."""
    return {one.dedup_key: (one.kind, one.state, one.due_at) for one in letters()}


def _planned_alone(moments: list[dt.datetime]) -> dict[str, Key]:
    """What one planner makes of the same moments, from the beginning."""
    for table in (OutboxEvent, OutboxLetter, SystemState):
        db.session.execute(delete(table))
    save()
    outbox.plan_reminders(host="127.0.0.1", now=BEGINNING - dt.timedelta(minutes=1))
    for moment in moments:
        outbox.plan_reminders(host="127.0.0.1", now=moment)
        db.session.commit()
    return _keys()


def _together(nursery: Nursery, rounds: int) -> tuple[list[dt.datetime], Counter[int]]:
    """The moments, and how the planners ended."""
    draw, ends = random.Random(9), Counter[int]()
    moments = [BEGINNING + SPRING * (one + 1) / rounds for one in range(rounds)]
    for moment in moments:
        nursery.order("fell", moment.isoformat(), draw.random() * MOST_WORK)
        ends.update(nursery.ends())
        nursery.order("plan", *[moment.isoformat()] * 2)
        ends.update(nursery.ends())
    return moments, ends
