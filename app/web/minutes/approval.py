"""Putting minutes to objection, approving them, and what people say about them."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import minutes as law
from app.domain.spoken import long_day
from app.extensions import transaction
from app.language import gettext as _
from app.language import ngettext
from app.models.meetings import Meeting, Minutes
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.services import minutes as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.forms.minutes import NoteForm, PublishForm
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.minutes import reading, working
from app.web.minutes.room import Answer, bp


@bp.post("/sitzungen/<uuid:uid>/protokoll/vorlegen")
@allowed(law.may_take, meeting_queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def publish(meeting: Meeting) -> Answer:
    """Let the members read the minutes and object until a day."""
    form, by = PublishForm(), signed_in_viewer().account_id
    letters: list[int] = []

    def deed() -> None:
        until = form["until"].data
        letters.append(verbs.publish(meeting, until, by=by, now=clock.now()))

    if form.validate() and kept(form, deed):
        until = long_day(form["until"].data)
        flash(_("Das Protokoll liegt bis %(day)s zur Rückmeldung vor.", day=until))
        _tell(letters[0])
        return _to_reading(meeting)
    return working.page(meeting, publish=form), 422


@bp.post("/sitzungen/<uuid:uid>/protokoll/freigeben")
@allowed(law.may_approve, meeting_queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def approve(meeting: Meeting) -> Response:
    """Lock the minutes for good."""
    with transaction():
        letters = verbs.approve(meeting, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Das Protokoll ist freigegeben und kann nicht mehr geändert werden."))
    _tell(letters)
    return _to_reading(meeting)


@bp.post("/sitzungen/<uuid:uid>/protokoll/rueckmeldung")
@allowed(law.may_object, queries.by_meeting_uid)
def file_objection(minutes: Minutes) -> Answer:
    """Say what is wrong with a draft."""
    form, by = NoteForm(), signed_in_viewer().account_id
    meeting = minutes.meeting
    if form.validate() and kept(
        form,
        lambda: verbs.file_objection(meeting, form["text"].data, by=by, now=clock.now()),
    ):
        flash(_("Ihre Rückmeldung ist eingegangen. Schriftführung und Geschäftsstelle lesen sie."))
        return _to_reading(meeting, "rueckmeldungen")
    return reading.page(minutes, form=form), 422


@bp.post("/sitzungen/<uuid:uid>/protokoll/vermerk")
@allowed(law.may_take, meeting_queries.by_uid)
def add_note(meeting: Meeting) -> Answer:
    """Add a dated correction to approved minutes."""
    form, by = NoteForm(), signed_in_viewer().account_id
    if form.validate() and kept(
        form, lambda: verbs.add_note(meeting, form["text"].data, by=by, now=clock.now())
    ):
        flash(_("Der Vermerk ist angefügt."))
        return _to_reading(meeting, "vermerke")
    minutes = queries.by_meeting_uid(meeting.uid)
    assert minutes is not None
    return reading.page(minutes, form=form), 422


def _tell(letters: int) -> None:
    if letters:
        flash(
            ngettext("Eine E-Mail geht hinaus.", "%(num)s E-Mails gehen hinaus.", letters), "info"
        )


def _to_reading(meeting: Meeting, anchor: str | None = None) -> Response:
    return redirect(url_for("minutes.read", uid=meeting.uid, _anchor=anchor))
