"""The plan's public calendar: the office opens and closes it."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app import clock
from app.domain import access
from app.domain.access import Viewer
from app.extensions import transaction
from app.language import gettext as _
from app.models.plans import Plan
from app.queries import feeds as queries
from app.services import feeds
from app.web.feeds.addresses import address_of
from app.web.feeds.room import bp
from app.web.guards import allowed, looked_at_plan, signed_in_viewer


@bp.post("/kalender/oeffentlich")
@allowed(access.may_coordinate)
def publish() -> Response:
    """Open the public calendar, or close it."""
    wanted = request.form.get("offen") == "ja"
    with transaction():
        feeds.open_public_calendar(
            looked_at_plan(), wanted=wanted, now=clock.now(), by=signed_in_viewer().account_id
        )
    flash(
        _("Der öffentliche Kalender ist offen.")
        if wanted
        else _("Der öffentliche Kalender ist geschlossen. Seine Adresse führt ins Leere.")
    )
    return redirect(url_for("feeds.index", _anchor="oeffentlich"))


def public_part(viewer: Viewer, plan: Plan) -> dict[str, Any]:
    """What the page of subscriptions shows the office of the public calendar."""
    if not viewer.is_office:
        return {"public": None}
    address = feeds.public_address(current_app.config["BASE_URL"], plan)
    return {
        "public": {
            "open": plan.public_calendar,
            "number": queries.public_meetings(plan),
            "address": address_of(address),
        }
    }
