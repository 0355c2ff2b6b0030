"""How a calendar's poll is answered: never with HTML, a redirect, a cookie or half a body."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import logging
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TypeVar

from flask import Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import http_date, quote_etag
from werkzeug.wsgi import wrap_file

from app import clock
from app.extensions import db
from app.queries.feeds import Subscription
from app.services import feeds
from app.services.feeds import CalendarText, Component, Installation
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

CALENDAR = "text/calendar"
QUIET = (("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex"))

T = TypeVar("T")

_log = logging.getLogger(__name__)


def _bodies() -> KeptBodies:
    return _kept("feed_bodies", lambda: KeptBodies(ROOM_FOR_BODIES))


def _allowances() -> Allowances:
    return _kept("feed_allowances", lambda: Allowances(AT_ONCE, SECONDS_FOR_ONE_MORE, ASKING_KEPT))


def _kept(name: str, make: Callable[[], T]) -> T:
    """What this process keeps for all polls, made by the first of them."""
    extensions = current_app.extensions
    found: T = extensions.get(name) or extensions.setdefault(name, make())
    return found


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
        return Response(status=304, headers=_validators(known), mimetype=CALENDAR)
    pack = request.accept_encodings["gzip"] > 0
    calendar, wanted = tag[: feeds.WHICH], tag
    if pack:
        calendar, wanted = _packed(calendar), _packed(tag)
    body, fresh = _bodies().get(calendar, wanted), tuple[Component, ...]()
    if body is None:
        text = feeds.text_of(feed, installation(), today)
        if text is None:
            return _plain(GONE, 404)
        fresh = tuple(text.fresh)
        body = _body(text, wanted, packed=pack)
        _bodies().keep(calendar, wanted, body)
    _remember(feed, today, fresh)
    # As a file, since servers send one as it lies there and copy everything else a few times.
    whole = wrap_file(request.environ, BytesIO(body.octets), AT_A_TIME)
    return Response(whole, headers=body.headers, mimetype=CALENDAR, direct_passthrough=True)


def _is_known(tag: str) -> bool:
    # Weakly: a proxy that packs the answer marks the tag as weak.
    return request.if_none_match.contains_weak(tag)


def _body(text: CalendarText, tag: str, *, packed: bool) -> Body:
    octets = gzip.compress(text.body, mtime=0) if packed else text.body
    headers = [
        *_validators(tag),
        *QUIET,
        ("Content-Length", str(len(octets))),
        ("Last-Modified", http_date(text.changed_at)),
        ("Content-Disposition", "inline"),  # a browser would download an attachment at every visit
    ]
    if packed:
        headers.append(("Content-Encoding", "gzip"))
    return Body(octets, headers)


def _packed(tag: str) -> str:
    """Other octets, another strong validator (RFC 9110 8.8.3.3)."""
    return f"{tag}-gzip"


def _validators(tag: str) -> list[tuple[str, str]]:
    return [
        ("ETag", quote_etag(tag)),
        ("Cache-Control", "private, no-cache"),
        ("Vary", "Accept-Encoding"),
    ]


def _plain(sentence: str, status: int, *, retry: int = 0) -> Response:
    headers = [("Cache-Control", "no-store"), *QUIET]
    if retry:
        headers.append(("Retry-After", str(retry)))
    return Response(sentence, status, headers, mimetype="text/plain")


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
