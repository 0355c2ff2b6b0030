"""One click takes the template of the meeting's phase onto its agenda."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.extensions import transaction
from app.language import gettext as _
from app.language import ngettext
from app.models.meetings import Meeting
from app.queries import meetings as queries
from app.services import meetings as verbs
from app.web.guards import allowed, signed_in_viewer
from app.web.meetings.room import bp


@bp.post("/sitzungen/<uuid:uid>/tagesordnung/vorlage")
@allowed(access.may_lead_meeting, queries.by_uid)
def take_template(meeting: Meeting) -> Response:
    """What is missing of the template, or only the line named in the form."""
    only = request.form.get("top") or None
    with transaction():
        added = verbs.take_template(
            meeting, by=signed_in_viewer().account_id, now=clock.now(), only=only
        )
    flash(
        ngettext(
            "%(num)s Tagesordnungspunkt ist aufgenommen.",
            "%(num)s Tagesordnungspunkte sind aufgenommen.",
            len(added),
        )
    )
    return _to_agenda(meeting)


@bp.post("/sitzungen/<uuid:uid>/tagesordnung/nummern")
@allowed(access.may_lead_meeting, queries.by_uid)
def count_anew(meeting: Meeting) -> Response:
    """Numbers 1, 2, 3 … in the order of the day."""
    with transaction():
        verbs.count_anew(meeting, by=signed_in_viewer().account_id, now=clock.now())
    flash(_("Die Nummern sind neu vergeben."))
    return _to_agenda(meeting)


def _to_agenda(meeting: Meeting) -> Response:
    return redirect(url_for("meetings.show", uid=meeting.uid, _anchor="tagesordnung"))
