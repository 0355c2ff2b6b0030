"""Puts a published calendar together from the finished texts of its entries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from icalendar import Calendar, vText

from app.ical.text import clean, one_line
from app.ical.timezone import timezone

PRODID = "-//Wiedervorlage//Kalender 1//DE"
REFRESH = dt.timedelta(hours=1)
# Part of every ETag and stored text. Raise it whenever the bytes of an unchanged entry change.
FORMAT = 2

_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead:
    """What a reader shows of the calendar itself: no name of a person, no address of the feed."""

    name: str
    description: str = ""
    colour: str = "teal"
    colour_hex: str = "#007F7F"


def assemble(head: FeedHead | None, entries: Iterable[bytes]) -> bytes:
    """Return VCALENDAR with finished entries inside, as UTF-8 without a byte order mark.

    Without a head it is a file to be taken over: with a name or a refresh time in it, Outlook
    would open a second calendar.
    """
    whole = BytesIO()  # unlike a list of all entries it holds them once
    whole.write(_opening(head))
    whole.writelines(entries)
    whole.write(_END)
    return whole.getvalue()


def bare_calendar(method: str) -> Calendar:
    """Return what every calendar of this house begins with."""
    # Not Calendar.new(): it always sets a UID, and vdirsyncer then takes the feed for one item.
    cal = Calendar()
    cal.add("version", "2.0")
    cal.add("prodid", PRODID)
    cal.add("calscale", "GREGORIAN")
    cal.add("method", method)
    # Always there: RFC 5545 3.6 wants a component, and a feed may be without meetings.
    cal.add_component(timezone())
    return cal


@lru_cache(maxsize=256)
def _opening(head: FeedHead | None) -> bytes:
    cal = bare_calendar("PUBLISH")
    if head is not None:
        _add_head(cal, head)
    octets: bytes = cal.to_ical()
    return octets.removesuffix(_END)


def _add_head(cal: Calendar, head: FeedHead) -> None:
    _add_names(cal, head)
    cal.add("x-wr-timezone", "Europe/Berlin")
    cal.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    cal.add("x-published-ttl", "PT1H")
    cal.add("color", head.colour)
    cal.add("x-apple-calendar-color", head.colour_hex)


def _add_names(cal: Calendar, head: FeedHead) -> None:
    name, description = one_line(head.name), clean(head.description)
    cal.add("name", name)
    # Unknown to icalendar and not escaped by it; X- without a type is TEXT (RFC 5545 3.8.8.2).
    cal.add("x-wr-calname", vText(name))
    if description:
        cal.add("description", description)
        cal.add("x-wr-caldesc", vText(description))
