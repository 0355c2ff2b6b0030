"""The office enters what an external committee did with our paper (R44)."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for

from app import clock
from app.domain import access
from app.domain.access import Viewer
from app.domain.meetings import is_external
from app.language import gettext as _
from app.models.meetings import Meeting
from app.queries import meetings as meeting_queries
from app.queries import minutes as queries
from app.services import minutes as verbs
from app.web.deeds import kept
from app.web.editing import check_version
from app.web.forms.minutes import ResultForm, present_result
from app.web.guards import allowed, signed_in_viewer
from app.web.minutes.room import Answer, bp


def _may_enter(viewer: Viewer, meeting: Meeting) -> bool:
    return is_external(meeting) and access.may_schedule(viewer, meeting)


@bp.route("/sitzungen/<uuid:uid>/ergebnis", methods=["GET", "POST"])
@allowed(_may_enter, meeting_queries.by_uid)
def enter_result(meeting: Meeting) -> Answer:
    """Taken note, resolved or postponed, with votes and the paper's number."""
    result, by = queries.result_of(meeting), signed_in_viewer().account_id
    form = ResultForm(data=present_result(result) if result else {})
    if request.method == "POST" and form.validate():
        if result is not None:
            check_version(form, result)
        if kept(form, lambda: verbs.record_result(meeting, form.draft, by=by, now=clock.now())):
            flash(_("Das Ergebnis ist eingetragen."))
            return redirect(url_for("meetings.show", uid=meeting.uid, _anchor="ergebnis"))
    page = render_template("minutes/result.html", form=form, meeting=meeting)
    return (page, 422) if request.method == "POST" else page
