"""Who was there, entered on the working page."""

from __future__ import annotations

from dataclasses import replace

from flask import flash

from app import clock
from app.domain import minutes as law
from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.language import gettext as _
from app.models.meetings import Attendee, Meeting
from app.queries import meetings as meeting_queries
from app.services import minutes as verbs
from app.services.minutes import AttendanceOvertaken
from app.web.deeds import kept
from app.web.forms.minutes import ATTENDANCE_WORDS
from app.web.guards import allowed, signed_in_viewer
from app.web.minutes import working
from app.web.minutes.room import Answer, back, bp


@bp.post("/sitzungen/<uuid:uid>/protokoll/anwesenheit")
@allowed(law.may_take, meeting_queries.by_uid)
def take_attendance(meeting: Meeting) -> Answer:
    """Save the lines the writer changed; a line somebody else changed, too, is asked about."""
    attending = working.attending_of(meeting)
    wrong = [line for line in attending.lines if not line.validate()]  # each says what is wrong
    if wrong:
        return working.page(meeting, attending=attending), 422
    rest = bool(attending.form["rest_present"].data)
    entries = [line.entry(rest_present=rest) for line in attending.lines]
    by = signed_in_viewer().account_id
    try:
        with transaction():
            verbs.take_attendance(meeting, entries, by=by, now=clock.now())
    except AttendanceOvertaken as late:
        for line in attending.lines:
            line.look_again()
        clashes = [_stored(attendee) for attendee in late.attendees]
        return working.page(meeting, attending=replace(attending, clashes=clashes)), 409
    except RuleBroken as broken:
        attending = replace(attending, problem=broken.sentence)
        return working.page(meeting, attending=attending), 422
    flash(_("Die Anwesenheit ist gespeichert."))
    return back(meeting, "anwesenheit")


@bp.post("/sitzungen/<uuid:uid>/protokoll/gaeste")
@allowed(law.may_take, meeting_queries.by_uid)
def add_guest(meeting: Meeting) -> Answer:
    """Put somebody who came unasked on the list."""
    attending = working.attending_of(meeting)
    form, by = attending.guest, signed_in_viewer().account_id
    if form.validate() and kept(
        form, lambda: verbs.add_guest(meeting, form["person"].row, by=by, now=clock.now())
    ):
        flash(_("%(name)s steht jetzt auf der Liste.", name=form["person"].row.name))
        return back(meeting, "anwesenheit")
    return working.page(meeting, attending=attending), 422


def _stored(attendee: Attendee) -> str:
    return f"{attendee.person.name}: {ATTENDANCE_WORDS[attendee.attendance]}"
