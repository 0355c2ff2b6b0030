"""How often one may fetch files, upload, set letters going, or try secrets; for all processes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, request
from sqlalchemy.exc import InternalError, OperationalError

from app import clock
from app.extensions import READING, db, transaction
from app.services import throttle
from app.services.throttle import Limit
from app.web import visitor
from app.web.guards import View, signed_in_viewer

log = logging.getLogger(__name__)


def limited(limit: Limit) -> Callable[[View], View]:
    """Count an account's calls of the view, each route for itself; stands below the guard.

    So only calls of those who may are counted, and a refused call writes nothing. Where a route
    shows a form and takes it, looking at the form is free.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(*target: Any, **values: Any) -> Any:
            if request.method == "POST" or not _takes_a_form():
                refuse_beyond(limit, f"{request.endpoint} {signed_in_viewer().account_id}")
            return view(*target, **values)

        return counts(limit)(counted)

    return decorate


def counts(*limits: Limit) -> Callable[[View], View]:
    """Say of a view which limits it keeps; the suite misses those that say none and should."""

    def decorate(view: View) -> View:
        view.limits = limits  # type: ignore[attr-defined]
        return view

    return decorate


def refuse_secret_beyond(token: str, *, right: bool) -> None:
    """Count a secret address by itself (only its hash is kept), and guesses by their network.

    Whoever has a right one is not held up by the guesses of a neighbour, and guesses fill no table.
    """
    if right:
        refuse_beyond(throttle.SECRET_ITSELF, token)
    else:
        refuse_beyond(throttle.GUESS_BY_NETWORK, visitor.network())


def refuse_beyond(limit: Limit, subject: str) -> None:
    """Count one try; 429 where there were too many (how long to wait, `headers.py` says)."""
    if not (_within_reading if request.method in READING else _within)(limit, subject):
        abort(429)


def _takes_a_form() -> bool:
    return request.url_rule is not None and "POST" in (request.url_rule.methods or ())


def _within(limit: Limit, subject: str) -> bool:
    """In a transaction of its own: it counts even when the deed then fails."""
    with transaction():
        return throttle.allows(limit, subject, now=clock.now())


def _within_reading(limit: Limit, subject: str) -> bool:
    """Apart from the reader's transaction; uncounted where the database is busy or read-only.

    The reader's own ends first and begins anew: who waits for another holds no old state.
    """
    db.session.rollback()
    try:
        apart = db.engine.connect().execution_options(write=True, patience=1)
        with apart, apart.begin():
            return throttle.allows(limit, subject, now=clock.now(), through=apart)
    except (OperationalError, InternalError) as fault:
        log.warning("a try was not counted: %s", type(fault.orig).__name__)
        return True
