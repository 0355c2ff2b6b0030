"""Members say whether they come; the office may say so for them."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.errors import RuleBroken
from app.domain.meetings import may_answer
from app.extensions import transaction
from app.language import gettext as _
from app.models.meetings import Meeting
from app.models.people import Actor
from app.queries import meetings as queries
from app.services import meetings as verbs
from app.services import throttle
from app.web.forms.meetings import AnswerForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.meetings.room import bp


@bp.post("/sitzungen/<uuid:uid>/antwort")
@allowed(may_answer, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def answer(meeting: Meeting) -> Response:
    """Note an answer, for oneself or (the office) for a member."""
    form = AnswerForm()
    if not form.validate():
        raise RuleBroken(_("Bitte wählen Sie eine der Antworten."))
    viewer = signed_in_viewer()
    person = _person(meeting, form["person"].data or "")
    own = person.id == viewer.actor_ids.get(meeting.plan.id)
    with transaction():
        verbs.answer(
            meeting,
            person,
            form["answer"].word,
            by=viewer.account_id,
            now=clock.now(),
            comment=form["comment"].data,
            on_behalf=not own,
        )
    flash(
        _("Ihre Antwort ist gespeichert.")
        if own
        else _("Die Antwort von %(name)s ist gespeichert.", name=person.name)
    )
    return redirect(url_for("meetings.show", uid=meeting.uid))


@bp.post("/sitzungen/<uuid:uid>/mitglieder-einladen")
@allowed(access.may_schedule, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def invite_members(meeting: Meeting) -> Response:
    """Bring the list of attendees in line with the group."""
    with transaction():
        new = verbs.invite_members(meeting, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Neu auf der Liste: %(number)s.", number=new))
    return redirect(url_for("meetings.show", uid=meeting.uid))


@bp.post("/sitzungen/<uuid:uid>/von-der-liste-nehmen")
@allowed(access.may_schedule, queries.by_uid)
def take_off(meeting: Meeting) -> Response:
    """Take one person off the list; whoever was invited gets a cancellation."""
    person = _person(meeting, request.form.get("person", ""))
    with transaction():
        verbs.take_off(meeting, person, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("%(name)s steht nicht mehr auf der Liste.", name=person.name))
    return redirect(url_for("meetings.show", uid=meeting.uid, _anchor="teilnehmende"))


@bp.post("/sitzungen/<uuid:uid>/wieder-auf-die-liste")
@allowed(access.may_schedule, queries.by_uid)
def put_back(meeting: Meeting) -> Response:
    """Expect a person again who was taken off the list."""
    person = _person(meeting, request.form.get("person", ""))
    with transaction():
        verbs.put_back(meeting, person, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("%(name)s steht wieder auf der Liste.", name=person.name))
    return redirect(url_for("meetings.show", uid=meeting.uid, _anchor="teilnehmende"))


def _person(meeting: Meeting, key: str) -> Actor:
    """Who answers: the viewer's own person; for another one only the office may."""
    viewer = signed_in_viewer()
    own_id = viewer.actor_ids.get(meeting.plan.id)
    wanted = int(key) if key.isdecimal() and len(key) < 10 else own_id
    if wanted is None or (wanted != own_id and not access.may_schedule(viewer, meeting)):
        abort(404)
    person = queries.person_in(meeting.plan.id, wanted)
    return person or abort(404)
