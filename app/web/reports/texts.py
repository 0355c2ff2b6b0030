"""Words in place of proposals: the list of all, and one with its proposal beside it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import reports as law
from app.domain.access import Viewer
from app.extensions import transaction
from app.language import gettext as _
from app.models.plans import Goal
from app.models.reports import Report, ReportPart, ReportState, ReportText
from app.queries import authors, plans
from app.queries import reports as queries
from app.queries.reports import Proposal
from app.services import reports as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.reports import TextForm
from app.web.guards import allowed, signed_in_viewer
from app.web.reports.room import Answer, bp, today_of
from app.web.words import PART_WORDS

PART_SLUGS = {
    ReportPart.FOREWORD: "vorwort",
    ReportPart.MOTION: "antrag",
    ReportPart.PROCESS: "arbeitsprozess",
    ReportPart.COMPOSITION: "zusammenstellung",
    ReportPart.RESULTS: "ergebnisse",
}


@dataclass(frozen=True)
class Unwritten:
    """What stands for a text that nobody has written yet."""

    body: str
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Place:
    """One text of a report: of a goal or a part, what is proposed, and what was written."""

    report: Report
    subject: Goal | ReportPart
    proposal: Proposal
    written: ReportText | None

    @property
    def slug(self) -> str:
        return self.subject.key if isinstance(self.subject, Goal) else PART_SLUGS[self.subject]

    @property
    def title(self) -> str:
        if isinstance(self.subject, Goal):
            return f"{self.subject.key} {self.subject.official_title}"
        return str(PART_WORDS[self.subject])

    @property
    def stored(self) -> ReportText | Unwritten:
        return self.written or Unwritten(self.proposal.text)

    @property
    def overtaken(self) -> bool:
        """Whether more was reported since the text was written."""
        return self.written is not None and self.written.proposal != self.proposal.text


def load(uid: uuid.UUID, slug: str) -> Place | None:
    """The text of the goal or part that the address names."""
    report = queries.by_uid(uid)
    if report is None:
        return None
    part = next((one for one in law.PARTS[report.kind] if PART_SLUGS[one] == slug), None)
    if part is not None:
        return _place(
            report, part, Proposal(queries.proposals_of_parts(report, today_of(report))[part], 0)
        )
    goal = plans.goal_by_key(report.plan.slug, slug) if report.is_bilanz else None
    if goal is None:
        return None
    said = queries.done_since(report.plan, report.compared_on, report.reporting_on)
    return _place(report, goal, queries.proposal_of(goal, said))


def _place(report: Report, subject: Goal | ReportPart, proposal: Proposal) -> Place:
    goal_id = subject.id if isinstance(subject, Goal) else None
    written = next(
        (
            text
            for text in report.texts
            if (text.goal_id == goal_id if goal_id is not None else text.part is subject)
        ),
        None,
    )
    return Place(report=report, subject=subject, proposal=proposal, written=written)


def _may_edit(viewer: Viewer, place: Place) -> bool:
    return law.may_edit(viewer, place.report)


@bp.get("/berichte/<uuid:uid>/texte")
@allowed(law.may_edit, queries.by_uid)
def texts(report: Report) -> str:
    """Every text of the report, with what is written and what is proposed."""
    places = _places(report)
    return render_template(
        "reports/texts.html",
        report=report,
        parts_of_report=[place for place in places if not isinstance(place.subject, Goal)],
        fields=_by_field(places),
        written=sum(place.written is not None for place in places),
        total=len(places),
        open=report.state is ReportState.DRAFT,
    )


def _places(report: Report) -> list[Place]:
    proposed = queries.proposals_of_parts(report, today_of(report))
    found = [_place(report, part, Proposal(proposed[part], 0)) for part in law.PARTS[report.kind]]
    if not report.is_bilanz:
        return found
    said = queries.done_since(report.plan, report.compared_on, report.reporting_on)
    return found + [
        _place(report, goal, queries.proposal_of(goal, said))
        for goal in queries.goals_in_order(report.plan)
    ]


def _by_field(places: Sequence[Place]) -> list[tuple[str, list[Place]]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        if isinstance(place.subject, Goal):
            field = place.subject.field
            found.setdefault(f"{field.number}. {field.name}", []).append(place)
    return list(found.items())


@bp.route("/berichte/<uuid:uid>/texte/<slug>", methods=["GET", "POST"])
@allowed(_may_edit, load)
def text(place: Place) -> Answer:
    """One text with its proposal beside it; two who write it at once both see both versions."""
    report, stored = place.report, place.stored
    if request.method != "POST" and report.state is not ReportState.DRAFT:
        flash(
            _("Der Bericht ist kein Entwurf mehr; seine Texte lassen sich jetzt nicht ändern."),
            "info",
        )
        return redirect(url_for("reports.show", uid=report.uid))
    form = TextForm(data={"body": stored.body, "version": stored.version})

    def deed() -> None:
        verbs.write(
            report,
            place.subject,
            form["body"].data or "",
            proposal=place.proposal.text,
            seen=stored.version,
            by=signed_in_viewer().account_id,
            now=clock.now(),
        )

    if request.method == "POST" and form.validate():
        check_version(form, stored)
        if kept(form, deed):
            flash(_("Der Text ist gespeichert."))
            return _on(place)
    author = place.written.author_id if place.written else None
    page = render_template(
        "reports/text.html",
        place=place,
        report=report,
        form=form,
        author=authors.names_of([author]).get(author, "") if author is not None else "",
    )
    return (page, 422) if request.method == "POST" else page


@bp.post("/berichte/<uuid:uid>/texte/<slug>/vorschlag")
@allowed(_may_edit, load)
def use_proposal(place: Place) -> Response:
    """Give up what was written; the proposal stands again."""
    with transaction():
        verbs.use_proposal(
            place.report, place.subject, by=signed_in_viewer().account_id, now=clock.now()
        )
    flash(_("Der Vorschlag steht wieder im Bericht."))
    return _on(place)


def _on(place: Place) -> Response:
    """Back to the list, at the place where one was."""
    anchor = f"text-{place.slug.replace('.', '-')}"
    return redirect(url_for("reports.texts", uid=place.report.uid, _anchor=anchor))
