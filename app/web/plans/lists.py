"""All goals of a plan as one list, to be narrowed, sorted and taken along as a file."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from app.documents.spreadsheets import Cell, Column, Kind
from app.domain import access
from app.language import gettext as _
from app.models.plans import Plan
from app.queries import goal_lists
from app.queries import plans as queries
from app.queries.plans import GoalRow
from app.services import throttle
from app.web import listing
from app.web.forms.filters import GoalFilterForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.plans.room import bp
from app.web.words import CATEGORY_WORDS


@bp.get("/plaene/<slug>/ziele")
@allowed(access.may_see_plan, queries.by_slug)
def index(plan: Plan) -> str:
    """The goals, narrowed and sorted by the address, paged in the database."""
    viewer = signed_in_viewer()
    form = GoalFilterForm(viewer, plan, formdata=request.args)
    order = listing.order_of(goal_lists.SORTED_BY)
    heads = [
        (_("Ziel"), "ziel"),
        (_("Verantwortlich"), "zustaendig"),
        (_("Umsetzungsstand"), "stand"),
        (_("Anteil"), "anteil"),
        (_("Stichtag"), "stichtag"),
    ]
    return render_template(
        "plans/index.html",
        plan=plan,
        filters=form,
        page=goal_lists.listed(viewer, plan, form.wanted, order, listing.page_number()),
        heads=listing.heads(heads, order),
        exports=listing.exports("plans.export", slug=plan.slug),
    )


@bp.get("/plaene/<slug>/ziele/liste")
@allowed(access.may_see_plan, queries.by_slug)
@limited(throttle.FILES_BY_ACCOUNT)
def export(plan: Plan) -> Response:
    """The same list, whole, for a spreadsheet."""
    viewer = signed_in_viewer()
    form = GoalFilterForm(viewer, plan, formdata=request.args)
    order = listing.order_of(goal_lists.SORTED_BY)

    def file() -> listing.File:
        return listing.File(
            slug="ziele",
            title=_("Ziele"),
            columns=_columns(),
            told=form.told,
            rows=map(_cells, goal_lists.whole(viewer, plan, form.wanted, order)),
        )

    return listing.as_file(plan, file)


def _columns() -> list[Column]:
    return [
        Column(_("Nummer"), width=9),
        Column(_("Ziel"), width=56),
        Column(_("Handlungsfeld"), width=32),
        Column(_("Verantwortlich"), width=30),
        Column(_("Umsetzungsstand"), width=20),
        Column(_("Wortlaut des Stands"), width=44),
        Column(_("Anteil in Prozent"), Kind.PERCENT, 10),
        Column(_("Daueraufgabe"), width=14),
        Column(_("Stichtag"), Kind.DAY, 13),
    ]


def _cells(row: GoalRow) -> list[Cell]:
    goal, latest = row.goal, row.latest
    return [
        row.key,
        goal.title,
        goal.field.name,
        goal.responsible.name if goal.responsible else None,
        (latest.label if latest else None) or str(CATEGORY_WORDS[row.category]),
        latest.status_raw if latest else None,
        row.percent,
        _("ja") if latest and latest.ongoing_duty else None,
        latest.reporting_on if latest else None,
    ]
