"""How a calendar's poll is answered: never with HTML, a redirect, a cookie or half a body."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import logging
from collections.abc import Callable, Sequence
from io import BytesIO

from flask import Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wsgi import wrap_file

from app import clock
from app.extensions import db
from app.queries.feeds import Subscription
from app.services import feeds
from app.services.feeds import Component, Installation
from app.services.throttle import network_of
from app.web.feeds.allowances import Allowances
from app.web.feeds.bodies import Body, KeptBodies

GONE = "Diese Kalenderadresse gibt es nicht oder nicht mehr.\n"
AWAY = "Der Kalender ist gerade nicht erreichbar. Bitte versuchen Sie es später erneut.\n"
TOO_OFTEN = "Dieser Kalender wird zu oft abgerufen. Einmal in der Stunde genügt.\n"
RETRY_SECONDS = 300
# Thunderbird asks every half hour, and some people press the button for it.
AT_ONCE, SECONDS_FOR_ONE_MORE = 60, 60
ASKING_KEPT = 20_000
AT_A_TIME = 64 * 1024
ROOM_FOR_BODIES = 8 * 1024 * 1024

_log = logging.getLogger(__name__)


def _bodies() -> KeptBodies:
    kept: KeptBodies = current_app.extensions.setdefault("feed_bodies", KeptBodies(ROOM_FOR_BODIES))
    return kept


def _allowances() -> Allowances:
    counted: Allowances = current_app.extensions.setdefault(
        "feed_allowances",
        Allowances(most=AT_ONCE, every=SECONDS_FOR_ONE_MORE, kept=ASKING_KEPT),
    )
    return counted


def answer(token: str) -> Response:
    """The calendar behind the token, 304, 404, 429 or 503; whatever fails, no page of ours."""
    return _guarded(lambda: feeds.find(token), token)


def answer_public(slug: str) -> Response:
    """The same for the public calendar of a plan."""
    return _guarded(lambda: feeds.find_public(slug), f"{network_of(request.remote_addr)} {slug}")


def _guarded(find: Callable[[], Subscription | None], who: str) -> Response:
    """Faults end here and not at the application's error pages.

    Those are HTML, which empties the calendar in silence, and their log would name the path and
    with it the secret.
    """
    try:
        digest = hashlib.sha256(who.encode()).digest()  # a secret is not kept, not even here
        wait = _allowances().seconds_to_wait(digest, clock.now())
        return _plain(TOO_OFTEN, 429, retry=wait) if wait else _answer(find())
    except Exception as fault:  # noqa: BLE001 - see above
        ours = not isinstance(fault, SQLAlchemyError)
        _log.error("feed poll failed: %s", type(fault).__name__, exc_info=ours)
        db.session.rollback()
        return _plain(AWAY, 503, retry=RETRY_SECONDS)


def _answer(feed: Subscription | None) -> Response:
    if feed is None:
        return _plain(GONE, 404)
    today = feeds.today_of(feed, clock.now())
    tag = feeds.etag_of(feed, installation(), today)
    if known := next((variant for variant in (tag, _packed(tag)) if _is_known(variant)), None):
        _remember(feed, today)
        return _with_headers(Response(status=304, mimetype="text/calendar"), known)
    pack = request.accept_encodings["gzip"] > 0
    wanted = _packed(tag) if pack else tag
    body, fresh = _bodies().get(wanted), tuple[Component, ...]()
    if body is None:
        text = feeds.text_of(feed, installation(), today)
        if text is None:
            return _plain(GONE, 404)
        fresh = tuple(text.fresh)
        octets = gzip.compress(text.body, mtime=0) if pack else text.body
        body = Body(octets, text.changed_at)
        _bodies().keep(wanted, body)
    _remember(feed, today, fresh)
    return _written(body, wanted, packed=pack)


def _is_known(tag: str) -> bool:
    # Weakly: a proxy that packs the answer marks the tag as weak.
    return request.if_none_match.contains_weak(tag)


def _written(body: Body, tag: str, *, packed: bool) -> Response:
    # As a file, since servers send one as it lies there and copy everything else a few times.
    whole = wrap_file(request.environ, BytesIO(body.octets), AT_A_TIME)
    response = Response(whole, mimetype="text/calendar", direct_passthrough=True)
    response.content_length = len(body.octets)
    if packed:
        response.content_encoding = "gzip"
    response.last_modified = body.changed_at
    # Not "attachment": a browser would download the file at every visit.
    response.headers["Content-Disposition"] = "inline"
    return _with_headers(response, tag)


def _packed(tag: str) -> str:
    """Other octets, another strong validator (RFC 9110 8.8.3.3)."""
    return f"{tag}-gzip"


def _with_headers(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Encoding")
    return _kept_quiet(response)


def _plain(sentence: str, status: int, *, retry: int = 0) -> Response:
    response = Response(sentence, status=status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    if retry:
        response.headers["Retry-After"] = str(retry)
    return _kept_quiet(response)


def _kept_quiet(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def installation() -> Installation:
    """What of the settings shows in calendars."""
    config = current_app.config
    return Installation(base_url=config["BASE_URL"], mail_from=config["MAIL_FROM"])


def _remember(feed: Subscription, today: dt.date, fresh: Sequence[Component] = ()) -> None:
    """Keep texts that were written, and once a day the day of use.

    Apart from the request's reading, and dropped when the database is busy: the next reader
    writes them again.
    """
    used = feed.feed_id if feed.last_used_on != today else None
    if used is None and not fresh:
        return
    db.session.rollback()
    try:
        engine = db.engine.execution_options(write=True, patience=0)
        with engine.begin() as connection:
            if used is not None:
                feeds.note_use(connection, used, today)
            if fresh:
                feeds.keep(connection, fresh)
    except Exception as fault:  # noqa: BLE001 - a mark is worth no answer
        _log.info("nothing remembered of a poll: %s", type(fault).__name__)
