"""The office adds, changes, ends and invites members."""

from __future__ import annotations

import datetime as dt

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.access import Viewer
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.people import ActorDraft
from app.extensions import transaction
from app.language import gettext as _
from app.models.groups import Body, Membership, MembershipRole, Reinvitation
from app.models.people import Actor, ActorKind
from app.queries import groups as queries
from app.queries.handovers import bound_to
from app.services import groups as verbs
from app.services import people, throttle
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.groups import EndForm, MemberForm, MembershipForm, present_membership
from app.web.groups.room import bp
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited

Answer = Response | str | tuple[str, int]


def _may_edit(viewer: Viewer, membership: Membership) -> bool:
    return access.may_edit_body(viewer, membership.body)


@bp.route("/gruppen/<slug>/mitglieder/neu", methods=["GET", "POST"])
@allowed(access.may_edit_body, queries.by_slug)
@limited(throttle.LETTERS_BY_ACCOUNT)
def add_member(body: Body) -> Answer:
    """A new membership, of a person in the list or of one made in the same step."""
    today = local_day(clock.now(), body.plan)
    form = MemberForm(body, data=_empty(today))
    invited: list[bool] = []

    def deed() -> None:
        now, by = clock.now(), signed_in_viewer().account_id
        person = form["person"].row or _new_person(body, form, by, now)
        membership = verbs.add_member(body, form.draft_for(person), by=by, now=now)
        if form["invite"].data:
            invited.append(_invite(membership, by, now))

    if request.method == "POST" and form.validate() and kept(form, deed):
        flash(_("Das Mitglied ist aufgenommen."))
        _tell(invited)
        return redirect(url_for("groups.show", slug=body.slug))
    page = render_template("groups/add_member.html", form=form, body=body)
    return (page, 422) if request.method == "POST" else page


@bp.route("/gruppen/<slug>/mitglieder/<int:membership_id>", methods=["GET", "POST"])
@allowed(_may_edit, queries.membership)
def edit_member(membership: Membership) -> Answer:
    """Change role, organisation, deputy, times or the state of the re-invitation."""
    body, by = membership.body, signed_in_viewer().account_id
    stored = present_membership(membership)
    form = MembershipForm(body, membership, data=stored)

    def deed() -> None:
        draft = form.draft_for(membership.person)
        verbs.edit_membership(membership, draft, by=by, now=clock.now())

    if request.method == "POST" and form.validate():
        check_version(form, membership, stored=stored)
        if kept(form, deed):
            flash(_("Die Mitgliedschaft ist gespeichert."))
            return redirect(url_for("groups.show", slug=body.slug))
    page = render_template("groups/edit_member.html", form=form, membership=membership)
    return (page, 422) if request.method == "POST" else page


@bp.route("/gruppen/<slug>/mitglieder/<int:membership_id>/beenden", methods=["GET", "POST"])
@allowed(_may_edit, queries.membership)
def end_member(membership: Membership) -> Answer:
    """Let a membership end with a day."""
    body, by = membership.body, signed_in_viewer().account_id
    today = local_day(clock.now(), body.plan)
    form = EndForm(data={"until_on": today, "version": membership.version})

    def deed() -> None:
        verbs.end_membership(membership, form["until_on"].data, by=by, now=clock.now())

    if request.method == "POST" and form.validate():
        check_version(form, membership)
        if kept(form, deed):
            flash(_("Die Mitgliedschaft ist beendet."))
            return redirect(url_for("groups.show", slug=body.slug))
    held = bound_to(membership)
    page = render_template("groups/end_member.html", form=form, membership=membership, held=held)
    return (page, 422) if request.method == "POST" else page


@bp.post("/gruppen/<slug>/mitglieder/<int:membership_id>/einladen")
@allowed(_may_edit, queries.membership)
@limited(throttle.LETTERS_BY_ACCOUNT)
def invite_member(membership: Membership) -> Response:
    """Give the person access and send the letter."""
    with transaction():
        sent = verbs.invite_member(membership, by=signed_in_viewer().account_id, now=clock.now())
    _tell([sent])
    return redirect(url_for("groups.show", slug=membership.body.slug))


def _empty(today: dt.date) -> dict[str, object]:
    return {
        "from_on": today,
        "role": MembershipRole.MEMBER.value,
        "reinvitation": Reinvitation.NOT_NEEDED.value,
        "person": "",
        "on_behalf_of": "",
        "deputy": "",
        "invite": True,
    }


def _new_person(body: Body, form: MemberForm, by: int, now: dt.datetime) -> Actor:
    """The person named in the form; it belongs to the organisation for which it will speak."""
    if not (form["new_name"].data or "").strip():
        raise RuleBroken(
            _("Bitte wählen Sie eine Person oder geben Sie den Namen einer neuen ein."),
            field="person",
        )
    draft = ActorDraft(
        kind=ActorKind.PERSON,
        name=form["new_name"].data,
        email=(form["new_email"].data or "").strip() or None,
        organisation=form["on_behalf_of"].row,
    )
    try:
        return people.create_actor(body.plan, draft, by=by, now=now)
    except RuleBroken as broken:
        fields = {"name": "new_name", "email": "new_email", "organisation": "on_behalf_of"}
        raise RuleBroken(broken.sentence, field=fields.get(broken.field or "")) from broken


def _invite(membership: Membership, by: int, now: dt.datetime) -> bool:
    try:
        return verbs.invite_member(membership, by=by, now=now)
    except RuleBroken as broken:
        raise RuleBroken(broken.sentence, field="invite") from broken


def _tell(invited: list[bool]) -> None:
    if True in invited:
        flash(_("Die Einladung ist unterwegs."))
    elif invited:
        flash(
            _(
                "Der Zugang ist eingerichtet. Eine Einladung wurde schon früher gesendet "
                "oder folgt erst mit Beginn der Mitgliedschaft."
            ),
            "info",
        )
