"""Who changed what in the plan: the office's list, and the same as a file."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.documents.spreadsheets import Cell, Column
from app.domain import access
from app.language import gettext as _
from app.models.audit import AuditEntry
from app.queries import audit as queries
from app.queries.paging import Page
from app.services import throttle
from app.web import listing
from app.web.audit.telling import Told, told
from app.web.forms.audit import DeedFilterForm
from app.web.guards import allowed, looked_at_plan
from app.web.limits import limited

bp = Blueprint("audit", __name__)


@bp.get("/verwaltung/aenderungen")
@allowed(access.may_coordinate)
def index() -> str:
    """The plan's deeds, newest first, narrowed by the address."""
    plan = looked_at_plan()
    form = _form()
    page = queries.listed(plan, form.wanted(_thing()), listing.page_number())
    return render_template(
        "audit/index.html",
        page=page,
        rows=told(page.items, plan.timezone),
        filters=form,
        thing=_thing(),
        thing_title=_title(page),
        exports=listing.exports("audit.export"),
    )


@bp.get("/verwaltung/aenderungen/liste")
@allowed(access.may_coordinate)
@limited(throttle.FILES_BY_ACCOUNT)
def export() -> Response:
    """The same list, whole, for a spreadsheet."""
    plan = looked_at_plan()
    form = _form()

    def file() -> listing.File:
        entries = queries.whole(plan, form.wanted(_thing()))
        return listing.File(
            slug="aenderungen",
            title=_("Wer was geändert hat"),
            columns=[
                Column(_("Nr."), width=8),
                Column(_("Wann"), width=30),
                Column(_("Wer"), width=34),
                Column(_("Was"), width=44),
                Column(_("Woran"), width=44),
                Column(_("Änderungen"), width=80),
            ],
            told=form.told,
            rows=map(_cells, told(entries, plan.timezone)),
        )

    return listing.as_file(plan, file)


def _cells(row: Told) -> list[Cell]:
    thing = row.thing.title if row.thing else None
    return [str(row.number), row.at, row.who, row.deed, thing, row.changed]


def _form() -> DeedFilterForm:
    return DeedFilterForm(queries.people(looked_at_plan()), formdata=request.args)


def _thing() -> uuid.UUID | None:
    """The one thing that the address narrows the list to."""
    try:
        return uuid.UUID(request.args.get("woran", ""))
    except ValueError:
        return None


def _title(page: Page[AuditEntry]) -> str:
    row = next(iter(queries.names_in(page.items[:1]).things.values()), None) if _thing() else None
    return queries.title_of(row) if row is not None else ""
