"""The office offers approved minutes to the archive, notes its answer and deletes them after it."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain import archive as law
from app.domain.days import local_day
from app.extensions import transaction
from app.language import gettext as _
from app.models.meetings import Minutes
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.services import minutes as verbs
from app.web.deeds import kept
from app.web.editing import EditForm, check_version
from app.web.forms.minutes import ArchiveAnswerForm, DeletionForm
from app.web.guards import allowed, looked_at_plan, signed_in_viewer
from app.web.meetings.room import asked_year, today_in
from app.web.minutes import reading
from app.web.minutes.room import Answer, bp


@bp.get("/protokolle/archiv")
@allowed(access.may_coordinate)
def archive_index() -> str:
    """The approved minutes of a year, and where each stands with the archive."""
    plan = looked_at_plan()
    today, years = today_in(plan), meeting_queries.years(plan)
    year = asked_year() or max((one for one in years if one <= today.year), default=today.year)
    found = queries.approved_in(plan, year)
    return render_template(
        "minutes/archive.html",
        year=year,
        all_years=years,
        lines=[(one, law.why_not_deletable(one, today) is None) for one in found],
    )


@bp.post("/sitzungen/<uuid:uid>/protokoll/archiv/angebot")
@allowed(law.may_archive, queries.by_meeting_uid)
def offer(minutes: Minutes) -> Response:
    """Note that the minutes were offered to the archive."""
    return _step(minutes, verbs.offer, _("Es ist vermerkt, dass das Protokoll angeboten ist."))


@bp.post("/sitzungen/<uuid:uid>/protokoll/archiv/zuruecknehmen")
@allowed(law.may_archive, queries.by_meeting_uid)
def take_back(minutes: Minutes) -> Response:
    """Take back an answer or an offer that was noted by mistake."""
    return _step(minutes, verbs.take_back, _("Der Vermerk ist zurückgenommen."))


def _step(minutes: Minutes, verb: Callable[..., None], said: str) -> Response:
    check_version(EditForm(), minutes, back=_reading(minutes))
    with transaction():
        verb(minutes.meeting, by=signed_in_viewer().account_id, now=clock.now())
    flash(said)
    return redirect(_reading(minutes, "archiv"))


@bp.post("/sitzungen/<uuid:uid>/protokoll/archiv/antwort")
@allowed(law.may_archive, queries.by_meeting_uid)
def note_answer(minutes: Minutes) -> Answer:
    """Note whether the archive takes the minutes over or declines them."""
    form, by = ArchiveAnswerForm(), signed_in_viewer().account_id
    if form.validate():
        check_version(form, minutes, back=_reading(minutes))
        answer = form["answer"].word
        if kept(form, lambda: verbs.note_answer(minutes.meeting, answer, by=by, now=clock.now())):
            flash(_("Die Antwort des Kreisarchivs ist vermerkt."))
            return redirect(_reading(minutes, "archiv"))
    return reading.page(minutes, answer=form), 422


@bp.route("/sitzungen/<uuid:uid>/protokoll/loeschen", methods=["GET", "POST"])
@allowed(law.may_archive, queries.by_meeting_uid)
def delete(minutes: Minutes) -> Answer:
    """What goes, what stays and why; then, confirmed, delete the words of the minutes."""
    form, by = DeletionForm(data={"version": minutes.version}), signed_in_viewer().account_id
    if request.method == "POST" and form.validate():
        check_version(form, minutes, back=_reading(minutes))
        with transaction():
            verbs.delete(minutes.meeting, by=by, now=clock.now())
        flash(_("Das Protokoll ist gelöscht."))
        return redirect(_reading(minutes))
    today = local_day(clock.now(), minutes.meeting.plan)
    page = render_template(
        "minutes/delete.html",
        minutes=minutes,
        meeting=minutes.meeting,
        form=form,
        reason=law.why_not_deletable(minutes, today),
    )
    return (page, 422) if request.method == "POST" else page


def _reading(minutes: Minutes, anchor: str | None = None) -> str:
    return url_for("minutes.read", uid=minutes.meeting.uid, _anchor=anchor)
