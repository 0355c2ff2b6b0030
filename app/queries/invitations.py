"""Who is invited to a meeting, who can be reached, and who knows its date from a letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from app.domain.invitations import FAREWELLS, INVITATION, LEFT_THE_HOUSE, TELLING, who_knows
from app.domain.reminders import Recipient
from app.extensions import db
from app.models.groups import Membership
from app.models.meetings import Attendee, Cycle, DatePoll, Meeting, PartStat
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor
from app.queries import meetings, reminders


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Whom an invitation would go to, by name; `unreached` have no address or no account."""

    reached: Sequence[Actor]
    unreached: Sequence[Actor]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the invitation letters of a meeting have come."""

    sent: int
    waiting: int
    failed: int


def audience(meeting: Meeting, now: dt.datetime) -> Audience:
    """Everybody who will be on the list when the invitation is sent now."""
    people = {one.person for one in meetings.attendees(meeting)}
    if meeting.held_on is not None:
        members = meetings.expected_on(meeting, meeting.held_on)
        kept = {one.person for one in meetings.attendees(meeting) if _stays(one, members)}
        people = kept | set(members)
    ordered = sorted(people, key=lambda person: (person.name, person.id))
    known = recipients(meeting, ordered, now)
    return Audience(
        reached=[person for person in ordered if person.id in known],
        unreached=[person for person in ordered if person.id not in known],
    )


def _stays(attendee: Attendee, members: dict[Actor, Membership]) -> bool:
    deputies = {one.deputy.id for one in members.values() if one.deputy is not None}
    return attendee.partstat is not PartStat.NEEDS_ACTION or attendee.person_id in deputies


def recipients(meeting: Meeting, people: Sequence[Actor], now: dt.datetime) -> dict[int, Recipient]:
    """How to reach them, by the person's id; who cannot be reached is missing."""
    known = reminders.directory(meeting.plan, now, *people).reachable
    return {person.id: known[person.id] for person in people if person.id in known}


def knowing(meeting: Meeting) -> frozenset[int]:
    """The ids of the people who know the meeting's date from a letter that has left the house.

    A reminder that travelled in another letter counts with the fate of that letter.
    """
    head = aliased(OutboxLetter)
    polls = select(DatePoll.uid).where(DatePoll.meeting_id == meeting.id)
    rows = db.session.execute(
        select(OutboxLetter.actor_id, OutboxLetter.kind, OutboxLetter.state, head.state.label("of"))
        .outerjoin(head, head.id == OutboxLetter.folded_into_id)
        .where(
            (OutboxLetter.object_uid == meeting.uid) | OutboxLetter.object_uid.in_(polls),
            OutboxLetter.kind.in_(TELLING | FAREWELLS),
            OutboxLetter.actor_id.is_not(None),
        )
        .order_by(OutboxLetter.id)
    )
    return who_knows((row.actor_id, row.kind, row.of or row.state) for row in rows)


def progress(meeting: Meeting) -> Progress:
    """The fates of the invitations to the meeting as it stands now."""
    rows = db.session.execute(
        select(OutboxLetter.state, func.count(OutboxLetter.id))
        .where(
            OutboxLetter.object_uid == meeting.uid,
            OutboxLetter.kind == INVITATION,
            OutboxLetter.object_sequence == meeting.sequence,
        )
        .group_by(OutboxLetter.state)
    )
    counts: dict[LetterState, int] = {row[0]: row[1] for row in rows}
    on_the_way = (LetterState.DUE, LetterState.HELD, LetterState.LEASED)
    return Progress(
        sent=sum(counts.get(state, 0) for state in LEFT_THE_HOUSE),
        waiting=sum(counts.get(state, 0) for state in on_the_way),
        failed=counts.get(LetterState.DEAD, 0) + counts.get(LetterState.EXPIRED, 0),
    )


def attendee(meeting: Meeting, person_id: int) -> Attendee | None:
    """The person's place on the meeting's list."""
    return db.session.scalar(
        select(Attendee)
        .where(Attendee.meeting_id == meeting.id, Attendee.person_id == person_id)
        .options(joinedload(Attendee.person), joinedload(Attendee.on_behalf_of))
    )


def meeting_by_id(meeting_id: int) -> Meeting | None:
    """The meeting with the id that a signed link names."""
    return db.session.scalar(
        select(Meeting)
        .where(Meeting.id == meeting_id)
        .options(
            joinedload(Meeting.cycle).joinedload(Cycle.plan),
            joinedload(Meeting.body),
        )
    )


def deputy_of(meeting: Meeting, person_id: int) -> Actor | None:
    """Who is named in the group to stand in for the person on the meeting's day."""
    if meeting.held_on is None:
        return None
    members = meetings.expected_on(meeting, meeting.held_on)
    return next((m.deputy for p, m in members.items() if p.id == person_id), None)
