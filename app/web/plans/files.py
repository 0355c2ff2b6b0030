"""The plan as a file to take along, an empty list to fill in, and undoing the last reading-in."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.documents.papers import Paper
from app.domain import access
from app.domain.days import local_day
from app.extensions import transaction
from app.language import gettext as _
from app.models.plans import Plan
from app.queries import plans as queries
from app.services import throttle
from app.services.plan_files import MEDIA_TYPES, plan_file, plan_template
from app.services.plan_import import last_import, undo_import, what_rests_on
from app.web.downloads import download
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.plans.comparing import shown
from app.web.plans.room import bp


@bp.get("/plaene/<slug>/datei")
@allowed(access.may_edit_plan, queries.by_slug)
@limited(throttle.FILES_BY_ACCOUNT)
def as_file(plan: Plan) -> Response:
    """The whole plan as a file that reads back as the same plan."""
    now, kind = clock.now(), request.args.get("datei", "")
    if kind not in MEDIA_TYPES:
        abort(404)
    name = f"plan-{plan.slug}-{local_day(now, plan).isoformat()}.{kind}"
    return download(
        Paper(content=plan_file(plan, kind, now=now), media_type=MEDIA_TYPES[kind], name=name)
    )


@bp.get("/plaene/<slug>/einlesen/vorlage")
@allowed(access.may_edit_plan, queries.by_slug)
@limited(throttle.FILES_BY_ACCOUNT)
def template(plan: Plan) -> Response:
    """A list with its headings and the plan's fields, for Excel."""
    content = plan_template(plan, now=clock.now())
    name = f"vorlage-{plan.slug}.xlsx"
    return download(Paper(content=content, media_type=MEDIA_TYPES["xlsx"], name=name))


@bp.route("/plaene/<slug>/einlesen/zuruecknehmen", methods=["GET", "POST"])
@allowed(access.may_edit_plan, queries.by_slug)
def undo_reading_in(plan: Plan) -> Response | str:
    """Ask, then take back what was read in last."""
    made = last_import(plan)
    if made is None:
        abort(404)
    if request.method == "POST":
        slug = plan.slug
        with transaction():
            by = signed_in_viewer().account_id
            undo_import(plan, made, by=by, now=clock.now())
        flash(_("Das Einlesen ist zurückgenommen. Der Plan ist wieder wie vorher."))
        return redirect(url_for("plans.show", slug=slug))
    return render_template(
        "plans/undo_import.html",
        plan=plan,
        made=made,
        shown=shown(made.report),
        reasons=what_rests_on(made),
    )
