"""The office takes one person off a meeting's list, or puts the person back on it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain import meetings as law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.meetings import Attendee, Meeting, Uninvited
from app.models.people import Actor
from app.queries import meetings as queries
from app.services import outbox
from app.services.meetings import log, stand_ins
from app.services.meetings.answers import invite_members


def take_off(meeting: Meeting, person: Actor, *, by: int | None, now: dt.datetime) -> None:
    """The person is not expected any more: whoever knows of the meeting gets a cancellation.

    Membership of the group stays; only this meeting does without the person. Raises RuleBroken.
    """
    law.check_list(meeting, now)
    attendee = db.session.scalar(
        select(Attendee)
        .where(Attendee.meeting_id == meeting.id, Attendee.person_id == person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if attendee is None:
        raise RuleBroken(_("%(name)s steht nicht auf der Liste.", name=person.name))
    deputy = attendee.represented_by
    outbox.tell_of_withdrawal(meeting, [attendee], outbox.facts_of(meeting), now=now)
    db.session.delete(attendee)
    db.session.add(Uninvited(meeting=meeting, person=person, since_at=now))
    db.session.flush()
    if deputy is not None:
        stand_ins.release(meeting, deputy, now=now)
    _note("meeting.take_off", meeting, person, by=by, now=now)


def put_back(meeting: Meeting, person: Actor, *, by: int | None, now: dt.datetime) -> None:
    """The person is expected again, and invited by letter if the others were. Raises RuleBroken."""
    law.check_list(meeting, now)
    entry = db.session.scalar(
        select(Uninvited).where(
            Uninvited.meeting_id == meeting.id, Uninvited.person_id == person.id
        )
    )
    if entry is None:
        raise RuleBroken(_("%(name)s ist nicht von der Liste genommen.", name=person.name))
    db.session.delete(entry)
    db.session.flush()
    _note("meeting.put_back", meeting, person, by=by, now=now)
    if meeting.held_on is not None:
        invite_members(meeting, by=by, now=now)
    if person.id not in queries.attendees_by_person(meeting):
        raise RuleBroken(_("%(name)s gehört nicht mehr zur Gruppe.", name=person.name))


def _note(
    action: str, meeting: Meeting, person: Actor, *, by: int | None, now: dt.datetime
) -> None:
    log.note(action, meeting, by=by, now=now, changes={"person": [person.id, person.id]})
