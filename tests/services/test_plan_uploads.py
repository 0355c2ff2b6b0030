"""A file between its upload and the yes to it: kept, compared, taken over as shown, forgotten."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.imports import read_file
from app.imports.lists import Mapping, Role
from app.language import speaking
from app.models.accounts import PlanAccess
from app.models.plan_files import PlanImport, PlanUpload
from app.models.plans import Plan
from app.services import plan_uploads as verbs
from app.services.plan_import import import_plan, plan_for
from app.services.plan_uploads import Given, Overtaken
from app.web.plans.comparing import shown
from tests.imports.office_files import HEAD, ROW, docx, field, paragraph, table
from tests.imports.plans import small_plan
from tests.makers import make_office
from tests.services.test_plan_import import goal, rows

NOW = dt.datetime(2017, 12, 1, 9, 0, tzinfo=dt.UTC)
STAND = paragraph("Stand 27. November 2017")
LIST = "Bereich;Ziel;Was war;Stand\n1 Wohnen;Wohnungen bauen;Es geht voran.;Umsetzung 80%"


@pytest.fixture
def plan(app: Flask) -> Plan:
    draft = replace(small_plan(), slug="konzept")
    plan, is_new = plan_for(draft, None, by=None, now=NOW)
    import_plan(draft, plan, by=None, now=NOW, is_new=is_new)
    make_office(plan)
    db.session.commit()
    return plan


def office(plan: Plan) -> int:
    return db.session.scalars(select(PlanAccess.account_id).where(PlanAccess.plan == plan)).one()


def keep(plan: Plan, content: bytes, name: str = "plan.docx", **more: Any) -> PlanUpload:
    given = Given(reading=read_file(content, name), sha256="0" * 64, size=len(content))
    upload = verbs.keep_upload(plan, given, by=office(plan), now=NOW, **({"as_of": None} | more))
    db.session.commit()
    return upload


def mark(upload: PlanUpload) -> str:
    assert upload.report is not None
    return verbs.mark_of(upload.report)


def later(*blocks: str) -> bytes:
    return docx(STAND, *blocks, field(), table(HEAD, (*ROW[:2], "Umsetzung 80%")))


def test_a_comparison_is_kept_and_nothing_else(plan: Plan) -> None:
    before = rows()

    upload = keep(plan, later())

    after = rows()
    assert {name for name in after if after[name] != before[name]} == {"plan_upload"}
    assert upload.report is not None
    assert [entry["after"] for entry in upload.report["added"]] == ["Umsetzung 80%"]
    assert upload.problems is None


def test_what_was_shown_is_taken_over_and_the_words_are_gone(plan: Plan) -> None:
    upload = keep(plan, later())

    verbs.take_over(upload, shown=mark(upload), by=office(plan), now=NOW)
    db.session.commit()

    latest = goal("1.1").latest
    assert latest is not None
    assert (latest.status_raw, latest.reporting_on) == ("Umsetzung 80%", dt.date(2017, 11, 27))
    assert db.session.scalars(select(PlanUpload)).all() == []
    record = db.session.scalars(select(PlanImport)).one()
    assert (record.file_name, record.account_id) == ("plan.docx", office(plan))


def test_nothing_is_taken_over_once_the_plan_says_something_else(plan: Plan) -> None:
    upload = keep(plan, later())
    shown = mark(upload)
    goal("1.1").official_description = "Von Hand."
    db.session.commit()
    before = rows()

    with pytest.raises(Overtaken):
        verbs.take_over(upload, shown=shown, by=office(plan), now=NOW)
    db.session.rollback()

    assert rows() == before
    verbs.compare(upload, by=office(plan), now=NOW)
    assert mark(upload) != shown


def test_a_list_is_read_again_with_other_columns(plan: Plan) -> None:
    upload = keep(plan, LIST.encode(), "liste.csv")
    assert upload.mapping == {
        "sheet": 0,
        "head": 1,
        "columns": {"field": 0, "goal": 1, "status": 3},
    }
    assert verbs.lacks_day(upload)
    verbs.set_day(upload, dt.date(2017, 11, 27), by=office(plan), now=NOW)
    assert upload.report is not None
    assert [entry["attribute"] for entry in upload.report["changed"]] == []

    columns = {Role.FIELD: 0, Role.GOAL: 1, Role.DESCRIPTION: 2, Role.STATUS: 3}
    verbs.map_columns(upload, Mapping(0, 1, columns), by=office(plan), now=NOW)

    assert [entry["attribute"] for entry in upload.report["changed"]] == ["official_description"]
    assert json.loads(json.dumps(upload.report)) == upload.report


def test_what_cannot_be_read_is_said_with_its_place(plan: Plan) -> None:
    upload = keep(plan, docx(STAND, table(HEAD, ROW)))

    assert upload.report is None
    (problem,) = verbs.problems_of(upload)
    assert str(problem).startswith("Tabelle 1: Die Tabelle gehört zu keinem Handlungsfeld")
    with speaking("en"):
        assert str(problem).startswith("Table 1: The table belongs to no field of action")


def test_a_comparison_is_the_same_whoever_made_it_and_reads_it(plan: Plan) -> None:
    """It is kept without a language: who changes theirs meanwhile takes over what was shown."""
    odd = docx(STAND, field(), table(HEAD, (*ROW[:2], "Läuft gut")))
    upload = keep(plan, odd)
    german = mark(upload)

    with speaking("en"):
        verbs.compare(upload, by=office(plan), now=NOW)

    assert mark(upload) == german
    (doubt,) = shown(upload.report or {}).doubts
    assert doubt.text.startswith("Der Umsetzungsstand „Läuft gut“ ist keine bekannte Formulierung")
    with speaking("en"):
        (doubt,) = shown(upload.report or {}).doubts
        assert verbs.take_over(upload, shown=german, by=office(plan), now=NOW).wrote
    assert (doubt.place, doubt.text[:43]) == (
        "Table 1, row 2",
        "The implementation status “Läuft gut” is no",
    )


def test_a_person_has_one_file_at_a_time(plan: Plan) -> None:
    keep(plan, later())
    keep(plan, LIST.encode(), "liste.csv")

    assert db.session.scalars(select(PlanUpload.file_name)).all() == ["liste.csv"]
