"""A report is released while others write on it: what was saved is frozen, or its writer knows."""

from __future__ import annotations

import datetime as dt
import threading

from flask import Flask

from app.domain.errors import RuleBroken
from app.domain.reports.content import Bilanz
from app.domain.reports.freezing import thawed
from app.extensions import db, transaction
from app.models.plans import Goal
from app.models.reports import Report, Step
from app.services import reports
from tests.makers import make_field, make_goal, make_office, make_plan, save

WRITERS = 8
NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)


def test_what_is_saved_before_the_release_is_in_it_and_nothing_slips_in_behind(app: Flask) -> None:
    plan = make_plan()
    field, office = make_field(plan), make_office(plan)
    goals = [make_goal(field, place) for place in range(1, WRITERS + 1)]
    report = reports.begin_bilanz(plan, dt.date(2017, 2, 20), None, by=None, now=NOW)
    save()
    ids, report_id, by = [goal.id for goal in goals], report.id, office.id
    db.session.remove()
    gate, saved, failures = threading.Barrier(WRITERS + 1), list[str](), list[Exception]()

    def write(goal_id: int) -> None:
        words = f"Von {goal_id}"
        try:
            with app.app_context(), transaction():
                gate.wait()
                reports.write(
                    db.session.get_one(Report, report_id), db.session.get_one(Goal, goal_id), words,
                    proposal="", seen=0, by=by, now=NOW,
                )  # fmt: skip
            saved.append(words)
        except RuleBroken:
            pass  # told: the report is released
        except Exception as error:  # noqa: BLE001  shown below
            failures.append(error)

    def release() -> None:
        try:
            with app.app_context(), transaction():
                gate.wait()
                found = db.session.get_one(Report, report_id)
                reports.take_step(found, Step.RELEASED, by=by, now=NOW)
        except Exception as error:  # noqa: BLE001  shown below
            failures.append(error)

    threads = [threading.Thread(target=write, args=[one]) for one in ids]
    threads.append(threading.Thread(target=release))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    frozen = db.session.scalar(db.select(Report.frozen))
    (part,) = thawed(Bilanz, frozen).fields
    assert sorted(goal.done for goal in part.goals if goal.done) == sorted(saved)
