"""Words in place of proposals, written by several people who never overwrite each other."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm.exc import StaleDataError

from app.domain import reports as law
from app.domain.days import local_day
from app.extensions import db
from app.models.plans import Goal
from app.models.reports import Report, ReportPart, ReportText
from app.services.reports import desk

Subject = Goal | ReportPart


def write(
    report: Report,
    subject: Subject,
    body: str,
    *,
    proposal: str,
    seen: int,
    by: int | None,
    now: dt.datetime,
) -> None:
    """Keep `body` for the goal or part; `seen` is the version it was written on, 0 for none.

    What somebody else has written meanwhile is not overwritten: raises StaleDataError, or
    RuleBroken.
    """
    desk.take(report)
    law.check_open(report)
    law.check_text(body)
    text = _text_of(report, subject)
    if (text.version if text else 0) != seen:
        raise StaleDataError
    body = body.replace("\r\n", "\n").strip()
    if text is None:
        text = ReportText(
            report=report,
            goal=subject if isinstance(subject, Goal) else None,
            part=subject if isinstance(subject, ReportPart) else None,
            body=body,
            proposal=proposal,
            author_id=by,
            written_at=now,
        )
        db.session.add(text)
    text.body, text.proposal, text.author_id, text.written_at = body, proposal, by, now
    desk.note("report.write", report, by=by, now=now, changes={"of": [None, _name(subject)]})


def use_proposal(report: Report, subject: Subject, *, by: int | None, now: dt.datetime) -> None:
    """Give up what was written; the proposal stands again and follows new reports."""
    desk.take(report)
    law.check_open(report)
    text = _text_of(report, subject)
    if text is None:
        return
    report.texts.remove(text)
    db.session.delete(text)
    desk.note("report.unwrite", report, by=by, now=now, changes={"of": [_name(subject), None]})


def edit(
    report: Report,
    title: str,
    compared_on: dt.date | None,
    *,
    by: int | None,
    now: dt.datetime,
) -> None:
    """Call it otherwise; tell changes, and begin proposals, at another day. Raises RuleBroken."""
    desk.take(report)
    law.check_open(report)
    law.check_title(title)
    law.check_dates(report.reporting_on, compared_on, local_day(now, report.plan))
    changes = {
        "title": [report.title, title.strip()],
        "compared_on": [str(report.compared_on or ""), str(compared_on or "")],
    }
    report.title, report.compared_on = title.strip(), compared_on
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    desk.note("report.edit", report, by=by, now=now, changes=changed)


def _text_of(report: Report, subject: Subject) -> ReportText | None:
    if isinstance(subject, ReportPart):
        return next((text for text in report.texts if text.part is subject), None)
    return next((text for text in report.texts if text.goal_id == subject.id), None)


def _name(subject: Subject) -> str:
    return subject.value if isinstance(subject, ReportPart) else subject.key
