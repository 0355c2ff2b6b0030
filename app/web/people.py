"""Pages of the room "people": the actors of a plan."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.documents.spreadsheets import Cell, Column, Kind
from app.domain import access
from app.domain.days import local_day
from app.domain.people import may_edit_actor, may_read_actors, may_see_actor
from app.language import gettext as _
from app.models.people import Actor
from app.queries import actor_lists, groups, people
from app.queries.handovers import held_by
from app.queries.undelivered import trouble_of
from app.services import people as verbs
from app.services import throttle
from app.web import listing, undelivered
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.filters import ActorFilterForm
from app.web.forms.groups import ROLE_WORDS
from app.web.forms.people import KIND_WORDS, ActorForm, present_actor
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.limits import limited

bp = Blueprint("people", __name__)
Answer = Response | str | tuple[str, int]


@bp.get("/akteure")
@allowed(may_read_actors)
def index() -> str:
    """All actors of the plan, narrowed and sorted by the address, paged in the database."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    form = ActorFilterForm(viewer, plan, formdata=request.args)
    order = listing.order_of(actor_lists.SORTED_BY)
    heads = [
        (_("Name"), "name"),
        (_("Art"), "art"),
        (_("Gehört zu"), "gehoert"),
        (_("Ansprechperson"), ""),
    ]
    return render_template(
        "people/index.html",
        page=actor_lists.listed(viewer, plan, form.wanted, order, listing.page_number()),
        filters=form,
        heads=listing.heads(heads, order),
        exports=listing.exports("people.export"),
        kind_words=KIND_WORDS,
    )


@bp.get("/akteure/liste")
@allowed(may_read_actors)
@limited(throttle.FILES_BY_ACCOUNT)
def export() -> Response:
    """The same list, whole, for a spreadsheet; without addresses, as on the page."""
    viewer, plan = signed_in_viewer(), looked_at_plan()
    form = ActorFilterForm(viewer, plan, formdata=request.args)
    order = listing.order_of(actor_lists.SORTED_BY)

    def file() -> listing.File:
        return listing.File(
            slug="mitwirkende",
            title=_("Mitwirkende"),
            columns=[
                Column(_("Name"), width=44),
                Column(_("Art"), width=26),
                Column(_("Gehört zu"), width=36),
                Column(_("Ansprechperson"), width=30),
                Column(_("Ausgeschieden am"), Kind.DAY, 16),
            ],
            told=form.told,
            rows=map(_cells, actor_lists.whole(viewer, plan, form.wanted, order)),
        )

    return listing.as_file(plan, file)


def _cells(actor: Actor) -> list[Cell]:
    return [
        actor.name,
        str(KIND_WORDS[actor.kind]),
        actor.organisation.name if actor.organisation else None,
        actor.contact.name if actor.contact else None,
        actor.left_on,
    ]


@bp.get("/akteure/<uuid:uid>")
@allowed(may_see_actor, people.by_uid)
def show(actor: Actor) -> str:
    """One actor: what it is, where it takes part, what it has to do."""
    may_edit = may_edit_actor(signed_in_viewer(), actor)
    trouble = trouble_of(actor, current_app.config["SECRET_KEY"]) if may_edit else None
    return render_template(
        "people/show.html",
        actor=actor,
        memberships=groups.memberships_of(actor),
        tasks=held_by(actor),
        may_edit=may_edit,
        trouble=undelivered.shown(trouble, people.plan_of(actor)) if trouble else None,
        kind_words=KIND_WORDS,
        role_words=ROLE_WORDS,
        today=local_day(clock.now(), people.plan_of(actor)),
    )


@bp.route("/akteure/neu", methods=["GET", "POST"])
@allowed(access.may_coordinate)
def create() -> Answer:
    """A new actor."""
    plan, by = looked_at_plan(), signed_in_viewer().account_id
    form = ActorForm(plan)
    made: list[Actor] = []

    def deed() -> None:
        made.append(verbs.create_actor(plan, form.draft, by=by, now=clock.now()))

    if request.method == "POST" and form.validate() and kept(form, deed):
        flash(_("„%(name)s“ ist angelegt.", name=made[0].name))
        return redirect(url_for("people.show", uid=made[0].uid))
    page = render_template("people/edit.html", form=form, actor=None, held=[])
    return (page, 422) if request.method == "POST" else page


@bp.route("/akteure/<uuid:uid>/bearbeiten", methods=["GET", "POST"])
@allowed(may_edit_actor, people.by_uid)
def edit(actor: Actor) -> Answer:
    """Change an actor, or note that it has left."""
    plan, by = people.plan_of(actor), signed_in_viewer().account_id
    form = ActorForm(plan, actor, data=present_actor(actor))
    if request.method == "POST" and form.validate():
        check_version(form, actor, stored=present_actor(actor))
        if kept(form, lambda: verbs.edit_actor(actor, form.draft, by=by, now=clock.now())):
            flash(_("„%(name)s“ ist gespeichert.", name=actor.name))
            return redirect(url_for("people.show", uid=actor.uid))
    page = render_template("people/edit.html", form=form, actor=actor, held=held_by(actor))
    return (page, 422) if request.method == "POST" else page
