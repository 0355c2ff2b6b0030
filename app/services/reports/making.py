"""Beginning a report, and throwing a draft away."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select

from app.domain import reports as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.wording import day_of_year
from app.extensions import db
from app.language import gettext as _
from app.language import spoken
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.models.reports import Report, ReportAnnex, ReportFile, ReportKind, ReportStep, ReportText
from app.queries import reports as queries
from app.services.reports import desk
from app.services.reports.annexes import forget_annexes


def begin_bilanz(
    plan: Plan,
    reporting_on: dt.date,
    compared_on: dt.date | None,
    *,
    by: int | None,
    now: dt.datetime,
) -> Report:
    """A draft of the Bilanz of this date; two who begin it at once wait. Raises RuleBroken."""
    db.session.execute(select(Plan.id).where(Plan.id == plan.id).with_for_update())
    law.check_dates(reporting_on, compared_on, local_day(now, plan))
    if queries.bilanz_of(plan, reporting_on) is not None:
        raise RuleBroken(
            _("Zum %(day)s gibt es schon eine Bilanz.", day=day_of_year(reporting_on, spoken())),
            field="reporting_on",
        )
    report = Report(
        plan=plan,
        kind=ReportKind.BILANZ,
        title=law.title_of(ReportKind.BILANZ, reporting_on),
        reporting_on=reporting_on,
        compared_on=compared_on,
        created_at=now,
        created_by_id=by,
    )
    db.session.add(report)
    desk.note("report.begin", report, by=by, now=now)
    return report


def begin_committee(
    meeting: Meeting,
    reporting_on: dt.date,
    compared_on: dt.date | None,
    *,
    by: int | None,
    now: dt.datetime,
) -> Report:
    """A draft of the report to this meeting; there is one a meeting. Raises RuleBroken."""
    plan = meeting.plan
    db.session.execute(select(Plan.id).where(Plan.id == plan.id).with_for_update())
    law.check_dates(reporting_on, compared_on, local_day(now, plan))
    law.check_meeting(meeting)
    if queries.of_meeting(meeting) is not None:
        raise RuleBroken(_("Zu dieser Sitzung gibt es schon einen Bericht."), field="meeting")
    report = Report(
        plan=plan,
        kind=ReportKind.COMMITTEE,
        meeting=meeting,
        title=law.title_of(ReportKind.COMMITTEE, reporting_on),
        reporting_on=reporting_on,
        compared_on=compared_on,
        created_at=now,
        created_by_id=by,
    )
    db.session.add(report)
    desk.note("report.begin", report, by=by, now=now)
    return report


def discard(report: Report, *, by: int | None, now: dt.datetime) -> None:
    """Throw the draft away with all that was written. Raises RuleBroken."""
    desk.take(report)
    law.check_open(report)
    if queries.annex_of(report) is not None:
        raise RuleBroken(
            _("Diese Bilanz ist Anlage eines Berichts. Bitte nehmen Sie sie dort zuerst heraus.")
        )
    desk.note("report.discard", report, by=by, now=now, changes={"title": [report.title, None]})
    forget_annexes((ReportAnnex.report_id == report.id) | (ReportAnnex.bilanz_id == report.id))
    for part in (ReportText, ReportStep, ReportFile):
        db.session.execute(delete(part).where(part.report_id == report.id))
    db.session.execute(delete(Report).where(Report.id == report.id))
    db.session.expire_all()
