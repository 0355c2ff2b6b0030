"""A plan that is exported and read again in any form shows no difference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.documents.reports import file_of
from app.domain.goals import StatusDraft
from app.domain.reports.content import Edition
from app.extensions import db
from app.imports import read_file, read_plan
from app.imports.draft import PlanDraft
from app.models.plans import Assessment, AssessmentSource, Category, Example, Goal, Plan
from app.queries import reports
from app.queries.plan_export import field_names
from app.services import plan_editing
from app.services.demo import load_demo
from app.services.plan_files import plan_file
from app.services.plan_import import ImportReport, import_plan, plan_for
from tests.imports.plans import BASELINE, small_plan
from tests.imports.test_files_round_trip import TEXT, tricky_plans
from tests.imports.test_real_bilanz import FILE

LATER = dt.date(2017, 9, 1)
NOW = dt.datetime(2091, 2, 21, 9, 0, tzinfo=dt.UTC)
FORMATS = ("docx", "xlsx", "csv", "json")
OURS = {"working_title", "working_description"}  # what no export carries: it is not the plan's


def read_again(plan: Plan, kind: str, as_of: dt.date | None = None) -> ImportReport:
    """What reading the export would change."""
    reading = read_file(plan_file(plan, kind, as_of, now=NOW), f"plan.{kind}")
    draft = reading.draft(known=field_names(plan))
    return import_plan(draft, plan, by=None, now=NOW)


def differences(report: ImportReport) -> list[object]:
    kept = [entry for entry in report.kept if entry.attribute not in OURS]
    return [*report.added, *report.changed, *report.missing, *kept]


def words(draft: PlanDraft) -> list[tuple[str, str, str, str]]:
    return [(goal.key, goal.title, goal.description, goal.status_raw) for goal in draft.goals]


@contextmanager
def for_a_moment() -> Iterator[None]:
    try:
        yield
    finally:
        db.session.rollback()


def test_the_demo_reads_back_without_a_difference(app: Flask) -> None:
    load_demo(now=dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC), year=2017)
    plan = db.session.scalars(select(Plan)).one()

    for kind in FORMATS:
        for as_of in (None, dt.date(2017, 2, 20)):
            report = read_again(plan, kind, as_of)
            assert differences(report) == []
            assert len([entry for entry in report.unchanged if entry.kind == "goal"]) == 34


@pytest.mark.skipif(not FILE.is_file(), reason="the real document is not beside the project")
def test_the_real_document_reads_back_without_a_difference(app: Flask) -> None:
    draft = read_plan(FILE, FILE.name)
    plan, is_new = plan_for(draft, None, by=None, now=NOW)
    import_plan(draft, plan, by=None, now=NOW, is_new=is_new)

    files = {f"plan.{kind}": plan_file(plan, kind, now=NOW) for kind in FORMATS}
    edition = Edition(content=reports.bilanz(plan, BASELINE, None))
    files |= {f"bilanz.{kind}": file_of(edition, kind).content for kind in ("docx", "xlsx")}
    for name, file in files.items():
        again = read_file(file, name).draft(known=field_names(plan))
        assert differences(import_plan(again, plan, by=None, now=NOW)) == []
        assert words(again) == words(draft)
        assert len(again.goals) == 34


def test_a_status_keeps_its_own_day_in_every_form(app: Flask) -> None:
    draft = small_plan()
    plan, is_new = plan_for(draft, None, by=None, now=NOW)
    import_plan(draft, plan, by=None, now=NOW, is_new=is_new)
    goal = plan.fields[0].goals[1]
    set_status = StatusDraft(
        status_raw="Läuft gut", category=Category.STARTED, reporting_on=LATER, reason="Anruf"
    )
    plan_editing.set_status(goal, set_status, by=None, now=NOW)
    db.session.commit()

    for kind in FORMATS:
        assert differences(read_again(plan, kind)) == [], kind
    edition = Edition(content=reports.bilanz(plan, LATER, None))
    for kind in ("docx", "xlsx"):
        written = read_file(file_of(edition, kind).content, f"bilanz.{kind}")
        again = import_plan(written.draft(known=field_names(plan)), plan, by=None, now=NOW)
        assert differences(again) == [], kind
    assert len([each for goal in plan.fields[0].goals for each in goal.assessments]) == 4


@st.composite
def worked_on(draw: st.DrawFn) -> tuple[PlanDraft, int, list[tuple[str, dt.date]]]:
    """A plan, a goal of it by chance, and what hands have set there since: words and days."""
    plan = draw(tricky_plans())
    place = draw(st.integers(0, len(plan.goals) - 1))
    days = st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1))
    return plan, place, draw(st.lists(st.tuples(TEXT, days), max_size=3))


def make(draft: PlanDraft, place: int, deeds: list[tuple[str, dt.date]]) -> Plan:
    """The plan as imported, then edited by hand: statuses, working words, lines in a text."""
    plan, is_new = plan_for(draft, None, by=None, now=NOW)
    import_plan(draft, plan, by=None, now=NOW, is_new=is_new)
    goals = [goal for field in plan.fields for goal in field.goals]
    for words, day in deeds:
        goal = goals[place]
        goal.working_title = words
        goal.official_description += f"\n\n{words}"
        db.session.add(
            Assessment(
                goal=goal,
                reporting_on=day,
                status_raw=words,
                category=Category.STARTED,
                source=AssessmentSource.SET,
                created_at=NOW,
            )
        )
        field = goal.field
        field.motto = words[:100]
        position = 1 + max((example.position for example in field.examples), default=0)
        last = max(other.position for other in field.goals)
        db.session.add_all(
            [
                Example(field=field, position=position, text=f"{words}\nin zwei Zeilen"),
                Goal(field=field, position=last + 2, official_title=words, created_at=NOW),
            ]
        )
    db.session.flush()
    db.session.expire_all()
    return plan


def check(world: tuple[PlanDraft, int, list[tuple[str, dt.date]]]) -> None:
    with for_a_moment():
        plan = make(*world)
        for kind in FORMATS:
            assert differences(read_again(plan, kind)) == [], kind


QUIET = [HealthCheck.function_scoped_fixture]


@settings(max_examples=4, deadline=None, suppress_health_check=QUIET)
@given(world=worked_on())
def test_any_plan_reads_back_without_a_difference(
    app: Flask, world: tuple[PlanDraft, int, list[tuple[str, dt.date]]]
) -> None:
    check(world)


@pytest.mark.nightly
@settings(max_examples=300, deadline=None, suppress_health_check=QUIET)
@given(world=worked_on())
def test_hundreds_of_plans_read_back_without_a_difference(
    app: Flask, world: tuple[PlanDraft, int, list[tuple[str, dt.date]]]
) -> None:
    check(world)
