"""Who comes instead of somebody: named with the answer, put on the list if the group knows them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.domain import meetings as law
from app.domain.errors import RuleBroken
from app.extensions import db
from app.language import gettext as _
from app.models.groups import Membership
from app.models.meetings import Attendee, Meeting, PartStat
from app.models.people import Actor
from app.queries import meetings as queries
from app.services import outbox


def follow(meeting: Meeting, attendee: Attendee, *, now: dt.datetime) -> None:
    """Bring the list in line with the person's answer. Raises RuleBroken when nobody is named.

    A deputy whom the group knows is invited; one who is no longer needed is taken off again.
    """
    before = attendee.represented_by
    membership = _membership_of(meeting, attendee)
    attendee.represented_by = _named(attendee, membership)
    db.session.flush()
    if attendee.represented_by is before:
        return
    if before is not None:
        release(meeting, before, now=now)
    if attendee.represented_by is not None and membership is not None:
        _send(meeting, attendee.represented_by, membership, now)


def _named(attendee: Attendee, membership: Membership | None) -> Actor | None:
    """The group's deputy if nobody or just that person is named; any other name stays a word."""
    if attendee.partstat is not PartStat.DELEGATED:
        return None
    deputy = membership.deputy if membership else None
    if deputy is not None and attendee.comment in (None, deputy.name):
        attendee.comment = deputy.name
        return deputy
    if attendee.comment is None:
        raise RuleBroken(_("Bitte nennen Sie, wer für Sie kommt."), field="comment")
    return None


def _send(meeting: Meeting, deputy: Actor, membership: Membership, now: dt.datetime) -> None:
    if deputy.id in queries.attendees_by_person(meeting):
        return
    attendee = Attendee(
        meeting=meeting,
        person=deputy,
        on_behalf_of=membership.on_behalf_of,
        role=law.attendee_role(membership.role),
        created_at=now,
    )
    db.session.add(attendee)
    db.session.flush()
    outbox.queue_invitations(meeting, [attendee], now=now)


def release(meeting: Meeting, deputy: Actor, *, now: dt.datetime) -> None:
    """Off the list, unless the deputy belongs to it otherwise or has answered."""
    attendee = queries.attendees_by_person(meeting).get(deputy.id)
    if attendee is None or attendee.partstat is not PartStat.NEEDS_ACTION:
        return
    others = select(Attendee.id).where(
        Attendee.meeting_id == meeting.id, Attendee.represented_by_id == deputy.id
    )
    members = queries.expected_on(meeting, meeting.held_on) if meeting.held_on else {}
    if deputy in members or db.session.scalar(others.limit(1)) is not None:
        return
    outbox.tell_of_withdrawal(meeting, [attendee], outbox.facts_of(meeting), now=now)
    db.session.delete(attendee)
    db.session.flush()


def _membership_of(meeting: Meeting, attendee: Attendee) -> Membership | None:
    if meeting.held_on is None:
        return None
    members = queries.expected_on(meeting, meeting.held_on)
    return next((m for person, m in members.items() if person.id == attendee.person.id), None)
