"""A report's page: how far it has come, what can be done, and all that it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template

from app.domain import charts
from app.domain import reports as law
from app.domain.charts import Segment
from app.domain.reports.content import Bilanz, FieldPart
from app.domain.reports.privacy import Spot, addresses, names
from app.domain.wording import instant_words
from app.models.plans import Category
from app.models.reports import Report, ReportState, Step
from app.queries import authors
from app.queries import reports as queries
from app.web.forms.reports import CompareForm, NumberForm, StepForm, SupplementForm
from app.web.guards import allowed, signed_in_viewer
from app.web.reports.files import formats
from app.web.reports.room import bp
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
    compare_form: CompareForm | None = None,
    number_form: NumberForm | None = None,
    supplement_form: SupplementForm | None = None,
) -> str:
    """The page; the forms are those that a rule has refused."""
    viewer, edition = signed_in_viewer(), queries.edition(report)
    edits, final = law.may_edit(viewer, report), law.is_final(report)
    steps = {step: StepForm(step) for step in law.possible_steps(report)} if edits else {}
    return render_template(
        "reports/show.html",
        report=report,
        edition=edition,
        content=edition.content,
        kinds=REPORT_WORDS,
        edits=edits,
        writes=edits and report.state is ReportState.DRAFT,
        final=final,
        past=_past(report),
        steps=steps | dict([step_form] if step_form else []),
        compare_form=compare_form
        or CompareForm(formdata=None, data={"compared_on": report.compared_on}),
        number_form=number_form
        or NumberForm(formdata=None, data={"paper_number": report.paper_number}),
        supplement_form=supplement_form or SupplementForm(formdata=None),
        spots=_spots(report, edition.content) if edits and not final else [],
        formats=formats(report),
        **_pictures(edition.content),
    )


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


def _pictures(content: Bilanz) -> dict[str, Any]:
    """The bars of the page: all fields in one measure, and each by itself."""
    longest = max((field.figures.listed for field in content.fields), default=0)

    def bar(field: FieldPart, whole: int | None) -> Sequence[Segment]:
        counts = {one.value: number for one, number in field.figures.counts.items()}
        return charts.stacked(counts, ORDER, whole)

    return {
        "bars": [(field, bar(field, longest)) for field in content.fields],
        "own_bars": {field.number: bar(field, None) for field in content.fields},
        "used": [one for one in Category if content.figures.counts.get(one)],
    }
