"""The addresses that calendar programs ask again and again."""

from __future__ import annotations

from flask import Response

from app.services import feeds
from app.web.feeds import polling
from app.web.feeds.room import bp
from app.web.guards import public


@bp.get("/kalender/<token>/<name>.ics")
@public
def calendar(token: str, name: str) -> Response:
    """The address to subscribe to; its secret is all the policy there is."""
    return polling.answer(token)


@bp.get(f"/kalender/{feeds.PUBLIC}/<name>.ics")
@public
def public_calendar(name: str) -> Response:
    """What the office has marked as public; nothing unless it has opened the calendar."""
    return polling.answer_public(name)
