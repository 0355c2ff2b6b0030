"""The office answers for a person: what is held, and forgetting after a look at what it does."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app import clock
from app.domain.people import may_edit_actor
from app.extensions import transaction
from app.language import gettext as _
from app.models.people import Actor
from app.queries import people
from app.queries.privacy import of_actor
from app.queries.privacy.preview import preview
from app.services import privacy, throttle
from app.web.forms.privacy import EraseForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.privacy.room import bp
from app.web.privacy.telling import as_json, told
from app.web.privacy.words import place


@bp.get("/akteure/<uuid:uid>/daten")
@allowed(may_edit_actor, people.by_person_uid)
def data(actor: Actor) -> str:
    """Everything held of the person, to be read or printed for it (Art. 15 GDPR)."""
    zone = people.plan_of(actor).timezone
    return render_template("privacy/data.html", sections=told(of_actor(actor), zone), actor=actor)


@bp.get("/akteure/<uuid:uid>/daten.json")
@allowed(may_edit_actor, people.by_person_uid)
@limited(throttle.FILES_BY_ACCOUNT)
def file(actor: Actor) -> Response:
    """The same as a file."""
    return as_json(of_actor(actor), now=clock.now())


@bp.route("/akteure/<uuid:uid>/loeschen", methods=["GET", "POST"])
@allowed(may_edit_actor, people.by_person_uid)
def erase(actor: Actor) -> ResponseReturnValue:
    """What goes, what stays and why; then, confirmed, forget the person."""
    form = EraseForm()
    if request.method == "POST" and form.validate():
        with transaction():
            privacy.erase(actor, by=signed_in_viewer().account_id, now=clock.now())
        flash(_("Die Person ist gelöscht."))
        return redirect(url_for("people.index"))
    page = render_template(
        "privacy/erase.html", actor=actor, form=form, preview=preview(actor), place=place
    )
    return (page, 422) if request.method == "POST" else page
