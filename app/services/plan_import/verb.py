"""The verb: bring a plan up to what a file says, inside the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.extensions import db
from app.imports.draft import Doubt, PlanDraft
from app.language import gettext as _
from app.language import kept
from app.language import lazy_gettext as _l
from app.models.calendar_marks import mark_changed
from app.models.plan_files import PlanImport
from app.models.plans import AssessmentSource, Plan
from app.queries.plan_export import whole_plan
from app.services import audit
from app.services.plan_import.fields import import_field
from app.services.plan_import.lengths import check_lengths
from app.services.plan_import.merge import Place, merge
from app.services.plan_import.report import ImportReport
from app.services.plan_import.traces import Traces


@dataclass(frozen=True)
class ImportSource:
    """The file that was read, for the record."""

    file_name: str
    sha256: str


def import_plan(
    draft: PlanDraft,
    plan: Plan,
    *,
    by: int | None,
    now: dt.datetime,
    source: ImportSource | None = None,
    is_new: bool = False,
) -> ImportReport:
    """Compare the draft with the plan and take over what is new; doing it twice changes nothing.

    Local edits win, assessments are only appended, nothing is deleted; the report says so. The
    caller's transaction keeps or drops all of it. Raises RuleBroken when the draft has no
    reporting day, or holds a text the plan has no room for.
    """
    if draft.as_of is None:
        raise RuleBroken(
            _("Die Datei nennt keinen Stand. Bitte geben Sie ihn mit --as-of JJJJ-MM-TT an.")
        )
    check_lengths(draft)
    db.session.flush()
    with db.session.no_autoflush:  # what changes is written down before it goes to the tables
        return _compare(
            draft, whole_plan(plan.id, lock=True), by=by, now=now, source=source, is_new=is_new
        )


def rehearse_import(
    draft: PlanDraft, plan: Plan, *, by: int | None, now: dt.datetime
) -> ImportReport:
    """What an import would do, done and taken back at once. Raises RuleBroken as it would."""
    step = db.session.begin_nested()
    try:
        return import_plan(draft, plan, by=by, now=now)
    finally:
        step.rollback()


def _compare(
    draft: PlanDraft,
    plan: Plan,
    *,
    by: int | None,
    now: dt.datetime,
    source: ImportSource | None,
    is_new: bool,
) -> ImportReport:
    assert draft.as_of is not None
    report = ImportReport(plan=plan.slug, as_of=draft.as_of)
    if draft.as_of > local_day(now, plan):
        report.doubts.append(Doubt(None, _l("Der Stand der Datei liegt in der Zukunft.")))
    is_older = draft.as_of < _newest_import(plan, draft.as_of)
    _import_head(plan, draft, report, is_older=is_older, is_new=is_new)
    for field_draft in draft.fields:
        import_field(
            plan,
            field_draft,
            draft.as_of,
            report,
            is_older=is_older,
            is_partial=draft.is_partial,
            now=now,
        )
    _report_missing_fields(plan, draft, report)
    report.doubts = [*_in_our_keys(draft.doubts, report), *report.doubts]
    if report.wrote:
        _keep_record(plan, report, source, by=by, now=now)
    db.session.flush()
    return report


def _newest_import(plan: Plan, default: dt.date) -> dt.date:
    """The reporting day of the newest document that was imported."""
    return max(
        (
            assessment.reporting_on
            for field in plan.fields
            for goal in field.goals
            for assessment in goal.assessments
            if assessment.source is AssessmentSource.IMPORTED
        ),
        default=default,
    )


def _import_head(
    plan: Plan, draft: PlanDraft, report: ImportReport, *, is_older: bool, is_new: bool
) -> None:
    theirs = {"title": draft.title} if is_new or draft.names_plan else {}
    # The JSON form does not carry these: a file that says nothing erases nothing.
    if draft.subtitle:
        theirs["subtitle"] = draft.subtitle
    if draft.resolutions:
        theirs["resolution_numbers"] = ", ".join(draft.resolutions)
    if is_new:
        for attribute, value in theirs.items():
            setattr(plan, attribute, value)
        report.add("plan", plan.slug, draft.title)
        plan.import_snapshot = theirs
        return
    place = Place("plan", plan.slug, report, is_older)
    snapshot = merge(place, plan, theirs, plan.import_snapshot)
    if snapshot != (plan.import_snapshot or {}):
        plan.import_snapshot = snapshot
    report.settle("plan", plan.slug)


def _in_our_keys(doubts: Sequence[Doubt], report: ImportReport) -> Iterator[Doubt]:
    """The doubts of the file, about the goals as they are called here."""
    for doubt in doubts:
        yield replace(doubt, key=report.called.get(doubt.key, doubt.key))


def _report_missing_fields(plan: Plan, draft: PlanDraft, report: ImportReport) -> None:
    numbers = {field_draft.number for field_draft in draft.fields}
    for field in plan.fields:
        if field.number in numbers:
            continue
        report.miss("field", str(field.number), field.name)
        for goal in field.goals:
            report.miss("goal", goal.key, goal.official_title)


def _keep_record(
    plan: Plan,
    report: ImportReport,
    source: ImportSource | None,
    *,
    by: int | None,
    now: dt.datetime,
) -> None:
    mark_changed(db.session(), plan.id)
    counts = {"added": len(report.added), "changed": len(report.changed)}
    if source is not None:
        traces = Traces()
        db.session.add(
            PlanImport(
                plan_id=plan.id,
                account_id=by,
                file_name=source.file_name[-200:],
                sha256=source.sha256,
                reporting_on=report.as_of,
                report=report.as_json(kept),
                traces=traces.as_json(),
                imported_at=now,
            )
        )
    audit.note("plan.import", by=by, now=now, plan_id=plan.id, object_type="plan", changes=counts)
