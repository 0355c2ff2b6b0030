"""Date polls: the open one of a meeting, who is asked, who answered what, whose answer is owed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.access import Viewer
from app.domain.polls import NOT_ASKED, asked
from app.extensions import db
from app.models.groups import Body, Membership, MembershipRole
from app.models.meetings import (
    Cycle,
    DatePoll,
    Meeting,
    MeetingState,
    PollAnswer,
    PollChoice,
    PollOption,
)
from app.models.people import Actor
from app.models.plans import Plan
from app.queries.placeholders import PERSON, PLAN, TODAY, values_for


def _polls() -> Select[Any]:
    """Polls with all that a page or a letter says of them."""
    meeting = joinedload(DatePoll.meeting)
    return select(DatePoll).options(
        selectinload(DatePoll.options),
        meeting.joinedload(Meeting.body).joinedload(Body.plan),
        meeting.joinedload(Meeting.cycle).joinedload(Cycle.plan),
    )


def by_uid(uid: uuid.UUID) -> DatePoll | None:
    """The poll with this uid, in whatever plan."""
    poll: DatePoll | None = db.session.scalar(_polls().where(DatePoll.uid == uid))
    return poll


def by_id(poll_id: int) -> DatePoll | None:
    """The poll with this id, as signed links name it."""
    poll: DatePoll | None = db.session.scalar(_polls().where(DatePoll.id == poll_id))
    return poll


def member_asked(uid: uuid.UUID, person_uid: uuid.UUID) -> tuple[DatePoll, Actor] | None:
    """The poll with one person of its plan, for the office that answers for it."""
    poll = by_uid(uid)
    if poll is None:
        return None
    person = db.session.scalar(
        select(Actor).where(Actor.uid == person_uid, Actor.plan_id == poll.meeting.plan.id)
    )
    return (poll, person) if person else None


def open_of(meeting: Meeting) -> DatePoll | None:
    """The meeting's poll that is not closed; there is one at most."""
    poll: DatePoll | None = db.session.scalar(
        _polls().where(DatePoll.meeting_id == meeting.id, DatePoll.closed_at.is_(None))
    )
    return poll


def open_in(plan: Plan) -> list[DatePoll]:
    """The plan's polls that ask for answers now, oldest first."""
    return list(db.session.scalars(_open(_polls(), plan.id).order_by(DatePoll.id)))


def owed(viewer: Viewer, plan: Plan, today: dt.date) -> list[DatePoll]:
    """The open polls that ask the viewer's person and have no answer from it."""
    chosen = _polls().where(DatePoll.id.in_(ids_owed()))
    values = values_for(viewer, plan.id, today)
    return list(db.session.scalars(chosen.order_by(DatePoll.answer_by, DatePoll.id), values))


def ids_owed() -> Select[tuple[int]]:
    """The ids of such polls, for use in another query; with places for plan, person and day."""
    answered = (
        select(PollAnswer.id)
        .join(PollAnswer.option)
        .where(PollOption.poll_id == DatePoll.id, PollAnswer.person_id == PERSON)
    )
    chosen = _open(select(DatePoll.id), PLAN)
    return chosen.where(_is_asked(PERSON, TODAY), ~answered.exists())


def people_asked(meeting: Meeting, day: dt.date) -> dict[Actor, Membership]:
    """Whom a poll about the meeting asks on `day`, by name."""
    found = asked(
        db.session.scalars(
            select(Membership)
            .where(Membership.body_id == meeting.body_id)
            .options(joinedload(Membership.person), joinedload(Membership.on_behalf_of))
            .order_by(Membership.id)
        ),
        day,
    )
    return dict(sorted(found.items(), key=lambda pair: (pair[0].name, pair[0].id)))


def answers(poll: DatePoll) -> list[PollAnswer]:
    """Every answer of the poll with who gave it."""
    return list(
        db.session.scalars(
            select(PollAnswer)
            .join(PollAnswer.option)
            .where(PollOption.poll_id == poll.id)
            .options(joinedload(PollAnswer.person))
            .order_by(PollAnswer.id)
        )
    )


def answers_by(poll: DatePoll, person_id: int | None) -> dict[int, PollChoice]:
    """What one person said, by the option's id."""
    rows = db.session.execute(
        select(PollAnswer.option_id, PollAnswer.choice)
        .join(PollAnswer.option)
        .where(PollOption.poll_id == poll.id, PollAnswer.person_id == person_id)
    )
    return {row.option_id: row.choice for row in rows}


def answered_in(poll_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who has answered which of the polls, as (poll id, person id)."""
    rows = db.session.execute(
        select(PollOption.poll_id, PollAnswer.person_id)
        .join(PollAnswer.option)
        .where(PollOption.poll_id.in_(poll_ids))
        .distinct()
    )
    return frozenset((poll_id, person_id) for poll_id, person_id in rows)


def meetings_on(
    plan: Plan, days: Collection[dt.date], *, seen_by: int | None = None
) -> Sequence[Meeting]:
    """The plan's meetings on these days that are not cancelled.

    `seen_by` names the person who reads of them: then only those of external bodies and of its
    own groups, since others' groups are none of its business.
    """
    wanted = (
        select(Meeting)
        .join(Meeting.cycle)
        .join(Meeting.body)
        .where(
            Cycle.plan_id == plan.id,
            Meeting.held_on.in_(days),
            Meeting.state != MeetingState.CANCELLED,
        )
        .options(joinedload(Meeting.body))
        .order_by(Meeting.held_on, Meeting.begins, Meeting.id)
    )
    if seen_by is not None:
        own = select(Membership.body_id).where(Membership.person_id == seen_by)
        wanted = wanted.where(or_(Body.external, Body.id.in_(own)))
    return db.session.scalars(wanted).all()


def last_dated(body: Body) -> Meeting | None:
    """The group's latest meeting with day and hour: the pattern for new proposals."""
    return db.session.scalar(
        select(Meeting)
        .where(
            Meeting.body_id == body.id,
            Meeting.begins.is_not(None),
            Meeting.state != MeetingState.CANCELLED,
        )
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(1)
    )


def _open(polls: Select[Any], plan_id: Any) -> Select[Any]:
    """What `domain.polls.is_open` says, within one plan."""
    return (
        polls.join(Meeting, Meeting.id == DatePoll.meeting_id)
        .join(Cycle, Cycle.id == Meeting.cycle_id)
        .where(
            Cycle.plan_id == plan_id,
            Cycle.closed_on.is_(None),
            DatePoll.closed_at.is_(None),
            Meeting.held_on.is_(None),
            Meeting.state.in_((MeetingState.PLANNED, MeetingState.INVITED)),
        )
    )


def _is_asked(person_id: Any, today: Any) -> ColumnElement[bool]:
    """Condition on Meeting: what `domain.polls.asked` says of one person."""
    return (
        select(Membership.id)
        .where(
            Membership.body_id == Meeting.body_id,
            Membership.person_id == person_id,
            Membership.role != MembershipRole.GUEST,
            Membership.reinvitation.not_in(NOT_ASKED),
            Membership.from_on <= today,
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
        )
        .exists()
    )
