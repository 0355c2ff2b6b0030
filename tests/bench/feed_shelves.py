"""Plans of 4 to 4,000 meetings with those who read them, and what happens to them between polls."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app import clock
from app.clock import system_clock
from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole
from app.models.feeds import Feed, FeedComponent, FeedScope
from app.models.groups import Body
from app.models.meetings import Meeting
from app.models.plans import Plan
from app.services import feeds
from app.services.feeds import FeedWishes
from tests import makers

READERS = 64  # so that nobody asks more than sixty times
MEMBERS = 100_000
OTHER_ROOM = "Raum "  # where the first meeting moves to, with a number


@dataclass
class Shelf:
    """One plan with `size` meetings, and the secrets of those who read them all."""

    size: int
    plan_id: int
    tokens: list[str]

    def change(self) -> None:
        """What the session does when somebody changes a meeting's place."""
        first = (
            sa.select(sa.func.min(Meeting.id))
            .join(Body, Body.id == Meeting.body_id)
            .where(Body.plan_id == self.plan_id)
            .scalar_subquery()
        )
        later = Meeting.calendar_mark + 1  # a place that has not been, and no longer one each time
        place = sa.literal(OTHER_ROOM) + sa.cast(later, sa.String)
        values = {"place": place, "calendar_mark": later}
        self._write(sa.update(Meeting.__table__).where(Meeting.id == first).values(values))

    def empty(self) -> None:
        """Forget every text that was written."""
        self._write(sa.delete(FeedComponent))

    def _write(self, statement: sa.Update | sa.Delete) -> None:
        moved = {"calendar_mark": Plan.calendar_mark + 1}
        with db.engine.execution_options(write=True).begin() as connection:
            connection.execute(statement)
            connection.execute(
                sa.update(Plan.__table__).where(Plan.id == self.plan_id).values(moved)
            )


def filled(size: int, readers: int = READERS, *, own: bool = False) -> Shelf:
    """A plan of its own with so many meetings, on a shelf.

    `own`: each reader is a member of the group and reads a calendar that nobody else has.
    """
    plan = makers.make_plan(f"plan-{size}", f"Plan {size}")
    body = makers.make_body(plan, f"Peergroup {size}")
    year = makers.make_cycle(plan)
    db.session.flush()
    rows = [_row(number, year.id, body.id) for number in range(size)]
    db.session.execute(db.insert(Meeting), rows)
    scope, group = (FeedScope.OWN, body) if own else (FeedScope.PLAN, None)
    names = [f"leser{size}-{number}" for number in range(readers)]
    tokens = [_reader(plan, name, scope, group) for name in names]
    today = system_clock().astimezone(ZoneInfo(plan.timezone)).date()  # as who serves it reads it
    db.session.execute(sa.update(Feed).values(last_used_on=today))
    db.session.commit()
    return Shelf(size, plan.id, tokens)


def _row(number: int, cycle_id: int, body_id: int) -> dict[str, object]:
    return {
        "uid": uuid.uuid4(),
        "cycle_id": cycle_id,
        "body_id": body_id,
        "phase": "other",
        "position": number,
        "title": f"Treffen {number}",
        "precision": "day",
        "held_on": dt.date(2026, 1, 1) + dt.timedelta(days=number % 1400),
        "begins": dt.time(14),
        "ends": dt.time(16, 30),
        "place": "Landratsamt, Großer Sitzungssaal",
        "purpose": "Wir vereinbaren Themen und Arbeitsweise; der Saal ist stufenlos erreichbar.",
        "created_at": makers.CREATED,
        "changed_at": makers.CREATED,
    }


def _reader(plan: Plan, name: str, scope: FeedScope, group: Body | None) -> str:
    role = PlanRole.MEMBER if group else PlanRole.READER
    account = makers.make_account(plan, name, role)
    if group:
        makers.join(group, makers.person_of(account))
    return feeds.create_feed(account, plan, FeedWishes(name="x", scope=scope), now=clock.now())[1]


def crowd(plan_id: int) -> None:
    """A hundred thousand further members of the plan, each with a calendar."""
    numbers = range(1_000_000, 1_000_000 + MEMBERS)
    since = makers.CREATED
    rows: dict[type, list[dict[str, object]]] = {
        Account: [
            {"id": number, "email": f"{number}@example.org", "name": "x", "created_at": since}
            for number in numbers
        ],
        PlanAccess: [
            {"account_id": number, "plan_id": plan_id, "role": PlanRole.MEMBER}
            for number in numbers
        ],
        Feed: [
            {
                "account_id": number,
                "plan_id": plan_id,
                "scope": FeedScope.OWN,
                "name": "x",
                "token_hash": uuid.uuid4().hex * 2,
                "created_at": since,
            }
            for number in numbers
        ],
    }
    with db.engine.execution_options(write=True).begin() as connection:
        for kind, some in rows.items():
            connection.execute(sa.insert(kind.__table__), [_whole(kind, row) for row in some])
    with db.engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("ANALYZE")  # as PostgreSQL does by itself within a minute


def _whole(kind: type, row: dict[str, object]) -> dict[str, object]:
    """With what the model gives a new row by itself."""
    if kind is Account:
        return row | {"uid": uuid.uuid4(), "locale": "de", "active": True, "version": 1}
    if kind is PlanAccess:
        return row | {"calendar_mark": 0}
    shown = dict.fromkeys(("with_deadlines", "with_undated", "with_invited"), True)
    return row | shown | {"uid": uuid.uuid4(), "with_alarms": False}
