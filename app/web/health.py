"""For machines that watch: alive, able to work, and figures."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.extensions import db
from app.queries import health as queries
from app.queries.health import Pulse
from app.web.guards import public
from app.web.metrics import CONTENT_TYPE, exposition
from app.web.visitor import is_here

bp = Blueprint("health", __name__)

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")
Answer = tuple[Response, int]


@bp.get("/healthz")
@public
def alive() -> Answer:
    """200 while this process answers; 503 when the scheduler it should carry has stopped."""
    if current_app.extensions.get("carries_scheduler") and _has_stopped():
        return _status("stopped"), 503
    return _status("ok"), 200


@bp.get("/readyz")
@public
def ready() -> Answer:
    """200 when everything needed works; each check by name, no secrets."""
    checks = _checks()
    good = all(checks.values())
    words = {name: "ok" if passed else "failed" for name, passed in checks.items()}
    return jsonify(status="ok" if good else "failed", **words), 200 if good else 503


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Figures in Prometheus' text form, for this machine only."""
    if not _asked_from_here():
        abort(404)
    now = clock.now()
    pulse = queries.pulse(now, has_relay=bool(current_app.config["SMTP_URL"]))
    return Response(exposition(pulse, queries.figures(now)), content_type=CONTENT_TYPE)


def _checks() -> dict[str, bool]:
    try:
        if not queries.is_writable():
            raise SQLAlchemyError
        migrated = queries.is_migrated()
        pulse = _pulse() if migrated else None
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": False}
    checks = {"database": True, "migrations": migrated}
    if pulse is not None:
        checks |= {"scheduler": pulse.beats, "outbox": pulse.flows}
    return checks


def _pulse() -> Pulse:
    return queries.pulse(clock.now(), has_relay=bool(current_app.config["SMTP_URL"]))


def _has_stopped() -> bool:
    try:
        return not _pulse().beats
    except SQLAlchemyError:
        db.session.rollback()
        return False  # the database is away: a matter of readiness, a restart would not help


def _status(word: str) -> Response:
    return jsonify(status=word)


def _asked_from_here() -> bool:
    """A reverse proxy on this machine asks from here too, but for somebody else."""
    if any(name in request.headers for name in FORWARDED):
        return False
    return is_here(request.remote_addr)
