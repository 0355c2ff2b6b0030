"""Writes one invitation or cancellation to one person by the rules of iTIP (RFC 5546)."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from icalendar import vCalAddress

from app.ical.entries import MeetingEntry, Month, Organizer
from app.ical.events import UnwritableEntry, build_event
from app.ical.feed import bare_calendar
from app.ical.text import one_line


class Method(enum.StrEnum):
    """What the message asks of a calendar (RFC 5546 section 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """The one person the message is for; nobody reads who else is invited."""

    name: str
    mail: str
    role: str = "REQ-PARTICIPANT"  # RFC 5545 section 3.2.16
    partstat: str = "NEEDS-ACTION"  # RFC 5545 section 3.2.12


def write_invitation(
    entry: MeetingEntry,
    organizer: Organizer,
    invitee: Invitee,
    method: Method,
    *,
    written_at: dt.datetime,
) -> bytes:
    """Return the calendar message as UTF-8 with CRLF, its VEVENT with uid and SEQUENCE of the feed.

    `written_at` (aware) becomes DTSTAMP: of two messages of one SEQUENCE the later holds. Raises
    UnwritableEntry for a meeting without a day, which is never sent by mail.
    """
    if isinstance(entry.when, Month):
        raise UnwritableEntry("a meeting without a day is never sent by mail")
    event = build_event(entry, organizer)
    del event["DTSTAMP"]
    event.add("dtstamp", written_at.astimezone(dt.UTC).replace(microsecond=0))
    if method is Method.CANCEL:
        del event["STATUS"]
        event.add("status", "CANCELLED")
    event.add("attendee", _attendee(invitee, asks=method is Method.REQUEST), encode=False)
    # No names and no refresh time: with them Outlook opens a second calendar.
    calendar = bare_calendar(method.value)
    calendar.add_component(event)
    octets: bytes = calendar.to_ical()
    return octets


def _attendee(invitee: Invitee, *, asks: bool) -> vCalAddress:
    # A quotation mark cannot stand in a parameter; older readers show its substitute as it is.
    params = {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": invitee.role,
        "PARTSTAT": invitee.partstat,
        "CN": one_line(invitee.name).replace('"', "'"),
        "EMAIL": invitee.mail,
    }
    if asks:
        params["RSVP"] = "TRUE"
    return vCalAddress(f"mailto:{invitee.mail}", params=params)
