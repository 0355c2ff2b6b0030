"""Whether a letter to somebody on a meeting's list should still go, to whom and with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.documents.papers import invitation_pdf
from app.domain.reminders import Recipient
from app.extensions import db
from app.models.meetings import Attendee, Meeting, MeetingState
from app.models.outbox import OutboxLetter
from app.models.people import Actor
from app.queries import invitations as queries
from app.services.outbox.drafts import Draft, NotWanted, Setting
from app.services.outbox.enclosing import enclosing
from app.services.outbox.invitations import calendar, words
from app.services.outbox.telling import Facts


def invitation(letter: OutboxLetter, setting: Setting) -> Draft:
    """To somebody invited, as long as the meeting is what it was then."""
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
        words=lambda: words.invited(meeting, attendee, recipient, setting, enclosed=bool(paper())),
        calendar=lambda: calendar.request(meeting, attendee, recipient, setting),
        enclosures=paper,
    )


def changed(letter: OutboxLetter, setting: Setting) -> Draft:
    """To somebody who knows another date or place than the present one."""
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
        words=lambda: words.changed(meeting, attendee, recipient, before, setting),
        calendar=(lambda: calendar.request(meeting, attendee, recipient, setting))
        if invited
        else None,
    )


def cancelled(letter: OutboxLetter, setting: Setting) -> Draft:
    """To somebody on the list: the meeting, or only its date, falls."""
    meeting, before = _meeting(letter), _before(letter)
    scope = (letter.payload or {})["scope"]
    true = meeting.cancelled if scope == "meeting" else meeting.held_on is None
    if not true or meeting.sequence != letter.object_sequence:
        raise NotWanted("outdated")
    attendee = _listed(meeting, letter)
    return _farewell(meeting, attendee.person, before, scope, setting)


def withdrawn(letter: OutboxLetter, setting: Setting) -> Draft:
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
        words=lambda: words.farewell(meeting, recipient, before, scope, setting),
        calendar=lambda: calendar.cancel(meeting, recipient, before, scope, setting),
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
