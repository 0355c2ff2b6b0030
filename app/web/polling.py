"""How a calendar's poll is answered: never with HTML, a redirect, a cookie or half a body."""

from __future__ import annotations

import gzip
import logging

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.extensions import db
from app.queries.feeds import Subscription
from app.services import feeds
from app.services.feeds import CalendarText, Installation

GONE = "Diese Kalenderadresse gibt es nicht oder nicht mehr.\n"
AWAY = "Der Kalender ist gerade nicht erreichbar. Bitte versuchen Sie es später erneut.\n"
SMALLEST_WORTH_PACKING = 1000
RETRY_SECONDS = "300"

_log = logging.getLogger(__name__)


class NoCookiesForCalendars(SecureCookieSessionInterface):
    """The usual cookie for people; at a feed's address none is read, set or named in Vary."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """None for a calendar, which Flask takes as "there is no session here"."""
        polled = request.path.startswith("/kalender/") and request.path.endswith(".ics")
        return None if polled else super().open_session(app, request)


def answer(token: str) -> Response:
    """The calendar behind the token, 304, 404 or 503; whatever fails, no page of ours.

    Caught here and not by the application's error pages: those are HTML, which empties the
    calendar in silence, and their log would name the path and with it the secret.
    """
    try:
        return _answer(token)
    except Exception as fault:  # noqa: BLE001 - see above
        ours = not isinstance(fault, SQLAlchemyError)
        _log.error("feed poll failed: %s", type(fault).__name__, exc_info=ours)
        db.session.rollback()
        return _plain(AWAY, 503, retry=True)


def _answer(token: str) -> Response:
    feed = feeds.find(token)
    if feed is None:
        return _plain(GONE, 404)
    today = feeds.today_of(feed, clock.now())
    response = _current(feed, feeds.etag_of(feed, _installation(), today))
    if response is None:
        return _plain(GONE, 404)
    _note_use(feed)
    return response


def _current(feed: Subscription, tag: str) -> Response | None:
    known = [variant for variant in (tag, _packed(tag)) if _is_known(variant)]
    if known:
        return _with_headers(Response(status=304, mimetype="text/calendar"), known[0])
    text = feeds.text_of(feed, _installation(), feeds.today_of(feed, clock.now()))
    return _written(text, tag) if text else None


def _is_known(tag: str) -> bool:
    # Weakly: a proxy that packs the answer marks the tag as weak.
    return request.if_none_match.contains_weak(tag)


def _written(text: CalendarText, tag: str) -> Response:
    pack = request.accept_encodings["gzip"] > 0 and len(text.body) >= SMALLEST_WORTH_PACKING
    response = Response(
        gzip.compress(text.body, mtime=0) if pack else text.body, mimetype="text/calendar"
    )
    if pack:
        response.content_encoding = "gzip"
    response.last_modified = text.changed_at
    # Not "attachment": a browser would download the file at every visit.
    response.headers["Content-Disposition"] = "inline"
    return _with_headers(response, _packed(tag) if pack else tag)


def _packed(tag: str) -> str:
    """Other octets, another strong validator (RFC 9110 8.8.3.3)."""
    return f"{tag}-gzip"


def _with_headers(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Encoding")
    return _kept_quiet(response)


def _plain(sentence: str, status: int, *, retry: bool = False) -> Response:
    response = Response(sentence, status=status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    if retry:
        response.headers["Retry-After"] = RETRY_SECONDS
    return _kept_quiet(response)


def _kept_quiet(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _installation() -> Installation:
    config = current_app.config
    return Installation(base_url=config["BASE_URL"], mail_from=config["MAIL_FROM"])


def _note_use(feed: Subscription) -> None:
    """Write the day of use, once a day, apart from the request's reading; dropped when busy."""
    today = feeds.today_of(feed, clock.now())
    if feed.last_used_on == today:
        return
    db.session.rollback()
    try:
        with db.engine.connect().execution_options(write=True) as connection, connection.begin():
            feeds.note_use(connection, feed.feed_id, today)
    except Exception as fault:  # noqa: BLE001 - a mark is worth no answer
        _log.info("day of use not noted: %s", type(fault).__name__)
