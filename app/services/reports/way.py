"""A report on its way; at its release what it says is frozen for good."""

from __future__ import annotations

import datetime as dt

from app.domain import reports as law
from app.domain.days import local_day
from app.domain.reports.freezing import frozen, sha256_of
from app.domain.reports.privacy import check_addresses
from app.extensions import db
from app.models.reports import Report, ReportStep, Step
from app.queries import reports as queries
from app.services.reports import desk


def take_step(
    report: Report,
    step: Step,
    *,
    who: str = "",
    words: str = "",
    by: int | None,
    now: dt.datetime,
) -> None:
    """Bring the report a step on; `who` co-signed or was written to. Raises RuleBroken."""
    desk.take(report)
    before = report.state
    state = law.check_step(report, step, who)
    if step is Step.RELEASED:
        _freeze(report, now)
    report.state = state
    db.session.add(
        ReportStep(
            report=report,
            step=step,
            who=who.strip() or None,
            note=words.strip() or None,
            by_id=by,
            at=now,
        )
    )
    changes = {"state": [before.value, state.value], "sha256": [None, report.sha256]}
    desk.note(f"report.{step.value}", report, by=by, now=now, changes=changes)


def _freeze(report: Report, now: dt.datetime) -> None:
    today = local_day(now, report.plan)
    law.check_day_has_come(report, today)
    content = queries.content_of(report, today)
    check_addresses(content)
    report.frozen = frozen(content)
    report.sha256 = sha256_of(report.frozen)
