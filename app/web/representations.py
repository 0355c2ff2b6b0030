"""One address, two representations: pages for people, JSON for the page's own script.

Rights, CSRF and verbs are the same; only the last step differs, by the header Accept.
"""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request


def wants_data() -> bool:
    """Whether the request asks for JSON; a browser that sends a form never does."""
    accepted = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return accepted == "application/json"


def data(status: int = 200, **values: Any) -> Response:
    """The JSON answer; like a page it is for this person alone and not to be kept."""
    answer = jsonify(values)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.update(("Accept", "Cookie"))
    return answer
