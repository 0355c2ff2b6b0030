"""Lists of meetings as one viewer may see them."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from app.domain.access import Viewer
from app.domain.meetings import in_order
from app.extensions import db
from app.models.groups import Body, Membership
from app.models.meetings import (
    Attendee,
    Cycle,
    DatePrecision,
    Meeting,
    MeetingState,
    PartStat,
    Phase,
    Uninvited,
)
from app.models.plans import Plan
from app.queries import visible
from app.queries.placeholders import PERSON, THIS_MONTH, TODAY, values_for

AHEAD = (MeetingState.PLANNED, MeetingState.INVITED)


# Meetings with all that a list or a page says of them.
_MEETINGS: Select[Any] = select(Meeting).options(
    joinedload(Meeting.body).joinedload(Body.plan),
    joinedload(Meeting.cycle).joinedload(Cycle.plan),
    joinedload(Meeting.chair),
    joinedload(Meeting.minute_taker),
)


def by_uid(uid: uuid.UUID) -> Meeting | None:
    """The meeting with this uid, in whatever plan."""
    meeting: Meeting | None = db.session.scalar(_MEETINGS.where(Meeting.uid == uid))
    return meeting


def upcoming(viewer: Viewer, plan: Plan, today: dt.date, limit: int) -> list[Meeting]:
    """The next meetings that the viewer may see, today's among them; no cancelled ones.

    One of which only the month is known stands at the first of its month, until that is over.
    """
    values = values_for(viewer, plan.id, today) | {"most": limit}
    return list(db.session.scalars(_upcoming(whole=viewer.sees_whole(plan.id)), values))


@cache
def _upcoming(*, whole: bool) -> Select[Any]:
    month_ahead = (
        (Meeting.precision == DatePrecision.MONTH)
        & (Meeting.month_on >= THIS_MONTH)
        & Meeting.state.in_(AHEAD)
    )
    return (
        select(Meeting)
        .options(joinedload(Meeting.cycle).load_only(Cycle.year))
        .where(_dated_ahead(TODAY) | month_ahead)
        .where(visible.meetings_to_fill_in(whole=whole))
        .order_by(func.coalesce(Meeting.held_on, Meeting.month_on), Meeting.begins, Meeting.id)
        .limit(bindparam("most", type_=Integer))
    )


def owed_answers(viewer: Viewer, plan: Plan, today: dt.date) -> list[Meeting]:
    """Our own dated meetings to come whose invitation is out and not answered by the viewer yet.

    Until it is sent an answer is welcome, but nobody has been asked for one.
    """
    if plan.id not in viewer.actor_ids:
        return []
    values = values_for(viewer, plan.id, today)
    return list(db.session.scalars(_owed_answers(whole=viewer.sees_whole(plan.id)), values))


@cache
def _owed_answers(*, whole: bool) -> Select[Any]:
    chosen = _MEETINGS.where(Meeting.id.in_(ids_owed(whole=whole)))
    return chosen.order_by(Meeting.held_on, Meeting.begins, Meeting.id)


def ids_owed(*, whole: bool) -> Any:
    """The ids of such meetings, for use in another query; with places for what is asked.

    `whole` for those who see the whole plan.
    """
    answered = select(Attendee.id).where(
        Attendee.meeting_id == Meeting.id,
        Attendee.person_id == PERSON,
        Attendee.partstat != PartStat.NEEDS_ACTION,
    )
    off = select(Uninvited.meeting_id).where(Uninvited.person_id == PERSON)
    return (
        select(Meeting.id)
        .join(Body, Body.id == Meeting.body_id)
        .where(_dated_ahead(TODAY), visible.meetings_to_fill_in(whole=whole), _belongs(PERSON))
        .where(Meeting.state == MeetingState.INVITED, ~answered.exists())
        .where(Meeting.external.is_(False), Body.external.is_(False))
        .where(Meeting.id.not_in(off))
    )


def of_year(viewer: Viewer, plan: Plan, year: int) -> list[Meeting]:
    """All meetings of the year's cycle that the viewer may see, in order, cancelled ones too."""
    found = db.session.scalars(
        _MEETINGS.join(Cycle, Cycle.id == Meeting.cycle_id).where(
            Cycle.plan_id == plan.id, Cycle.year == year, visible.meetings(viewer, plan)
        )
    )
    return in_order(found)


def answers_of(viewer: Viewer, plan: Plan, year: int) -> dict[int, PartStat]:
    """The viewer's own answers to meetings of the year, by the meeting's id."""
    rows = db.session.execute(
        select(Attendee.meeting_id, Attendee.partstat)
        .join(Meeting, Meeting.id == Attendee.meeting_id)
        .join(Cycle, Cycle.id == Meeting.cycle_id)
        .where(
            Attendee.person_id == viewer.actor_ids.get(plan.id),
            Cycle.plan_id == plan.id,
            Cycle.year == year,
        )
    )
    return {row.meeting_id: row.partstat for row in rows}


def of_body(body: Body) -> list[Meeting]:
    """All meetings of a group or body, in order; ask first whether the viewer may see the body."""
    return in_order(db.session.scalars(_MEETINGS.where(Meeting.body_id == body.id)))


def upcoming_of_body(body: Body, today: dt.date) -> list[Meeting]:
    """The dated meetings of a group that are still to come, without cancelled ones."""
    return list(
        db.session.scalars(
            _MEETINGS.where(Meeting.body_id == body.id, _dated_ahead(today)).order_by(
                Meeting.held_on, Meeting.id
            )
        )
    )


def cycle_of(plan: Plan, year: int) -> Cycle | None:
    """The plan's cycle of that year."""
    return db.session.scalar(select(Cycle).where(Cycle.plan_id == plan.id, Cycle.year == year))


def years(plan: Plan) -> list[int]:
    """The years that have a cycle, in order."""
    return list(
        db.session.scalars(select(Cycle.year).where(Cycle.plan_id == plan.id).order_by(Cycle.year))
    )


def _dated_ahead(today: Any) -> ColumnElement[bool]:
    return and_(
        Meeting.precision == DatePrecision.DAY,
        Meeting.held_on >= today,
        Meeting.state.in_(AHEAD),
    )


def _belongs(person_id: Any) -> ColumnElement[bool]:
    """Condition on Meeting: the person is a member of its group on its day."""
    return (
        select(Membership.id)
        .where(
            Membership.body_id == Meeting.body_id,
            Membership.person_id == person_id,
            Membership.from_on <= Meeting.held_on,
            or_(Membership.until_on.is_(None), Membership.until_on >= Meeting.held_on),
        )
        .exists()
    )


def committee_of(plan: Plan, year: int) -> Meeting | None:
    """The year's meeting of the committee; of several the last."""
    found: Meeting | None = db.session.scalar(
        _MEETINGS.join(Meeting.cycle)
        .where(
            Cycle.plan_id == plan.id,
            Cycle.year == year,
            Meeting.phase == Phase.COMMITTEE,
            Meeting.state != MeetingState.CANCELLED,
        )
        .order_by(Meeting.position.desc(), Meeting.id.desc())
        .limit(1)
    )
    return found
