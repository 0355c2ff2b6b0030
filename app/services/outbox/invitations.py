"""Invitations, changes and cancellations as letters: whether they should still go, their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.documents.papers import invitation_pdf
from app.documents.words import ITEM_WORDS
from app.domain import invitations as law
from app.domain.days import local_day
from app.domain.reminders import Recipient
from app.domain.wording import long_day
from app.extensions import db
from app.ical.entries import MeetingEntry, Organizer
from app.ical.invitations import Invitee, Method, write_invitation
from app.mail import letters
from app.mail.items import SUBJECT_CHARACTERS, MeetingItem, short_date
from app.mail.letters import Words, shorten
from app.mail.message import CalendarPart
from app.models.meetings import (
    AgendaItem,
    Attendee,
    DatePrecision,
    Meeting,
    MeetingState,
    PartStat,
)
from app.models.outbox import OutboxLetter
from app.models.people import Actor
from app.queries import feeds as feed_queries
from app.queries import invitations as queries
from app.queries import meetings as meeting_queries
from app.services.feeds import meeting_entry
from app.services.outbox.drafts import Draft, NotWanted, Setting, signature
from app.services.outbox.enclosing import enclosing
from app.services.outbox.items import page
from app.services.outbox.kinds import KINDS
from app.services.outbox.telling import Facts, facts_of

FILES = {Method.REQUEST: "einladung.ics", Method.CANCEL: "absage.ics"}
GIVEN_ANSWERS = {
    PartStat.ACCEPTED: "Sie nehmen teil",
    PartStat.TENTATIVE: "Sie nehmen vielleicht teil",
    PartStat.DECLINED: "Sie nehmen nicht teil",
    PartStat.DELEGATED: "Eine Vertretung kommt",
}
CANCELLED_STARTS = {
    "meeting": "Abgesagt",
    "date": "Termin entfällt",
    "person": "Ihre Einladung entfällt",
}


def _invitation(letter: OutboxLetter, setting: Setting) -> Draft:
    meeting = _meeting(letter)
    if meeting.state is not MeetingState.INVITED or meeting.sequence != letter.object_sequence:
        raise NotWanted("outdated")
    attendee = _listed(meeting, letter)
    recipient = _recipient(meeting, attendee.person, setting.now)
    paper = enclosing(lambda: invitation_pdf(meeting, base_url=setting.base_url, now=setting.now))
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=_thread(meeting),
        words=lambda: _invitation_words(
            meeting, attendee, recipient, setting, enclosed=bool(paper())
        ),
        calendar=lambda: _request(meeting, attendee, recipient, setting),
        enclosures=paper,
    )


def _changed(letter: OutboxLetter, setting: Setting) -> Draft:
    meeting, before = _meeting(letter), _before(letter)
    told = meeting.state in (MeetingState.PLANNED, MeetingState.INVITED) and meeting.held_on
    if not told or meeting.sequence != letter.object_sequence:
        raise NotWanted("outdated")
    attendee = _listed(meeting, letter)
    recipient = _recipient(meeting, attendee.person, setting.now)
    invited = meeting.state is MeetingState.INVITED  # else nobody has an entry to be changed
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=_thread(meeting),
        words=lambda: _changed_words(meeting, attendee, recipient, before, setting),
        calendar=(lambda: _request(meeting, attendee, recipient, setting)) if invited else None,
    )


def _cancelled(letter: OutboxLetter, setting: Setting) -> Draft:
    meeting, before = _meeting(letter), _before(letter)
    scope = (letter.payload or {})["scope"]
    true = meeting.cancelled if scope == "meeting" else meeting.held_on is None
    if not true or meeting.sequence != letter.object_sequence:
        raise NotWanted("outdated")
    attendee = _listed(meeting, letter)
    return _farewell(meeting, attendee.person, before, scope, setting)


def _withdrawn(letter: OutboxLetter, setting: Setting) -> Draft:
    """To somebody who has left the list; it says nothing that was not known before."""
    meeting, before = _meeting(letter), _before(letter)
    person = db.session.get(Actor, letter.actor_id)
    if person is None or queries.attendee(meeting, person.id) is not None:
        raise NotWanted("on_the_list_again")
    return _farewell(meeting, person, before, "person", setting)


def _farewell(
    meeting: Meeting, person: Actor, before: Facts, scope: str, setting: Setting
) -> Draft:
    recipient = _recipient(meeting, person, setting.now)
    return Draft(
        recipient=recipient,
        automatic=False,
        thread=_thread(meeting),
        words=lambda: _farewell_words(meeting, recipient, before, scope, setting),
        calendar=lambda: _cancel(meeting, recipient, before, scope, setting),
    )


def _meeting(letter: OutboxLetter) -> Meeting:
    meeting = db.session.scalar(select(Meeting).where(Meeting.uid == letter.object_uid))
    if meeting is None:
        raise NotWanted("no_meeting")
    return meeting


def _before(letter: OutboxLetter) -> Facts:
    if letter.payload is None:
        raise NotWanted("no_text")
    before: Mapping[str, Any] = letter.payload["before"]
    return before


def _listed(meeting: Meeting, letter: OutboxLetter) -> Attendee:
    attendee = queries.attendee(meeting, letter.actor_id) if letter.actor_id else None
    if attendee is None:
        raise NotWanted("not_on_the_list")
    return attendee


def _recipient(meeting: Meeting, person: Actor, now: dt.datetime) -> Recipient:
    recipient = queries.recipients(meeting, [person], now).get(person.id)
    if recipient is None:
        raise NotWanted("not_reachable")
    return recipient


def _thread(meeting: Meeting) -> str:
    return f"wiedervorlage-{meeting.uid}"


def _invitation_words(
    meeting: Meeting,
    attendee: Attendee,
    recipient: Recipient,
    setting: Setting,
    *,
    enclosed: bool,
) -> Words:
    assert meeting.held_on is not None
    speaks_for = attendee.on_behalf_of
    return letters.render(
        "invitation",
        headline=_headline("Einladung", meeting, f"am {long_day(meeting.held_on)}"),
        speaks_for=speaks_for.name if speaks_for else None,
        purpose=meeting.purpose,
        enclosed=enclosed,
        agenda=[_topic(item) for item in meeting_queries.agenda(meeting) if not item.withdrawn],
        **_common(meeting, recipient, setting),
    )


def _changed_words(
    meeting: Meeting, attendee: Attendee, recipient: Recipient, before: Facts, setting: Setting
) -> Words:
    old, new = _shown(meeting, before, setting), _shown(meeting, facts_of(meeting), setting)
    moved = any(before[name] != facts_of(meeting)[name] for name in ("held_on", "begins"))
    return letters.render(
        "meeting_changed",
        headline=_changed_headline(meeting, old, new),
        old_when=old.when if old.when != new.when else None,
        old_where=old.where if old.where != new.where else None,
        moved=moved,
        given=None if moved else GIVEN_ANSWERS.get(attendee.partstat),
        **_common(meeting, recipient, setting),
    )


def _farewell_words(
    meeting: Meeting, recipient: Recipient, before: Facts, scope: str, setting: Setting
) -> Words:
    known = _shown(meeting, before, setting)
    day = f"am {short_date(known.held_on)} {known.held_on.year}"
    return letters.render(
        "meeting_cancelled",
        signature=signature(meeting.plan, setting),
        name=recipient.name,
        headline=_headline(CANCELLED_STARTS[scope], meeting, day),
        scope=scope,
        meeting=known,
        reason=meeting.state_reason if scope == "meeting" else None,
        has_account=recipient.account_id is not None and scope != "person",
        url=page(setting.base_url, meeting),
    )


def _common(meeting: Meeting, recipient: Recipient, setting: Setting) -> dict[str, Any]:
    """What both letters to people on the list say of the meeting and of answering."""
    answer_by = meeting.answer_by_on
    if answer_by is not None and answer_by < local_day(setting.now, meeting.plan):
        answer_by = None
    return {
        "signature": signature(meeting.plan, setting),
        "name": recipient.name,
        "meeting": _shown(meeting, facts_of(meeting), setting),
        "answer_by": law.until_words(answer_by),
        "answer_url": setting.signed_page(
            law.PURPOSE, meeting=meeting.id, person=recipient.actor_id or 0
        ),
        "has_account": recipient.account_id is not None,
        "url": page(setting.base_url, meeting),
    }


def _shown(meeting: Meeting, facts: Facts, setting: Setting) -> MeetingItem:
    held_on = dt.date.fromisoformat(facts["held_on"])
    return MeetingItem(
        days=(held_on - local_day(setting.now, meeting.plan)).days,
        body=meeting.body.name,
        title=meeting.title,
        held_on=held_on,
        begins=_time(facts["begins"]),
        ends=_time(facts["ends"]),
        place=facts["place"],
        online_url=facts["online_url"],
        access_note=meeting.access_note,
        url=page(setting.base_url, meeting),
    )


def _time(iso: str | None) -> dt.time | None:
    return dt.time.fromisoformat(iso) if iso else None


def _topic(item: AgendaItem) -> str:
    """ "TOP 3.1: Bericht aus den Gruppen (Information, 20 Minuten)"."""
    minutes = f", {item.minutes_planned} Minuten" if item.minutes_planned else ""
    return f"TOP {item.number}: {item.title} ({ITEM_WORDS[item.kind]}{minutes})"


def _headline(start: str, meeting: Meeting, end: str) -> str:
    """ "Einladung: Peergroup am Mittwoch, 29. März 2017"; the group's name gives way."""
    room = SUBJECT_CHARACTERS - len(start) - len(end) - 3
    return f"{start}: {shorten(meeting.body.name, max(room, 12))} {end}"


def _changed_headline(meeting: Meeting, old: MeetingItem, new: MeetingItem) -> str:
    day = f"am {short_date(new.held_on)}"
    if old.held_on != new.held_on:
        return _headline("Neuer Termin", meeting, f"{day} (bisher {short_date(old.held_on)})")
    if (old.begins, old.ends) != (new.begins, new.ends):
        return _headline("Neue Uhrzeit", meeting, day)
    return _headline("Neuer Ort" if old.where != new.where else "Weiterhin", meeting, day)


def _request(
    meeting: Meeting, attendee: Attendee, recipient: Recipient, setting: Setting
) -> CalendarPart:
    entry = _entry(meeting, facts_of(meeting), setting)
    invitee = Invitee(
        name=recipient.name,
        mail=recipient.address,
        role=attendee.role.value,
        partstat=attendee.partstat.value,
    )
    return _part(meeting, entry, invitee, Method.REQUEST, setting)


def _cancel(
    meeting: Meeting, recipient: Recipient, before: Facts, scope: str, setting: Setting
) -> CalendarPart:
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
    row = feed_queries.MeetingRow(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=meeting.title,
        precision=DatePrecision.DAY,
        held_on=dt.date.fromisoformat(facts["held_on"]),
        month_on=None,
        begins=_time(facts["begins"]),
        ends=_time(facts["ends"]),
        place=facts["place"],
        online_url=facts["online_url"],
        purpose=meeting.purpose,
        access_note=meeting.access_note,
        cancelled_at=cancelled_at,
        created_at=meeting.created_at,
        changed_at=meeting.changed_at,
        body_name=meeting.body.name,
    )
    return meeting_entry(row, ZoneInfo(meeting.plan.timezone), setting.base_url, hint="")


KINDS |= {
    law.INVITATION: _invitation,
    law.CHANGED: _changed,
    law.CANCELLED: _cancelled,
    law.WITHDRAWN: _withdrawn,
}
