"""The one VTIMEZONE that every calendar of this house carries."""

from functools import cache
from typing import cast
from zoneinfo import ZoneInfo

from icalendar import Timezone

BERLIN = ZoneInfo("Europe/Berlin")

# Readers fall into two families: one trusts the zone's name, one trusts this block alone. The
# block that icalendar generates lists changes by RDATE, an hour late in spring; we never use it.
# The onset is local wall time before the change (RFC 5545 3.6.5).
VTIMEZONE = "\r\n".join(
    [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "X-LIC-LOCATION:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]
)


def timezone() -> Timezone:
    """Return a fresh copy of the parsed constant, to be added to one calendar."""
    return _parsed().copy(recursive=True)


@cache
def _parsed() -> Timezone:
    return cast(Timezone, Timezone.from_ical(VTIMEZONE))
