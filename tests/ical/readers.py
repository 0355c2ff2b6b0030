"""Readers of a calendar: three that did not write it, icalendar, and a small one of our own."""

import datetime as dt
import json
import subprocess
import sys
from dataclasses import dataclass, field

from icalendar import Calendar, Event

# vobject keeps the first zone it has read under a name, and the others warn of their own old age:
# one process per file. Each prints uid -> [summary, start, end], instants in UTC, days as days.
_PLAIN = """
import datetime as dt, json, sys
def plain(moment):
    timed = isinstance(moment, dt.datetime)
    return (moment.astimezone(dt.timezone.utc) if timed else moment).isoformat()
text = sys.stdin.buffer.read().decode("utf-8")
"""
_READERS = {
    "vobject": """
import vobject
events = {}
for event in vobject.readOne(text).contents.get("vevent", []):
    end = event.dtend.value if hasattr(event, "dtend") else event.dtstart.value
    events[event.uid.value] = [event.summary.value, plain(event.dtstart.value), plain(end)]
""",
    "ics": """
import ics
def moment(event, at):
    return plain(at.date() if event.all_day else at.datetime)
events = {
    event.uid: [event.name, moment(event, event.begin), moment(event, event.end)]
    for event in ics.Calendar(text).events
}
""",
    "ical": """
from ical.calendar_stream import IcsCalendarStream
events = {
    event.uid: [event.summary, plain(event.dtstart), plain(event.dtend or event.dtstart)]
    for event in IcsCalendarStream.calendar_from_ics(text).events
}
""",
}

Seen = dict[str, tuple[str, str, str]]


def read_with(reader: str, body: bytes) -> Seen:
    """Return uid -> (summary, start, end) as `reader` sees it: vobject, ics or ical."""
    code = _PLAIN + _READERS[reader] + "json.dump(events, sys.stdout)"
    done = subprocess.run([sys.executable, "-c", code], input=body, capture_output=True, check=True)
    return {
        uid: (summary, start, end) for uid, (summary, start, end) in json.loads(done.stdout).items()
    }


def read_with_vobject(body: bytes) -> Seen:
    """The same as a reader sees it that trusts the VTIMEZONE."""
    return read_with("vobject", body)


def read_with_icalendar(body: bytes) -> Seen:
    """Return uid -> (summary, start, end) as a reader sees it that trusts the zone's name."""
    events = {str(event["UID"]): event for event in parsed_events(body)}
    return {
        uid: (str(e["SUMMARY"]), _plain(e.decoded("DTSTART")), _plain(_end(e)))
        for uid, e in events.items()
    }


def parsed_events(body: bytes) -> list[Event]:
    """Return the VEVENTs of a calendar."""
    return list(Calendar.from_ical(body).events)


def _end(event: Event) -> dt.date:
    moment: dt.date = event.decoded("DTEND" if "DTEND" in event else "DTSTART")
    return moment


def _plain(moment: dt.date) -> str:
    return (
        moment.astimezone(dt.UTC).isoformat()
        if isinstance(moment, dt.datetime)
        else moment.isoformat()
    )


@dataclass
class Component:
    """A component as our own reader sees it: raw values in order, nothing interpreted."""

    name: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """Return the raw values of a property, whatever its parameters."""
        return [value for head, value in self.lines if head.split(";")[0] == name]

    def value(self, name: str) -> str:
        """Return the only value of a property."""
        (only,) = self.values(name)
        return only

    def all(self, name: str) -> list["Component"]:
        """Return the children of a kind."""
        return [child for child in self.children if child.name == name]


def read_by_hand(body: bytes) -> Component:
    """Return VCALENDAR, having insisted on CRLF, 75 octets, UTF-8 and balanced lines."""
    assert not body.startswith(b"\xef\xbb\xbf")
    assert body.endswith(b"\r\n")
    physical = body[:-2].split(b"\r\n")
    for line in physical:
        assert b"\r" not in line
        assert b"\n" not in line
        assert len(line) <= 75
        line.decode("utf-8")  # a character is never split by folding
    return _tree(body.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1])


def _tree(lines: list[str]) -> Component:
    root = Component("")
    open_ones = [root]
    for line in lines:
        head, _, value = _split(line)
        if head == "BEGIN":
            open_ones[-1].children.append(Component(value))
            open_ones.append(open_ones[-1].children[-1])
        elif head == "END":
            assert open_ones.pop().name == value
        else:
            open_ones[-1].lines.append((head, value))
    assert open_ones == [root]
    (calendar,) = root.children
    return calendar


def _split(line: str) -> tuple[str, str, str]:
    quoted = False
    for at, char in enumerate(line):
        quoted ^= char == '"'
        if char == ":" and not quoted:
            return line[:at], ":", line[at + 1 :]
    raise AssertionError(f"no colon in {line!r}")


def complaints(calendar: Component) -> list[str]:
    """Return what RFC 5545, 5546 3.2.1 (PUBLISH) and readers object to; empty when all is well."""
    found = []
    for name in (
        "VERSION",
        "PRODID",
        "METHOD",
        "CALSCALE",
        "NAME",
        "X-WR-CALNAME",
        "X-PUBLISHED-TTL",
    ):
        if len(calendar.values(name)) != 1:
            found.append(f"VCALENDAR needs one {name}")
    for name in ("UID", "URL", "SOURCE"):
        if calendar.values(name):
            found.append(f"VCALENDAR must not have {name}")
    zones = {zone.value("TZID") for zone in calendar.all("VTIMEZONE")}
    events = calendar.all("VEVENT")
    for event in events:
        found += _event_complaints(event, zones)
    uids = [event.value("UID") for event in events]
    if len(set(uids)) != len(uids):
        found.append("a UID comes twice")
    return found


def _event_complaints(event: Component, zones: set[str]) -> list[str]:
    found = []
    once = (
        "UID",
        "DTSTAMP",
        "DTSTART",
        "SUMMARY",
        "ORGANIZER",
        "SEQUENCE",
        "LAST-MODIFIED",
        "STATUS",
        "TRANSP",
    )
    for name in once:
        if len(event.values(name)) != 1:
            found.append(f"VEVENT needs one {name}")
    if event.values("ATTENDEE"):
        found.append("PUBLISH forbids ATTENDEE")
    for head, value in event.lines:
        if head.startswith(("DTSTART", "DTEND")):
            found += _time_complaints(head, value, zones)
    return found


def _time_complaints(head: str, value: str, zones: set[str]) -> list[str]:
    parameters = dict(part.split("=") for part in head.split(";")[1:])
    if parameters.get("VALUE") == "DATE":
        return [] if len(value) == 8 else [f"{value} is no DATE"]
    if value.endswith("Z"):
        return []
    if "TZID" not in parameters:
        return [f"floating time {value}"]
    return [] if parameters["TZID"] in zones else [f"no VTIMEZONE for {parameters['TZID']}"]
