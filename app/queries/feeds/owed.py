"""What the reader of an own calendar has still to answer: invitations, date polls, a round."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.access import Viewer
from app.domain.tasks import CLOSED
from app.extensions import db
from app.models.feeds import FeedScope
from app.models.groups import Body
from app.models.meetings import Attendee, DatePoll, Meeting, MeetingState, PartStat
from app.models.rounds import (
    RoundAnswer,
    RoundDecision,
    RoundItem,
    RoundRequest,
    RoundState,
    StatusRound,
    Verdict,
)
from app.models.tasks import Task
from app.queries import polls
from app.queries.feeds.contents import Kind, asked_for, kind_of, meetings_of_kind
from app.queries.feeds.fresh import MEETINGS, said_by
from app.queries.feeds.lookup import Subscription
from app.queries.feeds.rows import MeetingRow
from app.queries.placeholders import ACTORS, PERSON, PLAN, TODAY


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRow:
    """A poll about the date of a meeting."""

    uid: uuid.UUID
    title: str
    body_name: str
    answer_by: dt.date
    opened_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """A running status round."""

    uid: uuid.UUID
    sequence: int
    reporting_on: dt.date
    answer_by: dt.date
    opened_at: dt.datetime
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Owed:
    """All that waits for one reader's answer, each kind in a lasting order."""

    invitations: Sequence[MeetingRow] = ()
    polls: Sequence[PollRow] = ()
    rounds: Sequence[RoundRow] = ()


def owed_in(feed: Subscription, viewer: Viewer | None, today: dt.date) -> Owed:
    """What its reader owes, where the calendar is the reader's own and shows deadlines."""
    if feed.scope is not FeedScope.OWN or not feed.with_deadlines or viewer is None:
        return Owed()
    values = asked_for(feed, viewer, today)
    return Owed(
        [MeetingRow(**said_by(row)) for row in _rows(_invitations(kind_of(feed, viewer)), values)],
        [PollRow(**row._mapping) for row in _rows(_polls(), values)],
        rounds_waiting_for(values["actors"], feed.plan_id),
    )


def _rows(statement: Any, values: Mapping[str, Any]) -> Any:
    return db.session.connection().execute(statement, values)


@cache
def _invitations(kind: Kind) -> Any:
    """Meetings that ask for an answer until a day."""
    asked = select(Attendee.meeting_id).where(
        Attendee.person_id == PERSON, Attendee.partstat == PartStat.NEEDS_ACTION
    )
    return (
        MEETINGS.where(Meeting.id.in_(asked), Meeting.state == MeetingState.INVITED)
        .where(Meeting.answer_by_on.is_not(None), Meeting.held_on >= TODAY)
        .where(*meetings_of_kind(kind))
        .order_by(Meeting.id)
    )


@cache
def _polls() -> Any:
    return (
        select(
            DatePoll.uid,
            Meeting.title,
            Body.name.label("body_name"),
            DatePoll.answer_by,
            DatePoll.opened_at,
        )
        .join(Meeting, Meeting.id == DatePoll.meeting_id)
        .join(Body, Body.id == Meeting.body_id)
        .where(DatePoll.id.in_(polls.ids_owed()))
        .order_by(DatePoll.id)
    )


def rounds_waiting_for(acting: Collection[int], plan_id: int) -> Sequence[RoundRow]:
    """The plan's running round, while it waits for one of these actors."""
    values = {"actors": sorted(acting), "plan": plan_id}
    return [RoundRow(**row._mapping) for row in _rows(_rounds_waiting(), values)]


@cache
def _rounds_waiting() -> Any:
    waiting = (
        select(RoundRequest.round_id)
        .join(RoundItem, RoundItem.request_id == RoundRequest.id)
        .outerjoin(Task, Task.id == RoundItem.task_id)
        .where(or_(RoundRequest.actor_id.in_(ACTORS), RoundRequest.recipient_id.in_(ACTORS)))
        .where(_is_answerable(), or_(_is_missing(), _is_returned()))
    )
    return (
        select(
            StatusRound.uid,
            StatusRound.sequence,
            StatusRound.reporting_on,
            StatusRound.answer_by,
            StatusRound.opened_at,
            StatusRound.changed_at,
        )
        .where(StatusRound.plan_id == PLAN, StatusRound.state == RoundState.OPEN)
        .where(StatusRound.id.in_(waiting))
    )


def _is_answerable() -> ColumnElement[bool]:
    """Condition on item, request and task: what `domain.rounds.is_answerable` says."""
    holds = or_(
        RoundRequest.actor_id == Task.accountable_id, RoundRequest.actor_id == Task.person_id
    )
    return or_(RoundItem.task_id.is_(None), and_(holds, Task.state.not_in(CLOSED)))


def _is_missing() -> ColumnElement[bool]:
    """Nothing was said to it, and its actor has not called the whole request done."""
    said = select(RoundAnswer.id).where(RoundAnswer.item_id == RoundItem.id)
    return and_(RoundRequest.delivered_at.is_(None), ~said.exists())


def _is_returned() -> ColumnElement[bool]:
    """The office's last word on the last answer is a question back."""
    later_answer, later_word = aliased(RoundAnswer), aliased(RoundDecision)
    last_answer = (
        select(func.max(later_answer.id))
        .where(later_answer.item_id == RoundItem.id)
        .correlate(RoundItem)
        .scalar_subquery()
    )
    last_word = (
        select(func.max(later_word.id))
        .where(later_word.answer_id == last_answer)
        .correlate(RoundItem)
        .scalar_subquery()
    )
    returned = select(RoundDecision.id).where(
        RoundDecision.id == last_word, RoundDecision.verdict == Verdict.RETURNED
    )
    return returned.exists()
