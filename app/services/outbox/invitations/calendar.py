"""The calendar entry that travels with an invitation, a change or a cancellation (iTIP)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from app.domain.reminders import Recipient
from app.ical.entries import MeetingEntry, Organizer
from app.ical.invitations import Invitee, Method, write_invitation
from app.mail.message import CalendarPart
from app.models.meetings import Attendee, DatePrecision, Meeting
from app.queries import feeds as feed_queries
from app.queries.meetings import agenda
from app.services.feeds import meeting_entry
from app.services.outbox.drafts import Setting
from app.services.outbox.telling import Facts, facts_of, time_of

FILES = {Method.REQUEST: "einladung.ics", Method.CANCEL: "absage.ics"}


def request(
    meeting: Meeting, attendee: Attendee, recipient: Recipient, setting: Setting
) -> CalendarPart:
    """The entry as it is now, with the attendee's answer so far (REQUEST)."""
    entry = _entry(meeting, facts_of(meeting), setting)
    invitee = Invitee(
        name=recipient.name,
        mail=recipient.address,
        role=attendee.role.value,
        partstat=attendee.partstat.value,
    )
    return _part(meeting, entry, invitee, Method.REQUEST, setting)


def cancel(
    meeting: Meeting, recipient: Recipient, before: Facts, scope: str, setting: Setting
) -> CalendarPart:
    """Takes the entry that was sent for `before` out of the calendar (CANCEL)."""
    cancelled_at = meeting.cancelled_at if scope == "meeting" else None
    entry = replace(_entry(meeting, before, setting, cancelled_at=cancelled_at), description="")
    invitee = Invitee(name=recipient.name, mail=recipient.address)
    return _part(meeting, entry, invitee, Method.CANCEL, setting)


def _part(
    meeting: Meeting, entry: MeetingEntry, invitee: Invitee, method: Method, setting: Setting
) -> CalendarPart:
    name, address = parseaddr(setting.mail_from)  # Google believes only a CANCEL of the sender
    organizer = Organizer(name or meeting.plan.office_name, address)
    octets = write_invitation(entry, organizer, invitee, method, written_at=setting.now)
    return CalendarPart(method.value, octets, FILES[method])


def _entry(
    meeting: Meeting, facts: Facts, setting: Setting, *, cancelled_at: dt.datetime | None = None
) -> MeetingEntry:
    """What the feed says of the meeting, at the date the message is about."""
    row = replace(
        feed_queries.meeting_row(meeting, agenda(meeting)),
        precision=DatePrecision.DAY,
        held_on=dt.date.fromisoformat(facts["held_on"]),
        month_on=None,
        begins=time_of(facts["begins"]),
        ends=time_of(facts["ends"]),
        place=facts["place"],
        online_url=facts["online_url"],
        cancelled_at=cancelled_at,
    )
    return meeting_entry(row, ZoneInfo(meeting.plan.timezone), setting.base_url, binding="")
