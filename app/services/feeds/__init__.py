"""Feeds: giving out, renewing and ending an address, and writing what stands behind it."""

from app.services.feeds.components import Component
from app.services.feeds.entries import Installation, meeting_entry
from app.services.feeds.reading import (
    WHICH,
    CalendarText,
    etag_of,
    file_of,
    find,
    find_public,
    keep,
    note_use,
    text_of,
    today_of,
)
from app.services.feeds.subscribing import (
    PUBLIC,
    FeedWishes,
    address,
    create_feed,
    open_public_calendar,
    parse_scope,
    public_address,
    renew,
    revoke,
)

__all__ = [
    "PUBLIC",
    "WHICH",
    "CalendarText",
    "Component",
    "FeedWishes",
    "Installation",
    "address",
    "create_feed",
    "etag_of",
    "file_of",
    "find",
    "find_public",
    "keep",
    "meeting_entry",
    "note_use",
    "open_public_calendar",
    "parse_scope",
    "public_address",
    "renew",
    "revoke",
    "text_of",
    "today_of",
]
