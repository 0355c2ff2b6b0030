"""Pages of the room "results of bodies": office and whoever leads a body keep what it found."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import body_results as law
from app.domain.days import local_day
from app.language import gettext as _
from app.models.body_results import BodyResult
from app.models.groups import Body
from app.queries import body_results as queries
from app.queries import groups
from app.services import body_results as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.body_results import ResultForm, present_result
from app.web.guards import allowed, signed_in_viewer

bp = Blueprint("body_results", __name__)
Answer = Response | str | tuple[str, int]


@bp.route("/gruppen/<slug>/ergebnisse/neu", methods=["GET", "POST"])
@allowed(law.may_record, groups.by_slug)
def create(body: Body) -> Answer:
    """Keep a result of the body."""
    form = ResultForm(body.plan, data={"found_on": local_day(clock.now(), body.plan)})
    if request.method == "POST" and form.validate():
        deed = partial(verbs.record, body, form.draft, by=_by(), now=clock.now())
        if kept(form, deed):
            flash(_("Das Ergebnis ist festgehalten."))
            return _to(body)
    return _page(form, body, None)


@bp.route("/ergebnisse/<uuid:uid>", methods=["GET", "POST"])
@allowed(law.may_edit, queries.by_uid)
def edit(result: BodyResult) -> Answer:
    """Change what is kept of a result."""
    body = result.body
    form = ResultForm(body.plan, obj=result, data=present_result(result))
    if request.method == "POST" and form.validate():
        check_version(form, result)
        if kept(form, partial(verbs.edit, result, form.draft, by=_by(), now=clock.now())):
            flash(_("Das Ergebnis wurde geändert."))
            return _to(body)
    return _page(form, body, result)


def _by() -> int:
    return signed_in_viewer().account_id


def _to(body: Body) -> Response:
    return redirect(url_for("groups.show", slug=body.slug, _anchor="ergebnisse"))


def _page(form: ResultForm, body: Body, result: BodyResult | None) -> Answer:
    page = render_template("body_results/edit.html", form=form, body=body, result=result)
    return (page, 422) if request.method == "POST" else page
