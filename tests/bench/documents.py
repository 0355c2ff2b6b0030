"""How long the Bilanz takes as a file, with 34 goals and with 1,000, and the memory it needs."""

from __future__ import annotations

import datetime as dt
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app import create_app
from app.cli import migrating
from app.documents.reports import file_of
from app.domain.reports.content import Bilanz, Edition
from app.extensions import db
from app.models.plans import Assessment, AssessmentSource, Category, Plan
from app.models.reports import ReportState
from app.queries import reports
from config import load as load_settings
from tests.bench.figures import Figure
from tests.makers import CREATED, make_field, make_goal, make_plan

SIZES = {34: 8, 1_000: 8}  # goals: fields
GOALS = {
    "pdf": {34: 1.0, 1_000: 10.0},
    "docx": {34: 2.0, 1_000: 10.0},
    "xlsx": {34: 1.0, 1_000: 3.0},
}
REPORTING_ON = dt.date(2017, 2, 20)
WORDS = "Die Beteiligten stimmen sich mit Städten und Gemeinden ab und berichten im Herbst. " * 3


def measure_documents() -> list[Figure]:
    """Warm: the best of three, each a new document; the memory of pages and of the press."""
    found = []
    for goals, fields in SIZES.items():
        with tempfile.TemporaryDirectory() as name:
            app = create_app(load_settings({"WIEDERVORLAGE_INSTANCE_DIR": str(Path(name))}))
            with app.app_context():
                migrating.upgrade()
                plan = _fill(goals, fields)
                for kind, bounds in GOALS.items():
                    seconds = _seconds(lambda kind=kind, plan=plan: _make(plan, kind))  # type: ignore[misc]
                    found.append(
                        Figure(f"Bilanz, {goals:,} goals, {kind}", seconds, bounds[goals], "s")
                    )
                db.session.remove()
                db.engine.dispose()
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    press = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        *found,
        Figure("memory of the pages' process, at most", round(ours), 256, "MB"),
        Figure("memory of the press, at most", round(press), 512, "MB"),
    ]


def _fill(goals: int, fields: int) -> Plan:
    plan = make_plan()
    categories = [(Category.DONE, 100), (Category.IN_PROGRESS, 50), (Category.NOT_STARTED, None)]
    for number in range(1, fields + 1):
        field = make_field(plan, number, f"Handlungsfeld {number}")
        field.narrative = f"{WORDS}\n\n{WORDS}"
        for position in range(1, goals // fields + (number <= goals % fields) + 1):
            goal = make_goal(field, position, f"Ziel {position}: {WORDS[:80]}")
            goal.official_description = WORDS
            category, percent = categories[position % 3]
            db.session.add(
                Assessment(
                    goal=goal,
                    reporting_on=REPORTING_ON,
                    status_raw=f"Umsetzung {percent}%" if percent else "Nicht umgesetzt.",
                    category=category,
                    percent=percent,
                    source=AssessmentSource.SET,
                    created_at=CREATED,
                )
            )
    db.session.commit()
    return plan


def _make(plan: Plan, kind: str) -> None:
    bilanz: Bilanz = reports.bilanz(plan, REPORTING_ON, None)
    edition = Edition(content=bilanz, state=ReportState.DRAFT)
    assert file_of(edition, kind, cancelled=lambda: False).content


def _seconds(make: Callable[[], None]) -> float:
    make()
    times = []
    for _ in range(3):
        began = time.perf_counter()
        make()
        times.append(time.perf_counter() - began)
    return round(min(times), 2)
