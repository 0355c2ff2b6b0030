"""Status rounds: one with all that was asked and said, for which days, and who is waited for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain import rounds as law
from app.domain.access import Viewer
from app.domain.deadlines import deadlines_of
from app.domain.rounds import RoundDraft
from app.extensions import db
from app.models.meetings import Cycle, DeadlineRule, Meeting, MeetingState
from app.models.plans import Goal, Plan
from app.models.rounds import (
    Occasion,
    Outcome,
    RoundAnswer,
    RoundItem,
    RoundRequest,
    RoundState,
    StatusRound,
)
from app.models.tasks import Task
from app.queries.placeholders import ACTORS, PLAN


@dataclass(frozen=True, kw_only=True)
class OpenRequests:
    """A running round that waits for somebody, with how many questions are left."""

    round: StatusRound
    owed: int
    asked: int


def by_uid(uid: uuid.UUID) -> StatusRound | None:
    """The round with everything asked, said and decided; as many queries whatever its size."""
    found: StatusRound | None = db.session.scalar(_whole().where(StatusRound.uid == uid))
    return found


def by_id(round_id: int) -> StatusRound | None:
    """The round with this id, as signed links name it."""
    found: StatusRound | None = db.session.scalar(_whole().where(StatusRound.id == round_id))
    return found


def request_by_uid(uid: uuid.UUID) -> RoundRequest | None:
    """One request with its round, for the office that writes down what it was told."""
    request = db.session.scalar(select(RoundRequest).where(RoundRequest.uid == uid))
    if request is None:
        return None
    whole = by_id(request.round_id)
    return next((one for one in whole.requests if one is request), None) if whole else None


def answer_by_id(answer_id: int) -> RoundAnswer | None:
    """One answer with its whole round, for the office that checks it."""
    found = db.session.scalar(
        select(RoundAnswer)
        .where(RoundAnswer.id == answer_id)
        .options(joinedload(RoundAnswer.item).joinedload(RoundItem.request))
    )
    if found is not None:
        by_id(found.item.request.round_id)
    return found


def listed(plan: Plan) -> Sequence[StatusRound]:
    """The plan's rounds, newest first."""
    return db.session.scalars(
        select(StatusRound)
        .where(StatusRound.plan_id == plan.id)
        .order_by(StatusRound.opened_at.desc(), StatusRound.id.desc())
        .options(joinedload(StatusRound.meeting))
    ).all()


def open_of(plan: Plan) -> StatusRound | None:
    """The plan's running round; there is one at most."""
    found: StatusRound | None = db.session.scalar(
        _whole().where(StatusRound.plan_id == plan.id, StatusRound.state == RoundState.OPEN)
    )
    return found


def taken(plan: Plan, reporting_on: dt.date) -> bool:
    """Whether there is a round for this reporting date already."""
    wanted = select(StatusRound.id).where(
        StatusRound.plan_id == plan.id,
        StatusRound.reporting_on == reporting_on,
        StatusRound.state != RoundState.WITHDRAWN,
    )
    return db.session.scalar(wanted) is not None


def open_requests_for(viewer: Viewer) -> list[OpenRequests]:
    """The running rounds that wait for the viewer in the current plan; the newest first."""
    if viewer.plan is None or not (acting := viewer.acts_as(viewer.plan.id)):
        return []
    found = db.session.scalars(_whole().where(_asks(acting, viewer.plan.id))).all()
    return [entry for one in found if (entry := _open_request(one, acting)).owed]


def are_asking() -> ColumnElement[bool]:
    """Whether a running round asks anything, with places for plan and actors."""
    return select(StatusRound.id).where(_asks(ACTORS, PLAN)).exists()


def _asks(acting: Any, plan_id: Any) -> ColumnElement[bool]:
    mine = select(RoundRequest.round_id).where(
        or_(RoundRequest.actor_id.in_(acting), RoundRequest.recipient_id.in_(acting))
    )
    return and_(
        StatusRound.plan_id == plan_id,
        StatusRound.state == RoundState.OPEN,
        StatusRound.id.in_(mine),
    )


def _open_request(round_: StatusRound, acting: Iterable[int]) -> OpenRequests:
    requests = requests_of(round_, acting)
    waiting = [one for one in requests if law.standing(one) is not law.Standing.DELIVERED]
    return OpenRequests(
        round=round_,
        owed=sum(len(law.owed(one)) for one in waiting),
        asked=sum(len(one.items) for one in requests),
    )


def requests_of(round_: StatusRound, actor_ids: Iterable[int]) -> list[RoundRequest]:
    """What one who acts as these actors is asked, own things first."""
    acting = set(actor_ids)
    found = [one for one in round_.requests if law.is_theirs(one, acting)]
    return sorted(found, key=lambda one: (not one.actor.is_person, one.actor.name))


def suggestions(plan: Plan, today: dt.date) -> list[RoundDraft]:
    """For which reporting dates a round can be opened: before meetings, and at the half-year."""
    rules = db.session.scalars(select(DeadlineRule).where(DeadlineRule.plan_id == plan.id)).all()
    meetings = db.session.scalars(
        select(Meeting)
        .join(Meeting.cycle)
        .where(
            Cycle.plan_id == plan.id,
            Meeting.held_on > today,
            Meeting.state != MeetingState.CANCELLED,
        )
        .order_by(Meeting.held_on)
        .options(joinedload(Meeting.body), joinedload(Meeting.cycle).joinedload(Cycle.plan))
    )
    drafts = [
        law.before_meeting(meeting, deadlines_of(meeting, rules, plan.holiday_region), today)
        for meeting in meetings
    ]
    found = [draft for draft in drafts if draft is not None]
    committee_first = sorted(found, key=lambda draft: draft.occasion is not Occasion.COMMITTEE)
    return [*committee_first, law.of_half_year(today)]


def wanted_now(plan: Plan, today: dt.date) -> RoundDraft | None:
    """The round that it is time to open, unless one runs or was made for its day."""
    for draft in suggestions(plan, today):
        if law.is_time_for(draft, today) and not taken(plan, draft.reporting_on):
            return None if _is_running(plan) else draft
    return None


def silent_on(goal: Goal) -> Sequence[dt.date]:
    """The reporting dates of closed rounds for which nothing of the goal counts, newest first."""
    return db.session.scalars(
        select(StatusRound.reporting_on)
        .join(StatusRound.requests)
        .join(RoundRequest.items)
        .where(
            RoundItem.goal_id == goal.id,
            RoundItem.outcome.is_not(None),
            RoundItem.outcome != Outcome.TAKEN,
        )
        .order_by(StatusRound.reporting_on.desc())
    ).all()


def _is_running(plan: Plan) -> bool:
    wanted = select(StatusRound.id).where(
        StatusRound.plan_id == plan.id, StatusRound.state == RoundState.OPEN
    )
    return db.session.scalar(wanted) is not None


def waiting_for(
    plan: Plan, first: dt.date, last: dt.date
) -> list[tuple[StatusRound, frozenset[int]]]:
    """The running round with its answer-by day in this time, and the people it waits for."""
    return _waiting(
        _whole().where(StatusRound.plan_id == plan.id, StatusRound.answer_by.between(first, last))
    )


def waiting_in(plan: Plan, uids: Collection[uuid.UUID]) -> list[tuple[StatusRound, frozenset[int]]]:
    """The same of the rounds that have these uids."""
    return _waiting(_whole().where(StatusRound.plan_id == plan.id, StatusRound.uid.in_(uids)))


def _waiting(chosen: Select[Any]) -> list[tuple[StatusRound, frozenset[int]]]:
    running = db.session.scalars(chosen.where(StatusRound.state == RoundState.OPEN)).all()
    return [(one, frozenset(person_id for person_id in _persons(one))) for one in running]


def _persons(round_: StatusRound) -> list[int]:
    return [
        request.recipient_id
        for request in round_.requests
        if request.recipient_id is not None and law.standing(request) is not law.Standing.DELIVERED
    ]


def _whole() -> Select[Any]:
    """Rounds with all that a page, a letter or a verb asks of them, as it stands now."""
    requests = selectinload(StatusRound.requests)
    items = requests.selectinload(RoundRequest.items)
    goal, task = items.joinedload(RoundItem.goal), items.joinedload(RoundItem.task)
    answers = items.selectinload(RoundItem.answers)
    return (
        select(StatusRound)
        .options(
            joinedload(StatusRound.plan),
            joinedload(StatusRound.meeting),
            requests.joinedload(RoundRequest.actor),
            requests.joinedload(RoundRequest.recipient),
            goal.joinedload(Goal.field),
            goal.selectinload(Goal.assessments),
            task.selectinload(Task.reports),
            items.joinedload(RoundItem.assessment),
            answers.selectinload(RoundAnswer.decisions),
            answers.joinedload(RoundAnswer.person),
        )
        .execution_options(populate_existing=True)
    )
