"""Beginning a report; discarding a draft, and bringing it back until its time is over."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, select

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
from app.services import writing
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
    _lock_plan(plan)
    law.check_dates(reporting_on, compared_on, local_day(now, plan))
    _check_first_of(plan, reporting_on)
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
    _lock_plan(plan)
    law.check_dates(reporting_on, compared_on, local_day(now, plan))
    law.check_meeting(meeting)
    _check_first_to(meeting)
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
    """Put the draft away with all that was written; files made of it go. Raises RuleBroken.

    Until its time is over it can come back.
    """
    desk.take(report)
    law.check_open(report)
    if queries.annex_of(report) is not None:
        raise RuleBroken(
            _("Diese Bilanz ist Anlage eines Berichts. Bitte nehmen Sie sie dort zuerst heraus.")
        )
    writing.remove(ReportFile, ReportFile.report_id == report.id)
    report.removed_at, report.removed_by_id = now, by
    desk.note("report.discard", report, by=by, now=now, changes={"title": [report.title, None]})


def bring_back(report: Report, *, by: int | None, now: dt.datetime) -> None:
    """Bring a discarded draft back, unless another was begun in its place. Raises RuleBroken."""
    _lock_plan(report.plan)
    desk.take_known(report)
    if report.removed_at is None:
        return
    if report.meeting is not None:
        _check_first_to(report.meeting)
    else:
        _check_first_of(report.plan, report.reporting_on)
    _check_annexes(report)
    report.removed_at = report.removed_by_id = None
    desk.note("report.bring_back", report, by=by, now=now, changes={"title": [None, report.title]})


def forget_drafts(*conditions: ColumnElement[bool]) -> int:
    """Discarded drafts go for good, with all that belongs to them; how many."""
    gone = (Report.removed_at.is_not(None), *conditions)
    ids = select(Report.id).where(*gone)
    forget_annexes(ReportAnnex.report_id.in_(ids) | ReportAnnex.bilanz_id.in_(ids))
    for part in (ReportText, ReportStep, ReportFile):
        writing.remove(part, part.report_id.in_(ids))
    return writing.remove(Report, *gone)


def _lock_plan(plan: Plan) -> None:
    """Two who begin a report at once wait for each other."""
    db.session.execute(select(Plan.id).where(Plan.id == plan.id).with_for_update())


def _check_annexes(report: Report) -> None:
    """A Bilanz that was discarded after the report it hangs on comes back before it."""
    hanging = [annex.bilanz for annex in report.annexes if annex.bilanz]
    for bilanz in hanging:
        desk.take_known(bilanz)
    if any(bilanz.removed_at is not None for bilanz in hanging):
        raise RuleBroken(
            _(
                "Auch eine Bilanz, die diesem Bericht als Anlage beiliegt, ist verworfen. "
                "Bitte holen Sie diese zuerst zurück."
            )
        )


def _check_first_of(plan: Plan, reporting_on: dt.date) -> None:
    if queries.bilanz_of(plan, reporting_on) is not None:
        raise RuleBroken(
            _("Zum %(day)s gibt es schon eine Bilanz.", day=day_of_year(reporting_on, spoken())),
            field="reporting_on",
        )


def _check_first_to(meeting: Meeting) -> None:
    if queries.of_meeting(meeting) is not None:
        raise RuleBroken(_("Zu dieser Sitzung gibt es schon einen Bericht."), field="meeting")
