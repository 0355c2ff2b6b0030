"""Writes one entry as one VEVENT by the rules of RFC 5545, 5546 (PUBLISH) and 7986."""

import datetime as dt
import logging
from collections.abc import Callable
from functools import lru_cache, singledispatch

from babel.dates import format_date
from icalendar import Alarm, vCalAddress, vUri

from app.ical.entries import CalendarEntry, Day, DeadlineEntry, MeetingEntry, Month, Organizer, Span
from app.ical.text import clean, one_line, without_password
from app.ical.timezone import BERLIN
from app.ical.vevent import Ready, Vevent, make_ready

ALARM_BEFORE = dt.timedelta(hours=1)
_ONE_DAY = dt.timedelta(days=1)
_log = logging.getLogger(__name__)


class UnwritableEntry(ValueError):
    """An entry that no reader would take; its message says why and names nobody."""


def event_octets(entry: CalendarEntry, organizer: Organizer, *, alarm: bool = False) -> bytes:
    """Return the VEVENT as UTF-8 with CRLF, folded at 75 octets.

    Raises UnwritableEntry, or whatever icalendar raises for a value it refuses.
    """
    octets: bytes = build_event(entry, organizer, alarm=alarm).to_ical()
    return octets


def octets_or_nothing(uid: str, write: Callable[[], bytes]) -> bytes:
    """What `write` returns; empty where it cannot, and then the uid stands in the log."""
    try:
        return write()
    except Exception as fault:  # noqa: BLE001 - whatever a bad record raises, it must not empty the feed of the others
        _log.error("calendar entry %r skipped: %s", uid, fault)
        return b""


def build_event(entry: CalendarEntry, organizer: Organizer, *, alarm: bool = False) -> Vevent:
    """Return the VEVENT of an entry: ORGANIZER always, ATTENDEE never (RFC 5546 3.2.1)."""
    event = Vevent()
    _add_identity(event, entry, organizer)
    _add_substance(entry, event)
    if alarm and isinstance(entry, MeetingEntry):
        _add_alarm(event, entry)
    return event


def _add_identity(event: Vevent, entry: CalendarEntry, organizer: Organizer) -> None:
    if not entry.uid or one_line(entry.uid) != entry.uid:
        raise UnwritableEntry("the uid is empty or holds control characters")
    event.add("uid", entry.uid)
    event.put("sequence", entry.sequence)
    event.add("created", _utc(entry.created_at))
    # Both the time of the last change: with "now" no two bodies are equal and no ETag ever matches.
    event.add("dtstamp", _utc(entry.changed_at))
    event["last-modified"] = event["dtstamp"]
    event.take("organizer", _address(organizer))
    event.put("class", "PUBLIC")
    if entry.url:
        event.add("url", entry.url)


@lru_cache(maxsize=256)
def _address(organizer: Organizer) -> Ready:
    # A quotation mark would be written as ^' (RFC 6868), which older readers show as it stands.
    name = one_line(organizer.name).replace('"', "'")
    address = vCalAddress(f"mailto:{organizer.mail}", params={"CN": name})
    return make_ready("organizer", address)


@singledispatch
def _add_substance(entry: CalendarEntry, event: Vevent) -> None:
    raise UnwritableEntry(f"nobody knows how to write a {type(entry).__name__}")


@_add_substance.register
def _(entry: DeadlineEntry, event: Vevent) -> None:
    event.add("summary", _required_title(f"{entry.what}: {one_line(entry.title)}", entry))
    event.put("status", "CONFIRMED")
    if entry.category:
        event.put("categories", (one_line(entry.category),))
    _add_all_day(event, entry.due_on)
    _add_description(event, entry.description)


@_add_substance.register
def _(entry: MeetingEntry, event: Vevent) -> None:
    event.add("summary", _required_title(_meeting_title(entry), entry))
    event.put("status", _meeting_status(entry))
    if isinstance(entry.when, Span):
        _add_span(event, entry.when, busy=entry.blocks and entry.cancelled_at is None)
    else:
        _add_all_day(event, entry.when.on if isinstance(entry.when, Day) else entry.when.first_on)
    if entry.category:
        event.put("categories", (one_line(entry.category),))
    if entry.colour:
        event.put("color", entry.colour)
    if location := one_line(entry.location):
        event.put("location", location)
    _add_description(event, _meeting_description(entry))
    if entry.online_url and entry.cancelled_at is None:
        _add_conference(event, entry.online_url)


def _meeting_title(entry: MeetingEntry) -> str:
    title = one_line(entry.title)
    in_month = _in_month(title, entry.when) if isinstance(entry.when, Month) else title
    if entry.cancelled_at is not None:
        return f"Abgesagt: {in_month}"
    if isinstance(entry.when, Month):
        return f"Termin offen: {in_month}"
    return f"{title} (Uhrzeit folgt)" if isinstance(entry.when, Day) else title


def _in_month(title: str, month: Month) -> str:
    """ "Zwischenstand im Juli 2017"; a title that names the month gets the year alone."""
    named = month_name(month)
    alone = f" im {named.split()[0]}"
    return f"{title} {month.year}" if title.endswith(alone) else f"{title} im {named}"


def _meeting_status(entry: MeetingEntry) -> str:
    if entry.cancelled_at is not None:
        return "CANCELLED"
    return "CONFIRMED" if entry.confirmed and not isinstance(entry.when, Month) else "TENTATIVE"


def _meeting_description(entry: MeetingEntry) -> str:
    lines = [entry.description]
    if entry.cancelled_at is not None:
        lines.insert(0, "Die Sitzung findet nicht statt.")
    elif isinstance(entry.when, Month):
        month = month_name(entry.when)
        lines.insert(
            0,
            f"Termin offen: Die Sitzung ist für {month} vorgesehen, der Tag steht noch nicht fest.",
        )
    elif isinstance(entry.when, Day):
        lines.insert(0, "Die Uhrzeit folgt.")
    if entry.online_url and entry.cancelled_at is None:
        # Few clients show CONFERENCE, so the address stands here too.
        lines.append(f"Online teilnehmen: {without_password(entry.online_url)}")
    return "\n\n".join(line for line in lines if line.strip())


def month_name(month: Month) -> str:
    """Return the German name of the month with its year: "Juli 2017"."""
    return format_date(month.first_on, "LLLL yyyy", locale="de")


def _required_title(title: str, entry: CalendarEntry) -> str:
    if not one_line(entry.title):
        raise UnwritableEntry("the title is empty")
    return title


def _add_span(event: Vevent, span: Span, *, busy: bool) -> None:
    if span.ends_at is not None and span.ends_at < span.starts_at:
        raise UnwritableEntry("it ends before it begins")
    event.add("dtstart", _local(span.starts_at))
    if span.ends_at is not None:
        event.add("dtend", _local(span.ends_at))
    event.put("transp", "OPAQUE" if busy else "TRANSPARENT")


def _add_all_day(event: Vevent, on: dt.date) -> None:
    event.add("dtstart", on)
    event.add("dtend", on + _ONE_DAY)  # exclusive
    event.put("transp", "TRANSPARENT")
    event.put("x-microsoft-cdo-alldayevent", "TRUE")
    event.put("x-microsoft-cdo-busystatus", "FREE")


def _add_description(event: Vevent, text: str) -> None:
    if cleaned := clean(text):
        event.add("description", cleaned)


def _add_conference(event: Vevent, url: str) -> None:
    params = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Online teilnehmen"}
    event.add("conference", vUri(without_password(url), params=params))


def _add_alarm(event: Vevent, entry: MeetingEntry) -> None:
    if not isinstance(entry.when, Span) or entry.cancelled_at is not None:
        return
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _meeting_title(entry))
    alarm.add("trigger", -ALARM_BEFORE)
    alarm.add("uid", f"erinnerung-{entry.uid}")
    event.add_component(alarm)


def _local(instant: dt.datetime) -> dt.datetime:
    local = _aware(instant).astimezone(BERLIN).replace(microsecond=0)
    # A wall time that comes twice means its first coming (RFC 5545 3.3.5); the second has no
    # name but UTC.
    return _utc(instant) if local.fold else local


def _utc(instant: dt.datetime) -> dt.datetime:
    return _aware(instant).astimezone(dt.UTC).replace(microsecond=0)


def _aware(instant: dt.datetime) -> dt.datetime:
    if instant.tzinfo is None:
        raise UnwritableEntry("an instant without a zone")
    return instant
