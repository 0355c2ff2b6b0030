"""Whatever can show in a calendar moves its marks, and nothing else does: column by column."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import MappedColumn

from app.extensions import db
from app.models.accounts import Account, PlanAccess
from app.models.calendar_marks import ANSWER, SHOWN
from app.models.feeds import FeedComponent, FeedScope
from app.models.groups import Body
from app.models.meetings import (
    AgendaItem,
    AgendaKind,
    Attendee,
    Cycle,
    DatePoll,
    DatePrecision,
    Meeting,
    MeetingState,
    Uninvited,
)
from app.models.people import Actor
from app.models.plans import Plan
from app.models.rounds import (
    Channel,
    Occasion,
    RoundAnswer,
    RoundDecision,
    RoundItem,
    RoundRequest,
    RoundState,
    StatusRound,
    Verdict,
)
from app.models.tasks import Acceptance, Task, TaskState
from app.orm import Base, UTCDateTime
from app.services import feeds
from app.services.feeds import FeedWishes, Installation
from tests import makers

NOW = dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC)
TODAY = dt.date(2017, 2, 21)
HERE = Installation(base_url="http://127.0.0.1:8000", mail_from="post@example.org")

# Found by the poll's own look-up, so that they need no mark.
LOOKED_UP: dict[type[Base], set[str]] = {
    Plan: {"title", "timezone", "office_name", "office_email", "public_calendar"},
    PlanAccess: {"role", "actor_id", "plan_id"},
    Account: {"active"},
}
KEPT_BY_MACHINES = {"id", "version", "calendar_mark", "calendar_changed_at", "folded"}
# Columns that the database lets change only together.
TOGETHER: dict[tuple[type[Base], str], dict[str, Any]] = {
    (Meeting, name): {
        "precision": DatePrecision.MONTH,
        "month_on": dt.date(2017, 7, 1),
        "held_on": None,
        "begins": None,
        "ends": None,
    }
    for name in ("precision", "month_on")
}
TOGETHER[Meeting, "cancelled_at"] = {"state": MeetingState.CANCELLED, "cancelled_at": NOW}
TOGETHER[Meeting, "state"] = {"state": MeetingState.INVITED}
TOGETHER[Meeting, "begins"] = {"begins": dt.time(13)}
TOGETHER[Task, "acceptance"] = {"acceptance": Acceptance.ASKED, "asked_at": NOW}
TOGETHER[Task, "asked_at"] = TOGETHER[Task, "acceptance"]
TOGETHER[Plan, "timezone"] = {"timezone": "Europe/Lisbon"}
TOGETHER[StatusRound, "state"] = {"state": RoundState.CLOSED, "closed_at": NOW}
TOGETHER[RoundRequest, "delivered_at"] = {"delivered_at": NOW, "channel": Channel.PAGE}
SHORT = ("email", "slug", "holiday_region")  # lower case, or very short
NOT_ALONE = {
    (Task, "done_on"),
    (StatusRound, "closed_at"),
    (RoundRequest, "channel"),
    (RoundAnswer, "category"),
    (RoundAnswer, "task_state"),
    (RoundDecision, "category"),
    *((kind, "plan_id") for kind in (Task, Body, Actor, Cycle, StatusRound)),
}


class World:
    """One thing of each kind that calendars speak of, read by four calendars."""

    def __init__(self) -> None:
        self.plan = makers.make_plan()
        self.elsewhere = makers.make_plan("anderer", "Anderer Plan")
        self.plan.public_calendar = True
        self.member = makers.make_account(self.plan)
        self.office = makers.make_office(self.plan)
        self.person = makers.person_of(self.member)
        self.stranger = makers.make_person(self.plan, "Vertretung Schule")
        self.body = makers.make_body(self.plan, "Peergroup")
        self.foreign = makers.make_body(self.plan, "Arbeitsgruppe Pflege")
        self.membership = makers.join(self.body, self.person)
        self.cycle = cycle = makers.make_cycle(self.plan)
        self.meeting = makers.make_meeting(cycle, self.body, public=True)
        self.other = makers.make_meeting(cycle, self.body, title="Zwischenstand", position=2)
        self.item = AgendaItem(
            meeting=self.meeting,
            number="1",
            position=1,
            title="Begrüßung",
            kind=AgendaKind.DISCUSSION,
            public=True,
        )
        self.attendee = Attendee(meeting=self.meeting, person=self.person, created_at=NOW)
        away = makers.make_person(self.plan, "Vertretung Sport")
        self.off = Uninvited(meeting=self.meeting, person=away, since_at=NOW)
        db.session.add_all([self.item, self.attendee, self.off])
        self.task = makers.make_task(
            self.plan, "Austausch vorbereiten", accountable=self.person, meeting=self.meeting
        )
        self.poll = DatePoll(meeting=self.meeting, answer_by=TODAY, opened_at=NOW)
        self.round = StatusRound(
            plan=self.plan,
            occasion=Occasion.HALF_YEAR,
            reporting_on=TODAY,
            answer_by=TODAY,
            opened_at=NOW,
        )
        self.request = RoundRequest(round=self.round, actor=self.person)
        asked = RoundItem(request=self.request, task=self.task)
        self.answer = RoundAnswer(
            item=asked,
            task_state=TaskState.IN_PROGRESS,
            said="Es geht voran.",
            nothing_new=False,
            channel=Channel.PAGE,
            answered_at=NOW,
        )
        self.decision = RoundDecision(
            answer=self.answer, verdict=Verdict.RETURNED, reason="Seit wann?", decided_at=NOW
        )
        db.session.add_all([self.poll, self.round])
        db.session.flush()
        self.tokens = [
            feeds.create_feed(account, self.plan, FeedWishes(name="x", **wishes), now=NOW)[1]
            for account, wishes in (
                (self.member, {"scope": FeedScope.OWN}),
                (self.member, {"scope": FeedScope.GROUP, "body": self.body}),
                (self.office, {"scope": FeedScope.PLAN, "with_alarms": True}),
            )
        ]
        db.session.commit()

    def things(self) -> Iterator[Base]:
        yield from (self.meeting, self.item, self.task, self.body, self.membership)
        yield from (self.person, self.attendee, self.off, self.plan, self.member)
        yield from (self.member.accesses[0], self.cycle, self.poll, self.round, self.request)
        yield from (self.answer, self.decision)

    def found(self) -> list[feeds.Subscription | None]:
        return [*(feeds.find(token) for token in self.tokens), feeds.find_public(self.plan.slug)]

    def tags(self) -> list[str | None]:
        return [one and feeds.etag_of(one, HERE, TODAY) for one in self.found()]

    def texts(self) -> list[bytes | None]:
        """What the calendars say; what was written for them is kept, as the door does."""
        said = [one and feeds.text_of(one, HERE, TODAY) for one in self.found()]
        db.session.commit()
        with db.engine.begin() as connection:
            for text in said:
                feeds.keep(connection, text.fresh if text else ())
        return [text and text.body for text in said]


@pytest.fixture
def world(app: object) -> World:
    return World()


def columns_of(thing: Base) -> list[str]:
    mapper = sa.inspect(type(thing))
    return [name for name in mapper.columns.keys() if name not in KEPT_BY_MACHINES]  # noqa: SIM118


def another(world: World, thing: Base, name: str) -> dict[str, Any]:
    """A value that the column does not have yet, with whatever must change beside it."""
    if (type(thing), name) in TOGETHER:
        return TOGETHER[type(thing), name]
    column: MappedColumn[Any] = sa.inspect(type(thing)).columns[name]
    for key in column.foreign_keys:
        others = {
            "body": world.foreign,
            "meeting": world.other,
            "actor": world.stranger,
            "plan": world.elsewhere,
        }
        other = others.get(key.column.table.name)
        return {name: other.id} if other is not None else {}
    now = getattr(thing, name)
    if isinstance(column.type, sa.Enum):
        kind = type(now) if now is not None else column.type.enum_class
        return {name: next(one for one in kind if one is not now)}
    if isinstance(column.type, UTCDateTime):
        return {name: (now or NOW) + dt.timedelta(hours=1)}
    ways: dict[type, Callable[[], Any]] = {
        uuid.UUID: uuid.uuid4,
        bool: lambda: not now,
        object: lambda: {"a": 1},  # JSON
        int: lambda: (now or 0) + 1,
        dt.date: lambda: (now or TODAY) + dt.timedelta(days=1),
        dt.time: lambda: dt.time(17),
        str: lambda: "neu" if name in SHORT else f"{now or ''} neu"[-10:],
    }
    return {name: ways[column.type.python_type]()}


def test_each_column_that_can_show_changes_the_validator_and_no_other_does(world: World) -> None:
    wrong, seen = [], 0
    before = world.texts()
    for thing in world.things():
        kind = type(thing)
        for name in columns_of(thing):
            shown = name in SHOWN.get(kind, set()) | LOOKED_UP.get(kind, set())
            shown |= kind is Attendee and name in ANSWER
            values = {} if (kind, name) in NOT_ALONE else another(world, thing, name)
            if not values:
                continue
            tags, old = world.tags(), {key: getattr(thing, key) for key in values}
            change(thing, values)
            moved = world.tags() != tags
            stored = world.texts() if moved else before
            db.session.execute(sa.delete(FeedComponent))
            db.session.commit()
            faults = [
                *(["not marked"] if shown and not moved else []),
                *(["marked"] if moved and not shown else []),
                *(["a stored text outlived it"] if world.texts() != stored else []),
            ]
            if faults:
                wrong.append(f"{kind.__name__}.{name}: {', '.join(faults)}")
            change(thing, old)
            seen += 1

    assert wrong == []
    assert seen > 90
    assert world.texts() == before


def change(thing: Base, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(thing, name, value)
    db.session.commit()
