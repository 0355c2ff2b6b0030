"""How long the page "Was fehlt" takes on a plan of 1,000 goals and 10,000 tasks."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.extensions import db
from app.models.plans import Assessment, AssessmentSource, Category, Goal, Plan
from app.models.targets import Target
from app.models.tasks import Task, TaskReport, TaskState
from app.orm import Base
from config import load
from tests import makers
from tests.bench.figures import Figure
from tests.web.cost import queries_of

NOW = dt.datetime(2017, 9, 21, 9, tzinfo=dt.UTC)
GOALS, TASKS, RUNS = 1_000, 10_000, 9
PAGE = "/plaene/integrationsplan/was-fehlt"
CATEGORIES = (Category.UNKNOWN, Category.STARTED, Category.NOT_STARTED, Category.DONE)


def measure_gaps() -> list[Figure]:
    """The CPU time of a request, database included, as the median of a few; and its statements."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load({"WIEDERVORLAGE_INSTANCE_DIR": folder}), clock=lambda: NOW)
        with app.app_context():
            Base.metadata.create_all(db.engine)
            client = _signed_in(app)
            figures = [
                figure
                for name, address in (("all", PAGE), ("one kind", f"{PAGE}?art=zielsetzung"))
                for figure in _measure(client, f"gaps of 1,000 goals, {name}", address)
            ]
            db.session.remove()
            db.engine.dispose()
    return figures


def _signed_in(app: Flask) -> FlaskClient:
    """A browser of the office, on a plan in which a good part of everything is missing."""
    plan = makers.make_plan()
    office = makers.make_office(plan)
    makers.save()
    _fill(plan)
    client = app.test_client()
    makers.sign_in(client, office, NOW)
    return client


def _fill(plan: Plan) -> None:
    """A third of the goals without a word, tasks without goal, person or date among them."""
    person = makers.make_person(plan)
    goals = [
        makers.make_goal(field, position)
        for field in (makers.make_field(plan, number) for number in range(1, 9))
        for position in range(1, GOALS // 8 + 1)
    ]
    for place, goal in enumerate(goals):
        goal.responsible = person if place % 4 else None
        db.session.add_all(_assessments(goal, CATEGORIES[place % 4]) if place % 3 else [])
        if place % 2:
            db.session.add(Target(goal=goal, title="Zielsetzung", created_at=NOW))
    for place in range(TASKS):
        task = makers.make_task(
            plan,
            f"Aufgabe {place}",
            person if place % 10 else None,
            dt.date(2017, 9, 15) if place % 7 else None,
            goals=[goals[place % (GOALS // 2)]] if place % 5 else [],
        )
        if place % 3 == 0:
            db.session.add(_report(task))
    makers.save()


def _assessments(goal: Goal, category: Category) -> list[Assessment]:
    return [
        Assessment(
            goal=goal,
            reporting_on=day,
            status_raw="Stand",
            category=category,
            source=AssessmentSource.SET,
            created_at=NOW,
        )
        for day in (dt.date(2015, 8, 1), dt.date(2016, 8, 1), dt.date(2017, 2, 20))
    ]


def _report(task: Task) -> TaskReport:
    return TaskReport(
        task=task, author_id=None, state=TaskState.IN_PROGRESS, text="Stand", reported_at=NOW
    )


def _measure(client: FlaskClient, case: str, address: str) -> list[Figure]:
    taken = []
    for _run in range(RUNS):
        began = time.process_time()
        if client.get(address).status_code != 200:
            raise RuntimeError(f"{address} does not answer")
        taken.append((time.process_time() - began) * 1000)
    statements = queries_of(lambda: client.get(address))
    return [
        Figure(f"{case}, CPU", round(statistics.median(taken)), 200, "ms"),
        Figure(f"{case}, statements", statements, 30, ""),
    ]
