"""What browsers and search engines ask for unbidden: an icon, and what they may read."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as Redirect

from app.web.guards import public

bp = Blueprint("crawlers", __name__)


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Nothing here is for search engines (RFC 9309)."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


@bp.get("/favicon.ico")
@public
def icon() -> Redirect:
    """For programs that do not read the page's own link to the icon."""
    return redirect(url_for("static", filename="mark.svg"))
