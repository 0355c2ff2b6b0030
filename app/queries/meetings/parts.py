"""What belongs to one meeting: answers, agreements, tasks, deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.domain.access import Viewer
from app.domain.meetings import invited
from app.extensions import db
from app.models.groups import Membership
from app.models.meetings import (
    Agreement,
    Attendee,
    Cycle,
    DeadlineRule,
    Meeting,
    MeetingState,
    Uninvited,
)
from app.models.people import Actor, ActorKind
from app.models.tasks import Task
from app.queries import visible


def number_in_year(meeting: Meeting) -> int:
    """Which of its group's meetings of the year it is, from 1; cancelled ones do not count."""
    before = select(func.count(Meeting.id)).where(
        Meeting.cycle_id == meeting.cycle_id,
        Meeting.body_id == meeting.body_id,
        Meeting.id != meeting.id,
        Meeting.state != MeetingState.CANCELLED,
        (Meeting.position < meeting.position)
        | ((Meeting.position == meeting.position) & (Meeting.id < meeting.id)),
    )
    return 1 + (db.session.scalar(before) or 0)


def person_in(plan_id: int, person_id: int) -> Actor | None:
    """The plan's person with this id."""
    return db.session.scalar(
        select(Actor).where(
            Actor.id == person_id, Actor.plan_id == plan_id, Actor.kind == ActorKind.PERSON
        )
    )


def agreements(meeting: Meeting) -> list[Agreement]:
    """What this meeting agreed, by running number, with what it rests on."""
    return list(
        db.session.scalars(
            select(Agreement)
            .where(Agreement.meeting_id == meeting.id)
            .options(
                joinedload(Agreement.cycle),
                joinedload(Agreement.agenda_item),
                joinedload(Agreement.based_on).joinedload(Agreement.cycle),
                joinedload(Agreement.based_on).joinedload(Agreement.meeting),
            )
            .order_by(Agreement.number)
        )
    )


def earlier_agreements(meeting: Meeting) -> list[Agreement]:
    """All agreements of the group so far, newest first: what a new one may rest on (R43)."""
    return list(
        db.session.scalars(
            select(Agreement)
            .join(Agreement.meeting)
            .join(Agreement.cycle)
            .where(Meeting.body_id == meeting.body_id)
            .options(joinedload(Agreement.cycle))
            .order_by(Cycle.year.desc(), Agreement.number.desc())
        )
    )


def attendees(meeting: Meeting) -> list[Attendee]:
    """Who is invited and what they answered, by name."""
    return list(
        db.session.scalars(
            select(Attendee)
            .join(Attendee.person)
            .where(Attendee.meeting_id == meeting.id)
            .options(joinedload(Attendee.person), joinedload(Attendee.on_behalf_of))
            .order_by(Actor.name, Actor.id)
        )
    )


def attendees_by_person(meeting: Meeting) -> dict[int, Attendee]:
    """The attendees by the id of the person."""
    rows = db.session.scalars(select(Attendee).where(Attendee.meeting_id == meeting.id))
    return {row.person_id: row for row in rows}


def members_on(meeting: Meeting, day: dt.date) -> dict[Actor, Membership]:
    """Who belongs to the meeting's group on `day`, each person once in the weightiest role."""
    return invited(
        db.session.scalars(
            select(Membership)
            .where(Membership.body_id == meeting.body_id)
            .options(
                joinedload(Membership.person),
                joinedload(Membership.on_behalf_of),
                joinedload(Membership.deputy),
            )
            .order_by(Membership.id)
        ),
        day,
    )


def expected_on(meeting: Meeting, day: dt.date) -> dict[Actor, Membership]:
    """Who of the group is expected at the meeting: its members but for those taken off the list."""
    members = members_on(meeting, day)
    off = {person.id for person in uninvited(meeting)}
    return {person: one for person, one in members.items() if person.id not in off}


def uninvited(meeting: Meeting) -> list[Actor]:
    """Whom the office took off the meeting's list, by name."""
    return list(
        db.session.scalars(
            select(Actor)
            .join(Uninvited, Uninvited.person_id == Actor.id)
            .where(Uninvited.meeting_id == meeting.id)
            .order_by(Actor.name, Actor.id)
        )
    )


def tasks_from(viewer: Viewer, meeting: Meeting) -> list[Task]:
    """The tasks agreed at the meeting that the viewer may see, by due date."""
    return list(
        db.session.scalars(
            select(Task)
            .where(Task.meeting_id == meeting.id, visible.tasks(viewer, meeting.plan))
            .options(joinedload(Task.accountable), joinedload(Task.due_meeting))
            .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        )
    )


def deadline_rules(plan_id: int) -> Sequence[DeadlineRule]:
    """The plan's rules for deadlines of meetings."""
    return db.session.scalars(
        select(DeadlineRule).where(DeadlineRule.plan_id == plan_id).order_by(DeadlineRule.id)
    ).all()
