"""The plan outward: what was imported comes out again in every cell."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.imports import read_plan
from app.imports.draft import PlanDraft
from app.imports.plan_json import plan_to_json
from app.models.plans import Assessment, AssessmentSource, Category, Goal, Plan
from app.queries.plan_export import plan_as_json
from app.services.plan_import import import_plan, plan_for
from tests.imports.plans import BASELINE, small_plan
from tests.imports.test_real_bilanz import FILE

NOW = dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC)


def take(draft: PlanDraft, slug: str | None = None) -> int:
    plan, is_new = plan_for(draft, slug, by=None, now=NOW)
    import_plan(draft, plan, by=None, now=NOW, is_new=is_new)
    db.session.commit()
    return plan.id


def test_the_export_says_what_the_file_said(app: Flask) -> None:
    plan_id = take(small_plan())

    assert plan_as_json(plan_id) == plan_to_json(small_plan()) | {"slug": "integrationsplan"}


def test_an_export_read_into_another_plan_exports_the_same(app: Flask) -> None:
    first = plan_as_json(take(small_plan()))
    again = read_plan(json.dumps(first).encode(), "plan.json")

    second = plan_as_json(take(again, "zweiter"))

    assert second == first | {"slug": "zweiter"}
    assert db.session.scalars(select(Plan.slug).order_by(Plan.id)).all() == [
        "integrationsplan",
        "zweiter",
    ]


def test_a_day_chooses_the_status_of_that_day(app: Flask) -> None:
    plan_id = take(small_plan())
    goal = db.session.scalars(select(Goal).where(Goal.position == 1)).one()
    db.session.add(
        Assessment(
            goal=goal,
            reporting_on=dt.date(2017, 9, 1),
            status_raw="Umsetzung 80%",
            category=Category.IN_PROGRESS,
            percent=80,
            source=AssessmentSource.SET,
            created_at=NOW,
        )
    )
    db.session.commit()

    newest, baseline = plan_as_json(plan_id), plan_as_json(plan_id, BASELINE)

    days = [goal.get("status_as_of") for goal in newest["fields"][0]["goals"]]
    assert days == [None, "2017-02-20", "2017-02-20"]
    assert newest["as_of"] == "2017-09-01"
    assert newest["fields"][0]["goals"][0]["status_percent"] == 80
    assert baseline["as_of"] == "2017-02-20"
    assert baseline["fields"][0]["goals"][0]["status_percent"] == 50


def test_before_the_first_report_nothing_is_known(app: Flask) -> None:
    written = plan_as_json(take(small_plan()), dt.date(2016, 1, 1))

    statuses = {
        (goal["status_raw"], goal["status_percent"], goal["status_category"])
        for goal in written["fields"][0]["goals"]
    }
    assert statuses == {("", None, "unknown")}


@pytest.mark.skipif(not FILE.is_file(), reason="the real document is not beside the project")
def test_the_real_document_comes_out_right_in_every_cell(app: Flask) -> None:
    draft = read_plan(FILE, FILE.name)

    written = plan_as_json(take(draft))

    assert written == plan_to_json(draft) | {"slug": "integrationsplan"}
    assert sum(len(field["goals"]) for field in written["fields"]) == 34
