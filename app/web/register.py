"""Pages of the room "register": what was agreed, on what it rests, and what came of it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app import clock
from app.documents.spreadsheets import Cell, Column, Kind
from app.domain import access
from app.domain import minutes as law
from app.domain.days import local_day
from app.domain.targets import missing_parts
from app.language import gettext as _
from app.models.meetings import Agreement
from app.queries import register as queries
from app.queries import targets as target_queries
from app.queries import task_links
from app.queries.register import Row
from app.services import throttle
from app.web import listing
from app.web.forms.minutes import OUTCOME_WORDS
from app.web.forms.register import FOLLOW_UP_WORDS, RegisterFilterForm
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.limits import limited
from app.web.words import AGREEMENT_WORDS

bp = Blueprint("register", __name__)


@bp.get("/vereinbarungen")
@allowed(access.may_use_plan)
def index() -> str:
    """Everything agreed and decided that the viewer may see, newest first."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    form = RegisterFilterForm(queries.years(viewer, plan), formdata=request.args)
    kind, state, today = form.kind, form.state, local_day(clock.now(), plan)
    results = [] if kind or state else queries.results(viewer, plan, form.year)
    rows = queries.agreements(viewer, plan, today, form.year, kind, state)
    return render_template(
        "register/index.html",
        form=form,
        rows=[] if form.committee_only else rows,
        results=results,
        result_tasks=queries.tasks_of_results(viewer, plan, results, today),
        office=viewer.is_office,
        follow_up_words=FOLLOW_UP_WORDS,
        may_see=lambda agreement: law.may_see_agreement(viewer, agreement),
        kind_words=AGREEMENT_WORDS,
        outcome_words=OUTCOME_WORDS,
        exports=listing.exports("register.export"),
    )


@bp.get("/vereinbarungen/liste")
@allowed(access.may_use_plan)
@limited(throttle.FILES_BY_ACCOUNT)
def export() -> Response:
    """The agreements of the same list, for a spreadsheet."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    form = RegisterFilterForm(queries.years(viewer, plan), formdata=request.args)
    today = local_day(clock.now(), plan)
    rows = queries.agreements(viewer, plan, today, form.year, form.kind, form.state)

    def file() -> listing.File:
        return listing.File(
            slug="vereinbarungen",
            title=_("Vereinbarungen"),
            columns=_columns(),
            told=form.told,
            rows=[] if form.committee_only else map(_cells, rows),
        )

    return listing.as_file(plan, file)


def _columns() -> list[Column]:
    return [
        Column(_("Nummer"), width=14),
        Column(_("Was vereinbart ist"), width=70),
        Column(_("Art"), width=22),
        Column(_("Sitzung"), width=34),
        Column(_("Tag der Sitzung"), Kind.DAY, 14),
        Column(_("Gruppe"), width=30),
        Column(_("Beruht auf"), width=14),
        Column(_("Offene Aufgaben"), Kind.NUMBER, 10),
        Column(_("Abgeschlossene Aufgaben"), Kind.NUMBER, 16),
    ]


def _cells(row: Row) -> list[Cell]:
    agreement, meeting = row.agreement, row.agreement.meeting
    return [
        agreement.label,
        agreement.text,
        str(AGREEMENT_WORDS[agreement.kind]),
        meeting.title,
        meeting.held_on,
        meeting.body.name,
        agreement.based_on.label if agreement.based_on else None,
        row.open_tasks,
        row.closed_tasks,
    ]


@bp.get("/vereinbarungen/<uuid:uid>")
@allowed(law.may_see_agreement, queries.by_uid)
def show(agreement: Agreement) -> str:
    """One agreement: back to where it comes from, on to what came of it."""
    viewer = signed_in_viewer()
    later = queries.later(viewer, agreement)
    tasks = queries.tasks_of(viewer, [agreement, *later])
    return render_template(
        "register/show.html",
        agreement=agreement,
        meeting=agreement.meeting,
        bases=queries.bases(viewer, agreement),
        later=later,
        tasks=tasks,
        links=task_links.links_of([task.id for task in tasks]),
        targets=target_queries.by_agreement([agreement.id]).get(agreement.id, ()),
        missing_parts=missing_parts,
        office=access.may_schedule(viewer, agreement.meeting),
        kind_words=AGREEMENT_WORDS,
    )
