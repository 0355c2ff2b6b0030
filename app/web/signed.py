"""Signed pages from letters, `/r/<token>`: GET shows, POST acts, and nobody is signed in by one."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from app.domain import signed_links
from app.domain.signed_links import Signed
from app.services import throttle
from app.web.guards import public
from app.web.limits import counts, refuse_secret_beyond

Handler = Callable[[Signed], ResponseReturnValue | None]

bp = Blueprint("signed", __name__)
_HANDLERS: dict[str, Handler] = {}


def answers(purpose: str) -> Callable[[Handler], Handler]:
    """Register the handler of a purpose.

    It is called for GET and POST, asks the rows whether the link is still good, and returns None
    where it is not: then the reader sees the one sentence that all bad links get.
    """

    def register(handler: Handler) -> Handler:
        if purpose in _HANDLERS:
            raise ValueError(f"{purpose} has a handler already")
        _HANDLERS[purpose] = handler
        return handler

    return register


@bp.route("/r/<token>", methods=["GET", "POST"])
@public
@counts(throttle.SECRET_ITSELF, throttle.GUESS_BY_NETWORK)
def page(token: str) -> Response:
    """The page behind the link; its secret must not travel on in a Referer."""
    response = make_response(_answer(token) or (render_template("signed/gone.html"), 404))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(token: str) -> ResponseReturnValue | None:
    signed = signed_links.read(current_app.config["SECRET_KEY"], token)
    refuse_secret_beyond(token, right=signed is not None)
    handler = _HANDLERS.get(signed.purpose) if signed else None
    return handler(signed) if signed and handler else None
