"""What stands in a calendar today, with the stored texts that still hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from app.domain.access import Viewer
from app.extensions import db
from app.models.feeds import ComponentForm, FeedComponent, FeedScope
from app.models.groups import Body
from app.models.meetings import Attendee, DatePrecision, Meeting, Uninvited
from app.models.tasks import Task
from app.orm import UTCDateTime
from app.queries import visible
from app.queries.feeds.fresh import FINISHED
from app.queries.feeds.lookup import Subscription
from app.queries.placeholders import BODIES, PERSON, PLAN, THIS_MONTH, TODAY, values_for

KEPT_AFTER_CANCELLATION = dt.timedelta(days=30)


_FORM: Any = bindparam("form")
_FRAME: Any = bindparam("frame")
_BODY: Any = bindparam("body")
_KEPT_SINCE: Any = bindparam("kept_since", type_=UTCDateTime)


class Kind(NamedTuple):
    """All of a calendar that its statements differ by; for each kind they are made once."""

    scope: FeedScope | None
    with_undated: bool
    with_invited: bool
    whole: bool


class Part(NamedTuple):
    """An entry of a calendar by its id, and its stored text in UTF-8 while that holds."""

    id: int
    answer: str
    octets: bytes | None


def kind_of(feed: Subscription, viewer: Viewer | None) -> Kind:
    """The kind of a calendar as this viewer reads it; nobody in particular reads the public one."""
    if feed.scope is not None and viewer is None:
        raise ValueError("only the public calendar has nobody in particular as its reader")
    whole = viewer is not None and viewer.sees_whole(feed.plan_id)
    return Kind(feed.scope, feed.with_undated, feed.with_invited, whole)


def asked_for(feed: Subscription, viewer: Viewer | None, today: dt.date) -> dict[str, Any]:
    """What stands in the places of the statements about this calendar."""
    kept_since = dt.datetime.combine(
        today - KEPT_AFTER_CANCELLATION, dt.time(), ZoneInfo(feed.timezone)
    )
    values = values_for(viewer, feed.plan_id, today)
    return values | {"body": feed.body_id, "kept_since": kept_since}


def meetings_in(
    feed: Subscription, viewer: Viewer | None, form: ComponentForm, frame: str, today: dt.date
) -> Sequence[Part]:
    """The calendar's meetings that its reader may see now, those known at least to the month."""
    values = asked_for(feed, viewer, today) | {"form": form, "frame": frame}
    return _parts_of(_meetings(kind_of(feed, viewer)), values)


@cache
def _meetings(kind: Kind) -> Any:
    known = (DatePrecision.DAY, DatePrecision.MONTH) if kind.with_undated else (DatePrecision.DAY,)
    own = kind.scope is FeedScope.OWN
    return (
        _parts(func.coalesce(_own_answer(), "") if own else literal(""))
        .where(Meeting.precision.in_(known), _still_shown())
        .where(*meetings_of_kind(kind))
        .order_by(Meeting.id)
    )


def meetings_of(ids: Collection[int], frame: str) -> Sequence[Part]:
    """These meetings, whoever may see them."""
    values = {"ids": list(ids), "form": ComponentForm.PLAIN, "frame": frame}
    return _parts_of(_CHOSEN, values)


def deadlines_in(
    feed: Subscription, viewer: Viewer | None, frame: str, today: dt.date
) -> Sequence[Part]:
    """The deadlines of the calendar's unfinished tasks that its reader may see now."""
    if not feed.with_deadlines or viewer is None:
        return []
    values = asked_for(feed, viewer, today) | {"frame": frame}
    return _parts_of(_deadlines(kind_of(feed, viewer)), values)


@cache
def _deadlines(kind: Kind) -> Any:
    stored = and_(
        FeedComponent.task_id == Task.id,
        FeedComponent.form == ComponentForm.PLAIN,
        FeedComponent.mark == Task.calendar_mark,
        FeedComponent.frame == _FRAME,
    )
    return (
        select(Task.id, literal(""), FeedComponent.text)
        .select_from(Task)
        .outerjoin(FeedComponent, stored)
        .where(Task.due_on.is_not(None), Task.state.not_in(FINISHED))
        .where(visible.tasks_to_fill_in(whole=kind.whole), *_tasks_of_kind(kind))
        .order_by(Task.id)
    )


def _parts(answer: ColumnElement[str]) -> Any:
    stored = and_(
        FeedComponent.meeting_id == Meeting.id,
        FeedComponent.form == _FORM,
        FeedComponent.answer == answer,
        FeedComponent.mark == Meeting.calendar_mark,
        FeedComponent.frame == _FRAME,
    )
    return (
        select(Meeting.id, answer, FeedComponent.text)
        .select_from(Meeting)
        .outerjoin(FeedComponent, stored)
    )


def _parts_of(statement: Any, values: Mapping[str, Any]) -> Sequence[Part]:
    # Row by row: 4,000 texts in two forms at once would be felt.
    return [
        Part(id_, answer, text.encode() if text else None)
        for id_, answer, text in db.session.connection().execute(statement, values)
    ]


def _still_shown() -> ColumnElement[bool]:
    """A cancelled meeting stays 30 days or until its date has passed, whichever is later.

    What simply vanishes leaves people unsure.
    """
    return or_(
        Meeting.cancelled_at.is_(None),
        Meeting.cancelled_at >= _KEPT_SINCE,
        Meeting.held_on >= TODAY,
        Meeting.month_on >= THIS_MONTH,
    )


def meetings_of_kind(kind: Kind) -> Iterator[ColumnElement[bool]]:
    """Conditions on Meeting: what the calendar is about and its reader may see."""
    if kind.scope is None:
        yield Meeting.public.is_(True)
        yield Meeting.body_id.in_(select(Body.id).where(Body.plan_id == PLAN))
        return
    yield visible.meetings_to_fill_in(whole=kind.whole)
    invited = select(Attendee.meeting_id).where(Attendee.person_id == PERSON)
    if not kind.with_invited:
        yield or_(Meeting.invited_at.is_(None), Meeting.id.not_in(invited))
    if kind.scope is FeedScope.OWN:
        off = select(Uninvited.meeting_id).where(Uninvited.person_id == PERSON)
        own_groups = Meeting.body_id.in_(BODIES) & Meeting.id.not_in(off)
        yield or_(own_groups, Meeting.id.in_(invited))
    elif kind.scope is FeedScope.GROUP:
        yield Meeting.body_id == _BODY


def _own_answer() -> ColumnElement[str]:
    return (
        select(type_coerce(Attendee.partstat, String))
        .where(Attendee.meeting_id == Meeting.id, Attendee.person_id == PERSON)
        .scalar_subquery()
    )


def _tasks_of_kind(kind: Kind) -> Iterator[ColumnElement[bool]]:
    if kind.scope is FeedScope.OWN:
        yield visible.concerned_to_fill_in()
    elif kind.scope is FeedScope.GROUP:
        yield Task.meeting_id.in_(select(Meeting.id).where(Meeting.body_id == _BODY))


_CHOSEN: Any = (
    _parts(literal("")).where(Meeting.id.in_(bindparam("ids", expanding=True))).order_by(Meeting.id)
)
