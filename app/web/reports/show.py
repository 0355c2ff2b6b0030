"""A report's page: how far it has come, what can be done, and all that it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, url_for

from app.documents.reports.committee import attended, organisations_words, target_words
from app.domain import charts
from app.domain import reports as law
from app.domain.access import Viewer
from app.domain.charts import Segment
from app.domain.days import local_day
from app.domain.deadlines import Deadline
from app.domain.reports.committee import CommitteeReport, FieldLine
from app.domain.reports.content import Bilanz, FieldPart
from app.domain.reports.privacy import Spot, addresses, names
from app.domain.spoken import day_of_year, instant_words, long_day
from app.language import gettext as _
from app.models.meetings import Meeting
from app.models.plans import Category
from app.models.reports import Report, ReportAnnex, ReportState, Step
from app.queries import authors, minutes
from app.queries import reports as queries
from app.web.forms.minutes import OUTCOME_WORDS
from app.web.forms.reports import AnnexForm, HeadForm, NumberForm, StepForm, SupplementForm
from app.web.guards import allowed, signed_in_viewer
from app.web.removals import Removed, removed
from app.web.reports.files import ordered, ways
from app.web.reports.room import bp, today_of
from app.web.words import REPORT_WORDS, STEP_WORDS

ORDER = tuple(category.value for category in Category)


@dataclass(frozen=True)
class Past:
    """A step that was taken: what, and by whom and when."""

    title: str
    meta: str
    words: str


@bp.get("/berichte/<uuid:uid>")
@allowed(law.may_read, queries.by_uid)
def show(report: Report) -> str:
    """The report as everybody reads it; for the office with what comes next."""
    return page(report)


def page(
    report: Report,
    *,
    step_form: tuple[Step, StepForm] | None = None,
    head_form: HeadForm | None = None,
    number_form: NumberForm | None = None,
    supplement_form: SupplementForm | None = None,
    annex_form: AnnexForm | None = None,
) -> str:
    """The page; the forms are those that a rule has refused."""
    viewer, edition = signed_in_viewer(), queries.edition(report, today_of(report))
    edits, final = law.may_edit(viewer, report), law.is_final(report)
    steps = {step: StepForm(step) for step in law.possible_steps(report)} if edits else {}
    return render_template(
        "reports/show.html",
        report=report,
        edition=edition,
        content=edition.content,
        kinds=REPORT_WORDS,
        outcome_words=OUTCOME_WORDS,
        edits=edits,
        writes=edits and report.state is ReportState.DRAFT,
        final=final,
        past=_past(report),
        ahead=not final and report.reporting_on > today_of(report),
        co_signed=law.co_signed(report.steps),
        co_signs=law.may_co_sign(viewer, report) and Step.CO_SIGNED in law.possible_steps(report),
        steps=steps | dict([step_form] if step_form else []),
        head_form=head_form or HeadForm(formdata=None, data=_head(report)),
        number_form=number_form
        or NumberForm(formdata=None, data={"paper_number": report.paper_number}),
        supplement_form=supplement_form or SupplementForm(formdata=None),
        spots=_spots(report, edition.content) if edits and not final else [],
        ordered=ordered(report, viewer.account_id),
        ways=ways(report, edition.content.figures.listed),
        annex_form=annex_form or AnnexForm(queries.bilanzen(report.plan), formdata=None),
        removed_annexes=_removed(report) if edits and report.state is ReportState.DRAFT else [],
        papers={one.number: _paper(one) for one in report.annexes},
        **_pictures(edition.content),
        **_around(viewer, report),
    )


def _around(viewer: Viewer, report: Report) -> dict[str, Any]:
    """What a committee's report hangs on: its meeting with deadlines, and what came of it."""
    meeting = report.meeting
    if meeting is None:
        return {"deadlines": [], "result": None, "meeting": None}
    seen = viewer.sees_whole(report.plan_id)
    return {
        "meeting": meeting,
        "deadlines": _due(report, meeting) if seen else [],
        "result": minutes.result_of(meeting),
    }


def _due(report: Report, meeting: Meeting) -> list[dict[str, str]]:
    """The committee's deadlines, with what the report has met of them."""
    today = today_of(report)
    met = {law.DEADLINES[step.step]: step.at for step in report.steps if step.step in law.DEADLINES}
    return [_deadline(one, met.get(one.key), today, report) for one in queries.deadlines(meeting)]


def _deadline(
    deadline: Deadline, met_at: dt.datetime | None, today: dt.date, report: Report
) -> dict[str, str]:
    holiday = f" ({deadline.school_holiday})" if deadline.school_holiday else ""
    met_on = day_of_year(local_day(met_at, report.plan)) if met_at else ""
    return {
        "date": long_day(deadline.on) + holiday,
        "label": deadline.label,
        "state": "past" if deadline.on < today or met_on else "planned",
        "note": _("erledigt am %(day)s", day=met_on) if met_on else "",
    }


def _paper(annex: ReportAnnex) -> tuple[str, int | None]:
    """Where the annex can be read, if it lies here, and the size of a file in octets."""
    if annex.file is not None:
        return url_for("reports.annex", uid=annex.file.uid), annex.file.size
    return (url_for("reports.show", uid=annex.bilanz.uid) if annex.bilanz else ""), None


def _removed(report: Report) -> list[Removed]:
    """Annexes that were taken out and can come back."""
    return removed(
        report.plan,
        (
            (
                annex,
                _("Anlage %(number)s: %(title)s", number=annex.number, title=annex.title),
                url_for("reports.restore_annex", uid=report.uid, annex_id=annex.id),
            )
            for annex in queries.removed_annexes(report)
        ),
    )


def _head(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "compared_on": report.compared_on,
        "version": report.version,
    }


def _spots(report: Report, content: Any) -> list[Spot]:
    """What of people would become public: addresses, and names to look at."""
    return [*addresses(content), *names(content, queries.known_people(report.plan))]


def _past(report: Report) -> list[Past]:
    """The steps taken, newest first."""
    zone = ZoneInfo(report.plan.timezone)
    known = authors.names_of([step.by_id for step in report.steps if step.by_id is not None])
    found = []
    for step in reversed(report.steps):
        word, name = str(STEP_WORDS[step.step]), known.get(step.by_id or 0, "")
        at = instant_words(step.at.astimezone(zone))
        title = f"{word}: {step.who}" if step.who else word
        found.append(Past(title, f"{at}, {name}" if name else at, step.note or ""))
    return found


def _pictures(content: Bilanz | CommitteeReport) -> dict[str, Any]:
    """The bars of the page: all fields in one measure, and each by itself."""
    longest = max((field.figures.listed for field in content.fields), default=0)

    def bar(field: FieldPart | FieldLine, whole: int | None) -> Sequence[Segment]:
        counts = {one.value: number for one, number in field.figures.counts.items()}
        return charts.stacked(counts, ORDER, whole)

    return {
        "bars": [(field, bar(field, longest)) for field in content.fields],
        "own_bars": {field.number: bar(field, None) for field in content.fields},
        "used": [category for category, _number in content.figures.in_order],
        "attended": attended,
        "organisations_words": organisations_words,
        "target_words": target_words,
    }
