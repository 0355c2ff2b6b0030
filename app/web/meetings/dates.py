"""The date of a meeting and its fate: set, moved, cancelled, taken up again, held."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain import meetings as law
from app.domain.spoken import meeting_day
from app.extensions import transaction
from app.language import gettext as _
from app.models.meetings import Meeting
from app.queries import meetings as queries
from app.services import meetings as verbs
from app.services import throttle
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.meetings import CancelForm, DateForm, present_date
from app.web.guards import allowed, signed_in_viewer
from app.web.limits import limited
from app.web.meetings.room import bp, today_in

Answer = Response | str | tuple[str, int]


@bp.route("/sitzungen/<uuid:uid>/verschieben", methods=["GET", "POST"])
@allowed(access.may_schedule, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def change_date(meeting: Meeting) -> Answer:
    """Fix or move the date; a free day is asked about once."""
    by = signed_in_viewer().account_id
    stored = present_date(meeting)
    form = DateForm(data=stored)
    form["month_on"].offer(meeting.cycle.year)
    warnings: list[str] = []

    def deed() -> None:
        if form.when.month_on != meeting.month_on:
            law.check_month_ahead(form.when, today_in(meeting.plan))
        verbs.set_date(meeting, form.when, by=by, now=clock.now())

    if request.method == "POST" and form.validate():
        check_version(form, meeting, stored=stored)
        warnings = form.warnings(meeting.cycle, meeting.body, meeting)
        if not warnings and kept(form, deed):
            flash(_("Der Termin ist gespeichert: %(day)s.", day=meeting_day(meeting)))
            return redirect(url_for("meetings.show", uid=meeting.uid))
    page = render_template(
        "meetings/change_date.html", form=form, meeting=meeting, warnings=warnings
    )
    return (page, 422) if request.method == "POST" else page


@bp.route("/sitzungen/<uuid:uid>/absagen", methods=["GET", "POST"])
@allowed(access.may_schedule, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def cancel(meeting: Meeting) -> Answer:
    """Call the meeting off, with the reason."""
    by = signed_in_viewer().account_id
    form = CancelForm(data={"version": meeting.version})

    def deed() -> None:
        verbs.cancel(meeting, form["reason"].data or "", by=by, now=clock.now())

    if request.method == "POST" and form.validate():
        check_version(form, meeting)
        if kept(form, deed):
            flash(_("Die Sitzung ist abgesagt."))
            return redirect(url_for("meetings.show", uid=meeting.uid))
    page = render_template("meetings/cancel.html", form=form, meeting=meeting)
    return (page, 422) if request.method == "POST" else page


@bp.post("/sitzungen/<uuid:uid>/wieder-aufnehmen")
@allowed(access.may_schedule, queries.by_uid)
@limited(throttle.LETTERS_BY_ACCOUNT)
def restore(meeting: Meeting) -> Response:
    """Take a cancelled meeting up again."""
    with transaction():
        verbs.restore(meeting, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Die Sitzung findet wieder statt. Bitte laden Sie neu dazu ein."))
    return redirect(url_for("meetings.show", uid=meeting.uid))


@bp.post("/sitzungen/<uuid:uid>/stattgefunden")
@allowed(access.may_lead_meeting, queries.by_uid)
def hold(meeting: Meeting) -> Response:
    """Note that the meeting took place."""
    with transaction():
        verbs.hold(meeting, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Die Sitzung ist als stattgefunden vermerkt."))
    return redirect(url_for("meetings.show", uid=meeting.uid))
