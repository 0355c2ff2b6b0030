"""What the database itself refuses once a report is released, and what it leaves open."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.extensions import db, transaction
from app.models.reports import (
    REPORT,
    AnnexFile,
    Report,
    ReportAnnex,
    ReportKind,
    ReportPart,
    ReportState,
    ReportStep,
    ReportSupplement,
    ReportText,
    Step,
)
from tests.makers import make_account, make_plan, save

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)

OUT = "SELECT id FROM report_annex WHERE removed_at IS NOT NULL"

# Every one of these would change what was released.
REFUSED = {
    "what it says": "UPDATE report SET frozen = '{\"goals\": 35}'",
    "its hash": "UPDATE report SET sha256 = 'x'",
    "its date": "UPDATE report SET reporting_on = '2017-02-21'",
    "opened again": "UPDATE report SET state = 'draft', frozen = NULL, sha256 = NULL",
    "taken away": "DELETE FROM report",
    "discarded": f"UPDATE report SET removed_at = '{NOW}'",
    "a text": "UPDATE report_text SET body = 'anders'",
    "a text taken away": "DELETE FROM report_text",
    "a further text": (
        "INSERT INTO report_text (report_id, part, body, proposal, written_at, version)"
        " SELECT id, 'motion', 'anders', '', created_at, 1 FROM report"
    ),
    "an annex": "UPDATE report_annex SET title = 'anders'",
    "a further annex": (
        "INSERT INTO report_annex (report_id, number, title) SELECT id, 7, 'anders' FROM report"
    ),
    "an annex taken away": "DELETE FROM report_annex WHERE removed_at IS NULL",
    "an annex taken out": f"UPDATE report_annex SET removed_at = '{NOW}'",
    "an annex brought back": "UPDATE report_annex SET number = 2, removed_at = NULL",
    "a file of an annex": f"UPDATE annex_file SET sha256 = '{'f' * 64}'",
    "a file of an annex taken away": "DELETE FROM annex_file",
    "a step": "UPDATE report_step SET who = 'anders'",
    "a step taken away": "DELETE FROM report_step",
    "a supplement": "UPDATE report_supplement SET text = 'anders'",
    "a supplement taken away": "DELETE FROM report_supplement",
}
ALLOWED = {
    "its number at the council": "UPDATE report SET paper_number = '84/2017'",
    "an author forgotten": "UPDATE report_text SET author_id = NULL",
    "who took a step forgotten": "UPDATE report_step SET by_id = NULL",
    "a further step": (
        "INSERT INTO report_step (report_id, step, at) SELECT id, 'sent', created_at FROM report"
    ),
    "a further supplement": (
        "INSERT INTO report_supplement (report_id, text, written_at)"
        " SELECT id, 'Nachtrag', created_at FROM report"
    ),
    "who took an annex out before forgotten": "UPDATE report_annex SET removed_by_id = NULL",
    "the file of an annex taken out before": f"DELETE FROM annex_file WHERE annex_id IN ({OUT})",
    "an annex taken out before": f"DELETE FROM report_annex WHERE id IN ({OUT})",
    "sent": "UPDATE report SET state = 'sent'",
}


@pytest.fixture
def released(app: Flask) -> Report:
    plan = make_plan()
    account = make_account(plan)
    report = Report(
        plan=plan,
        kind=ReportKind.BILANZ,
        title="Bilanz",
        reporting_on=dt.date(2017, 2, 20),
        created_at=NOW,
    )
    kept = {"media_type": "application/pdf", "size": 1, "sha256": "0" * 64, "created_at": NOW}
    paper, out = AnnexFile(file_name="Plan.pdf", **kept), AnnexFile(file_name="Alt.pdf", **kept)
    save(
        report,
        ReportText(
            report=report,
            part=ReportPart.FOREWORD,
            body="Vorwort",
            proposal="",
            author_id=account.id,
            written_at=NOW,
        ),
        ReportAnnex(report=report, number=1, title="Plan", file=paper),
        ReportAnnex(
            report=report,
            number=1,
            title="Zahlen",
            file=out,
            removed_at=NOW,
            removed_by_id=account.id,
        ),
        ReportStep(report=report, step=Step.RELEASED, by_id=account.id, at=NOW),
        ReportSupplement(report=report, text="Ergänzung", written_at=NOW),
    )
    report.state, report.frozen, report.sha256 = ReportState.RELEASED, "{}", "0" * 64
    save()
    return report


@pytest.mark.usefixtures("released")
def test_a_released_report_is_locked_by_the_database_itself() -> None:
    said = {deed: outcome_of(statement) for deed, statement in REFUSED.items()}

    assert {deed: words for deed, words in said.items() if REPORT.refusal not in words} == {}


@pytest.mark.usefixtures("released")
def test_number_supplements_and_sending_stay_possible_and_sent_is_the_end() -> None:
    said = {deed: outcome_of(statement) for deed, statement in ALLOWED.items()}

    assert set(said.values()) == {"done"}, said
    assert REPORT.refusal in outcome_of("UPDATE report SET state = 'released'")


def outcome_of(statement: str) -> str:
    try:
        with transaction():
            db.session.execute(sa.text(statement))
    except IntegrityError as error:
        return str(error.orig)
    return "done"
