"""Makers of entries with literal defaults: say only what the test is about."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from app.ical.entries import CalendarEntry, DeadlineEntry, MeetingEntry, Organizer, Span
from app.ical.events import event_octets
from app.ical.feed import FeedHead, assemble

UTC = dt.UTC
OFFICE = Organizer("Geschäftsstelle Integrationsplan", "integration@example.org")
HEAD = FeedHead(name="Integrationsplan – meine Termine", description="Sitzungen und Fristen.")
CREATED = dt.datetime(2017, 2, 20, 8, 0, tzinfo=UTC)
CHANGED = dt.datetime(2017, 3, 1, 9, 30, 15, tzinfo=UTC)
KICKOFF = Span(
    dt.datetime(2017, 3, 29, 12, 0, tzinfo=UTC), dt.datetime(2017, 3, 29, 14, 0, tzinfo=UTC)
)


def make_meeting(**changes: Any) -> MeetingEntry:
    """Return the kickoff, changed as the test wants."""
    values: dict[str, Any] = {
        "uid": "sitzung-1@wiedervorlage",
        "sequence": 0,
        "title": "Peergroup zum Integrationsplan",
        "created_at": CREATED,
        "changed_at": CHANGED,
        "when": KICKOFF,
    }
    return MeetingEntry(**values | changes)


def make_deadline(**changes: Any) -> DeadlineEntry:
    """Return a task's deadline, changed as the test wants."""
    values: dict[str, Any] = {
        "uid": "aufgabe-1@wiedervorlage",
        "sequence": 0,
        "title": "Angebote zusammenstellen",
        "created_at": CREATED,
        "changed_at": CHANGED,
        "what": "Fällig",
        "due_on": dt.date(2017, 9, 15),
        "category": "Aufgabe",
    }
    return DeadlineEntry(**values | changes)


def write(
    entries: Iterable[CalendarEntry],
    head: FeedHead = HEAD,
    organizer: Organizer = OFFICE,
    *,
    alarms: bool = False,
) -> bytes:
    """Return the calendar with these entries."""
    return assemble(head, [event_octets(entry, organizer, alarm=alarms) for entry in entries])
