"""Topics of a group, of a person, and what stands over for the next agenda."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.access import Viewer
from app.domain.proposals import SEEN_BY_ALL, UNDECIDED
from app.domain.tasks import CLOSED
from app.extensions import db
from app.models.groups import Body
from app.models.meetings import (
    AgendaItem,
    Agreement,
    Cycle,
    Meeting,
    MeetingState,
    Minutes,
    TopicProposal,
    TopicState,
)
from app.models.plans import Goal
from app.models.tasks import Task
from app.queries import visible
from app.queries.agreement_gaps import without_step

RECENTLY = dt.timedelta(days=60)


def _topics() -> Select[Any]:
    return select(TopicProposal).options(
        joinedload(TopicProposal.body).joinedload(Body.plan),
        joinedload(TopicProposal.meeting),
        joinedload(TopicProposal.proposer),
        joinedload(TopicProposal.item).joinedload(AgendaItem.meeting),
    )


def by_uid(uid: uuid.UUID) -> TopicProposal | None:
    """The topic with this uid, in whatever plan."""
    topic: TopicProposal | None = db.session.scalar(
        _topics()
        .where(TopicProposal.uid == uid)
        .options(selectinload(TopicProposal.goals).joinedload(Goal.field))
    )
    return topic


def undecided(body: Body) -> Sequence[TopicProposal]:
    """What waits for an agenda of the group, the oldest first."""
    return db.session.scalars(
        _topics()
        .where(TopicProposal.body_id == body.id, TopicProposal.state.in_(UNDECIDED))
        .order_by(TopicProposal.raised_on, TopicProposal.id)
    ).all()


def decided(viewer: Viewer, body: Body, *, leads: bool) -> Sequence[TopicProposal]:
    """What became of the group's topics, as far as the viewer may know, the newest first."""
    seen: ColumnElement[bool] = TopicProposal.state.in_(SEEN_BY_ALL)
    if not leads:
        seen = or_(seen, TopicProposal.author_id == viewer.account_id)
    else:
        seen = TopicProposal.id.is_not(None)
    return db.session.scalars(
        _topics()
        .where(TopicProposal.body_id == body.id, TopicProposal.state.not_in(UNDECIDED), seen)
        .order_by(TopicProposal.decided_at.desc(), TopicProposal.id.desc())
        .limit(50)
    ).all()


def mine(viewer: Viewer, body: Body, now: dt.datetime) -> Sequence[TopicProposal]:
    """What the viewer proposed to the group: undecided, or decided within two months."""
    return db.session.scalars(
        _topics()
        .where(
            TopicProposal.body_id == body.id,
            TopicProposal.author_id == viewer.account_id,
            TopicProposal.state != TopicState.WITHDRAWN,
            or_(
                TopicProposal.state.in_(UNDECIDED),
                TopicProposal.decided_at >= now - RECENTLY,
            ),
        )
        .order_by(TopicProposal.id.desc())
    ).all()


@dataclass(frozen=True, kw_only=True)
class StandingOver:
    """What earlier meetings of the group left open; days are those of the oldest."""

    last_meeting: Meeting | None = None
    last_minutes: Minutes | None = None
    open_tasks: int = 0
    oldest_due_on: dt.date | None = None
    open_agreements: int = 0
    oldest_agreed_on: dt.date | None = None


def standing_over(viewer: Viewer, meeting: Meeting) -> StandingOver:
    """What the agenda of `meeting` has to look back on; three queries."""
    last, minutes = _last(meeting)
    tasks = db.session.execute(
        select(func.count(), func.min(Task.due_on))
        .select_from(Task)
        .join(Meeting, Meeting.id == Task.meeting_id)
        .where(
            _before(meeting),
            Task.state.not_in(CLOSED),
            visible.tasks(viewer, meeting.plan),
        )
    ).one()
    agreed = db.session.execute(
        select(func.count(), func.min(Meeting.held_on))
        .select_from(Agreement)
        .join(Meeting, Meeting.id == Agreement.meeting_id)
        .where(_before(meeting), _unfinished())
    ).one()
    return StandingOver(
        last_meeting=last,
        last_minutes=minutes,
        open_tasks=tasks[0],
        oldest_due_on=tasks[1],
        open_agreements=agreed[0],
        oldest_agreed_on=agreed[1],
    )


def _last(meeting: Meeting) -> tuple[Meeting | None, Minutes | None]:
    """The group's last meeting that was held before this one, with its minutes."""
    row = db.session.execute(
        select(Meeting, Minutes)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(_before(meeting), Meeting.state == MeetingState.HELD)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else (None, None)


def _before(meeting: Meeting) -> ColumnElement[bool]:
    """Condition on Meeting: of the same group, on an earlier day as far as days are known."""
    day = meeting.held_on or meeting.month_on
    earlier = Meeting.held_on <= day if day else Meeting.held_on.is_not(None)
    return and_(Meeting.body_id == meeting.body_id, Meeting.id != meeting.id, earlier)


def _unfinished() -> ColumnElement[bool]:
    """Condition on Agreement: a task of it is open, or it asks for a step and has none."""
    open_task = exists().where(Task.agreement_id == Agreement.id, Task.state.not_in(CLOSED))
    return open_task | without_step()


def meetings_ahead(body: Body, today: dt.date) -> Sequence[Meeting]:
    """The group's meetings on whose agenda a topic can still be put, the next one first."""
    return db.session.scalars(
        select(Meeting)
        .join(Meeting.cycle)
        .where(
            Meeting.body_id == body.id,
            Meeting.external.is_(False),
            Meeting.state.in_((MeetingState.PLANNED, MeetingState.INVITED)),
            or_(Meeting.held_on.is_(None), Meeting.held_on >= today),
            Cycle.closed_on.is_(None),
        )
        .options(joinedload(Meeting.cycle).joinedload(Cycle.plan), joinedload(Meeting.body))
        .order_by(func.coalesce(Meeting.held_on, Meeting.month_on), Meeting.id)
    ).all()
