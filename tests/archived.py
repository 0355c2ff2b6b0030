"""Approved minutes for the tests of the archive: one world, and the ways they came to stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.minutes import Presence
from app.domain.tasks import TaskDraft
from app.extensions import db, transaction
from app.models.accounts import Account, PlanRole
from app.models.meetings import (
    AgreementKind,
    ArchiveState,
    Attendance,
    Attendee,
    Meeting,
    Minutes,
    MinutesName,
)
from app.orm import Base
from app.services import meetings, minutes
from app.services.meetings import ItemDraft
from app.services.minutes import Entry
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_plan,
    person_of,
    save,
)

BEFORE = dt.datetime(2017, 3, 28, 9, tzinfo=dt.UTC)
HELD = dt.datetime(2017, 3, 29, 13, tzinfo=dt.UTC)
DRAFTED = dt.datetime(2017, 4, 5, 9, tzinfo=dt.UTC)
APPROVED = dt.datetime(2017, 4, 19, 9, tzinfo=dt.UTC)
OFFERED = dt.datetime(2017, 5, 2, 9, tzinfo=dt.UTC)
ANSWERED = dt.datetime(2017, 6, 1, 9, tzinfo=dt.UTC)
LAST_DAY = dt.datetime(2018, 5, 2, 9, tzinfo=dt.UTC)
DAY_AFTER = dt.datetime(2018, 5, 3, 9, tzinfo=dt.UTC)

WORDS = "Kanarienwort"


@dataclass
class World:
    """A kickoff with approved minutes that hold the same word wherever somebody wrote."""

    meeting: Meeting
    office: int
    member: Account
    office_account: Account

    @property
    def minutes(self) -> Minutes:
        return db.session.scalars(sa.select(Minutes)).one()

    def do(self, verb: Callable[..., object], *more: Any, now: dt.datetime) -> None:
        with transaction():
            verb(self.meeting, *more, by=self.office, now=now)


def approved_world(slug: str = "integrationsplan") -> World:
    plan = make_plan(slug)
    goal, body, cycle = make_goal(make_field(plan)), make_body(plan), make_cycle(plan)
    member, office_account = (
        make_account(plan, "Vertretung Bauernverein"),
        make_account(plan, "Geschäftsstelle", PlanRole.COORDINATOR, "buero@example.org"),
    )
    office = office_account.id
    join(body, person_of(member))
    kickoff = make_meeting(cycle, body)
    kickoff.chair = kickoff.minute_taker = person_of(member)
    save()
    first, second = (
        meetings.add_item(
            kickoff,
            ItemDraft(title=title, description=f"{WORDS} dazu", presenter=person_of(member)),
            by=None,
            now=BEFORE,
        )
        for title in ("Themenfelder", "Termine")
    )
    meetings.invite_members(kickoff, by=None, now=BEFORE)
    save()
    one = minutes.save_text(first, f"{WORDS} eins", parent_id=None, by=member.id, now=HELD)
    minutes.save_text(first, f"{WORDS} zwei", parent_id=one.id, by=member.id, now=HELD)
    agreement = minutes.record_agreement(
        first, kind=AgreementKind.TOPIC_AREA, text="Arbeit und Sprache", by=office, now=HELD
    )
    task = TaskDraft(title="Konzept", accountable=person_of(member), goals=[goal])
    minutes.hand_out(second, task, by=office, now=HELD, agreement=agreement)
    open_, present = (Presence(attendance=one) for one in (Attendance.OPEN, Attendance.PRESENT))
    entry = Entry(person_id=person_of(member).id, seen=open_, wanted=present)
    minutes.take_attendance(kickoff, [entry], by=office, now=HELD)
    minutes.publish(kickoff, dt.date(2017, 4, 12), by=office, now=DRAFTED)
    minutes.file_objection(kickoff, f"{WORDS} fehlt", by=member.id, now=DRAFTED)
    minutes.approve(kickoff, by=member.id, now=APPROVED)
    minutes.add_note(kickoff, f"{WORDS} berichtigt", by=member.id, now=APPROVED)
    save()
    return World(kickoff, office, member, office_account)


def offered(world: World) -> None:
    world.do(minutes.offer, now=OFFERED)


def answered(answer: ArchiveState) -> Callable[[World], None]:
    def get_there(world: World) -> None:
        offered(world)
        world.do(minutes.note_answer, answer, now=ANSWERED)

    return get_there


def taken_back(world: World) -> None:
    answered(ArchiveState.DECLINED)(world)
    world.do(minutes.take_back, now=ANSWERED)


def deleted(world: World) -> None:
    answered(ArchiveState.DECLINED)(world)
    world.do(minutes.delete, now=ANSWERED)


@dataclass(frozen=True)
class Case:
    """How the minutes came to stand as they do, and whether they may be deleted at a moment."""

    name: str
    get_there: Callable[[World], None]
    now: dt.datetime
    refusal: str | None


CASES = (
    Case("never offered", lambda world: None, DAY_AFTER, "noch nicht angeboten"),
    Case("offered today", offered, OFFERED, "noch nicht geantwortet"),
    Case("the last day of the period", offered, LAST_DAY, "noch nicht geantwortet"),
    Case("the day after the period", offered, DAY_AFTER, None),
    Case("handed over", answered(ArchiveState.HANDED_OVER), DAY_AFTER, "übernommen"),
    Case("declined", answered(ArchiveState.DECLINED), ANSWERED, None),
    Case("declined, taken back", taken_back, ANSWERED, "noch nicht geantwortet"),
    Case("declined, taken back, after the period", taken_back, DAY_AFTER, None),
    Case("deleted", deleted, DAY_AFTER, "schon gelöscht"),
)
cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def words_left() -> list[str]:
    """Where the word still stands in the database, and names of what still has people in it."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum):
                rows = db.session.execute(
                    sa.select(sa.func.count()).where(column.contains(WORDS))
                ).scalar()
                found += [f"{table.name}.{column.name}"] * (rows or 0)
    found += ["minutes_name.person_id" for _row in db.session.scalars(sa.select(MinutesName.id))]
    return [*found, *("attendee.person_id" for _row in db.session.scalars(sa.select(Attendee.id)))]
