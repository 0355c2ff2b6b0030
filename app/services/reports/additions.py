"""What may still be said of a released report: its number at the council, and supplements."""

from __future__ import annotations

import datetime as dt

from app.domain import reports as law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.reports import Report, ReportSupplement
from app.services.reports import desk


def add_supplement(
    report: Report, text: str, *, by: int | None, now: dt.datetime
) -> ReportSupplement:
    """Add dated words to a released report; what was released stays as it is. Raises RuleBroken."""
    desk.take(report)
    law.check_supplement(report, text)
    added = ReportSupplement(
        report=report, text=text.replace("\r\n", "\n").strip(), author_id=by, written_at=now
    )
    db.session.add(added)
    desk.note("report.supplement", report, by=by, now=now)
    return added


def enter_number(report: Report, number: str, *, by: int | None, now: dt.datetime) -> None:
    """The number that the council's office gave the paper; empty takes it back (R60)."""
    desk.take(report)
    number = number.strip()
    if len(number) > law.LONGEST_NUMBER:
        raise RuleBroken(_("Bitte kürzen Sie auf 60 Zeichen."), field="paper_number")
    changes = {"paper_number": [report.paper_number, number or None]}
    report.paper_number = number or None
    desk.note("report.number", report, by=by, now=now, changes=changes)
