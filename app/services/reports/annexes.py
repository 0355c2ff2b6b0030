"""Numbered annexes of a draft; the numbers run 1, 2, 3 … without a gap (R60)."""

from __future__ import annotations

import datetime as dt

from app.domain import reports as law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.reports import Report, ReportAnnex
from app.services.reports import desk


def add_annex(
    report: Report, title: str, bilanz: Report | None, *, by: int | None, now: dt.datetime
) -> ReportAnnex:
    """Put an annex at the end; a Bilanz of ours names itself. Raises RuleBroken."""
    desk.take(report)
    law.check_open(report)
    law.check_annex(report, title, bilanz)
    annex = ReportAnnex(
        report=report,
        bilanz=bilanz,
        number=len(report.annexes) + 1,
        title=title.strip() or (bilanz.title if bilanz else ""),
    )
    db.session.add(annex)
    changes = {"annex": [None, annex.number]}
    desk.note("report.annex", report, by=by, now=now, changes=changes)
    return annex


def remove_annex(report: Report, number: int, *, by: int | None, now: dt.datetime) -> None:
    """Take an annex out; those behind it move up. Raises RuleBroken."""
    desk.take(report)
    law.check_open(report)
    annex = next((one for one in report.annexes if one.number == number), None)
    if annex is None:
        raise RuleBroken(_("Diese Anlage gibt es nicht mehr."))
    report.annexes.remove(annex)
    db.session.delete(annex)
    db.session.flush()
    for one in report.annexes:
        if one.number > number:
            one.number -= 1
            db.session.flush()  # one by one, so that no two ever bear the same number
    desk.note("report.annex", report, by=by, now=now, changes={"annex": [number, None]})
