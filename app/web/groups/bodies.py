"""The list of groups, one group, and the office's form for it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain import body_results as results_law
from app.domain.days import local_day
from app.language import german
from app.language import gettext as _
from app.models.groups import Body
from app.queries import body_results, meetings, proposals
from app.queries import groups as queries
from app.queries.privacy import consents
from app.services import groups as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.groups import (
    REINVITATION_WORDS,
    ROLE_WORDS,
    BodyEditForm,
    present_body,
)
from app.web.groups.room import bp
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.words import BODY_FORM_WORDS

Answer = Response | str | tuple[str, int]


@bp.get("/gruppen")
@allowed(access.may_use_plan)
def index() -> str:
    """My groups first, then what else of the plan I may see."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    return render_template(
        "groups/index.html",
        mine=queries.mine(viewer, plan),
        others=queries.others(viewer, plan),
        counts=queries.counts_of_members(plan.id, local_day(clock.now(), plan)),
        form_words=BODY_FORM_WORDS,
    )


@bp.get("/gruppen/<slug>")
@allowed(access.may_see_body, queries.by_slug)
def show(body: Body) -> str:
    """One group: purpose, members, meetings, goals, tasks."""
    viewer, today = signed_in_viewer(), local_day(clock.now(), body.plan)
    rows = queries.memberships(body)
    return render_template(
        "groups/show.html",
        body=body,
        present=[row for row in rows if row.until_on is None or row.until_on >= today],
        past=[row for row in rows if row.until_on is not None and row.until_on < today],
        meetings=meetings.of_body(body),
        tasks=queries.tasks_of(viewer, body),
        results=body_results.of_body(body),
        shown=consents.shown_in(body) if body.id in viewer.body_roles else {},
        may_record=results_law.may_record(viewer, body),
        topics=proposals.mine(viewer, body, clock.now()),
        office=access.may_edit_body(viewer, body),
        form_words=BODY_FORM_WORDS,
        role_words=ROLE_WORDS,
        reinvitation_words=REINVITATION_WORDS,
        today=today,
    )


@bp.route("/gruppen/neu", methods=["GET", "POST"])
@allowed(access.may_coordinate)
def create() -> Answer:
    """A new group or body."""
    plan, by = looked_at_plan(), signed_in_viewer().account_id
    form = BodyEditForm(plan)
    made: list[Body] = []

    def deed() -> None:
        made.append(verbs.create_body(plan, form.draft, by=by, now=clock.now()))

    if request.method == "POST" and form.validate() and kept(form, deed):
        flash(_("Die Gruppe „%(name)s“ ist angelegt.", name=german(made[0].name)))
        return redirect(url_for("groups.show", slug=made[0].slug))
    page = render_template("groups/edit.html", form=form, body=None)
    return (page, 422) if request.method == "POST" else page


@bp.route("/gruppen/<slug>/bearbeiten", methods=["GET", "POST"])
@allowed(access.may_edit_body, queries.by_slug)
def edit(body: Body) -> Answer:
    """Change a group or body."""
    by = signed_in_viewer().account_id
    form = BodyEditForm(body.plan, body, data=present_body(body))
    if request.method == "POST" and form.validate():
        check_version(form, body, stored=present_body(body))
        if kept(form, lambda: verbs.edit_body(body, form.draft, by=by, now=clock.now())):
            flash(_("Die Gruppe ist gespeichert."))
            return redirect(url_for("groups.show", slug=body.slug))
    page = render_template("groups/edit.html", form=form, body=body)
    return (page, 422) if request.method == "POST" else page
