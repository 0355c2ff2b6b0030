"""How long the planner's ticks take on 10,000 people with 40 tasks each and twelve meetings."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from app import create_app
from app.extensions import db
from app.models.groups import Membership, MembershipRole, Reinvitation
from app.models.outbox import LetterState, OutboxLetter, SystemState
from app.models.people import Actor, ActorKind
from app.models.tasks import Acceptance, Task, TaskState
from app.orm import Base
from app.services import outbox
from config import PROJECT, load
from tests import makers
from tests.bench.figures import Figure
from tests.bench.starting import peak_megabytes

PEOPLE, TASKS_EACH, MEETINGS = 10_000, 40, 12
NINE = dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC)  # a week before the first meeting
MINUTE = dt.timedelta(minutes=1)
DAYS = 720  # the due days lie in so many days around NINE, the past ones mostly done


def measure_planner() -> list[Figure]:
    """The processor's time of ticks, each in a process whose memory is all the planner's."""
    with tempfile.TemporaryDirectory() as folder:
        _build(Path(folder))
        _let_go(folder)
        nine = _tick(folder, NINE)
        again = _tick(folder, NINE + MINUTE)
        _let_go(folder)
        idle = _tick(folder, NINE + 2 * MINUTE)
    if nine["new"] < PEOPLE:
        raise RuntimeError(f"only {nine['new']} reminders were planned")
    return [
        Figure("a tick with nothing new", round(idle["seconds"], 2), 1, "s"),
        Figure(f"nine o'clock, {nine['new']} reminders", round(nine["seconds"], 1), 10, "s"),
        Figure("the next tick, all of them waiting", round(again["seconds"], 1), 10, "s"),
        Figure("memory of either, at most", round(_most(nine, again)), 300, "MB"),
    ]


def _build(folder: Path) -> None:
    app = create_app(load({"WIEDERVORLAGE_INSTANCE_DIR": str(folder)}))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        plan = makers.make_plan()
        makers.make_office(plan)
        body, cycle = makers.make_body(plan), makers.make_cycle(plan)
        for number in range(MEETINGS):
            day = dt.date(2017, 3, 29) + dt.timedelta(days=28 * number)
            makers.make_agenda_item(makers.make_meeting(cycle, body, day, position=number))
        makers.save()
        people = list(_inserted(Actor, _people(plan.id)))
        list(_inserted(Membership, _memberships(body.id, people)))
        list(_inserted(Task, _tasks(plan.id, people)))
        outbox.plan_reminders(host="127.0.0.1", now=NINE - MINUTE)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def _inserted(model: type[Any], rows: Iterator[dict[str, Any]]) -> Iterator[int]:
    given = list(rows)
    for start in range(0, len(given), 5_000):
        ids = db.session.execute(
            insert(model).returning(model.id, sort_by_parameter_order=True),
            given[start : start + 5_000],
        )
        yield from ids.scalars()
    db.session.commit()


def _people(plan_id: int) -> Iterator[dict[str, Any]]:
    for number in range(PEOPLE):
        yield {
            "uid": uuid.uuid4(),
            "plan_id": plan_id,
            "kind": ActorKind.PERSON,
            "name": f"Person {number}",
            "email": f"p{number}@example.org",
            "created_at": makers.CREATED,
            "version": 1,
        }


def _memberships(body_id: int, people: list[int]) -> Iterator[dict[str, Any]]:
    for person_id in people:
        yield {
            "body_id": body_id,
            "person_id": person_id,
            "role": MembershipRole.MEMBER,
            "reinvitation": Reinvitation.NOT_NEEDED,
            "from_on": dt.date(2017, 1, 1),
            "created_at": makers.CREATED,
            "version": 1,
        }


def _tasks(plan_id: int, people: list[int]) -> Iterator[dict[str, Any]]:
    """Of what lies behind one in twenty is still open."""
    for number in range(PEOPLE * TASKS_EACH):
        due_on = NINE.date() + dt.timedelta(days=number % DAYS - DAYS // 2)
        done = due_on < NINE.date() and (number // DAYS) % 20 != 0
        yield {
            "uid": uuid.uuid4(),
            "plan_id": plan_id,
            "title": f"Aufgabe {number}",
            "accountable_id": people[number % PEOPLE],
            "acceptance": Acceptance.NOT_ASKED,
            "due_on": due_on,
            "state": TaskState.DONE if done else TaskState.OPEN,
            "result": "Liegt vor" if done else None,
            "done_on": due_on if done else None,
            "budget_relevant": False,
            "sequence": 0,
            "created_at": dt.datetime(2016, 1, 4, 8, tzinfo=dt.UTC),
            "changed_at": makers.CREATED,
            "version": 1,
        }


def _let_go(folder: str) -> None:
    """As if all that waits had been sent."""
    app = create_app(load({"WIEDERVORLAGE_INSTANCE_DIR": folder}))
    with app.app_context():
        due = update(OutboxLetter).where(OutboxLetter.state == LetterState.DUE)
        db.session.execute(due.values(state=LetterState.SENT, finished_at=NINE))
        db.session.commit()
        db.engine.dispose()


def _tick(folder: str, now: dt.datetime) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.planner", folder, now.isoformat()]
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _most(*ticks: dict[str, float]) -> float:
    return max(tick["megabytes"] for tick in ticks)


def _measure(folder: str, now: dt.datetime) -> None:
    app = create_app(load({"WIEDERVORLAGE_INSTANCE_DIR": folder}))
    with app.app_context():
        db.session.execute(select(func.count()).select_from(SystemState))
        db.session.rollback()
        began = time.process_time()
        new = outbox.plan_reminders(host="127.0.0.1", now=now)
        db.session.commit()
        seconds = time.process_time() - began
        megabytes = peak_megabytes()
        print(json.dumps({"seconds": seconds, "megabytes": megabytes, "new": new}))
        db.engine.dispose()


if __name__ == "__main__":
    _measure(sys.argv[1], dt.datetime.fromisoformat(sys.argv[2]))
