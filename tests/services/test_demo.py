"""The demo world holds what the mission tells of, and nothing leaves the house because of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Body
from app.models.meetings import (
    AgendaFile,
    Agreement,
    DatePoll,
    DatePrecision,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    PollAnswer,
)
from app.models.outbox import LetterState, OutboxLetter
from app.models.plans import Plan
from app.models.tasks import Task
from app.services import demo
from app.services.demo.days import committee_day, current_year, kickoff_day
from app.services.outbox import plan_reminders
from app.services.outbox.polls import invite_newcomers

TODAY = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


def test_it_holds_the_plan_with_its_counts(app: Flask) -> None:
    plan = demo.load_demo(now=TODAY, year=2017)

    goals = [goal for field in plan.fields for goal in field.goals]
    latest = [goal.latest for goal in goals]
    assert [len(field.goals) for field in plan.fields] == [5, 3, 4, 6, 5, 4, 4, 3]
    assert sum(len(field.examples) for field in plan.fields) == 12
    assert Counter(one.category.value for one in latest if one) == {
        "done": 14,
        "in_progress": 11,
        "started": 1,
        "not_started": 5,
        "not_feasible": 1,
        "unknown": 2,
    }


def test_the_year_2017_has_its_four_meetings(app: Flask) -> None:
    demo.load_demo(now=TODAY, year=2017)

    meetings = db.session.scalars(select(Meeting).order_by(Meeting.position)).all()
    assert [(m.precision, m.held_on or m.month_on) for m in meetings] == [
        (DatePrecision.DAY, dt.date(2017, 3, 29)),
        (DatePrecision.MONTH, dt.date(2017, 7, 1)),
        (DatePrecision.MONTH, dt.date(2017, 9, 1)),
        (DatePrecision.DAY, dt.date(2017, 11, 27)),
    ]


def test_every_task_serves_a_goal_or_topic_and_somebody_is_accountable(app: Flask) -> None:
    demo.load_demo(now=TODAY, year=2017)

    tasks = db.session.scalars(select(Task)).all()
    agreed = [task for task in tasks if task.fixes_meeting_id is None]
    fixing = [task for task in tasks if task.fixes_meeting_id is not None]
    assert len(agreed) >= 12
    assert all(task.goals or task.topics for task in agreed)
    assert all(task.accountable for task in tasks)
    assert len(fixing) == 2
    assert db.session.scalar(select(func.count()).select_from(Agreement)) == 4
    assert db.session.scalar(select(func.count()).select_from(Body)) == 4


def test_loading_a_past_year_sends_nothing(app: Flask) -> None:
    plan = demo.load_demo(now=TODAY, year=2017)
    db.session.commit()

    for hour in range(0, 24 * 30, 6):
        plan_reminders(host="test", now=TODAY + dt.timedelta(hours=hour))
    db.session.commit()

    letters = db.session.scalars(select(OutboxLetter).where(OutboxLetter.plan_id == plan.id)).all()
    assert letters == []


def test_a_year_ahead_has_a_poll_with_answers_and_papers_and_sends_nothing(app: Flask) -> None:
    plan = demo.load_demo(now=TODAY)
    db.session.commit()

    poll = db.session.scalars(select(DatePoll)).one()
    assert poll.meeting.month_on == dt.date(2027, 7, 1)
    assert [option.held_on for option in poll.options] == [
        dt.date(2027, 7, 7), dt.date(2027, 7, 14), dt.date(2027, 7, 21)
    ]  # fmt: skip
    answered = select(func.count(PollAnswer.person_id.distinct()))
    assert db.session.scalar(answered) == 5
    assert {file.public for file in db.session.scalars(select(AgendaFile))} == {True, False}
    states = select(OutboxLetter.state).where(OutboxLetter.plan_id == plan.id)
    assert set(db.session.scalars(states)) == {LetterState.CANCELLED}
    invite_newcomers(plan, now=TODAY + dt.timedelta(hours=1))
    assert set(db.session.scalars(states)) == {LetterState.CANCELLED}


def test_a_kickoff_behind_us_has_its_minutes_approved(app: Flask) -> None:
    demo.load_demo(now=dt.datetime(2027, 6, 1, 9, 0, tzinfo=dt.UTC), year=2027)

    minutes = db.session.scalars(select(Minutes)).one()
    assert minutes.state is MinutesState.APPROVED
    assert minutes.meeting.held_on == dt.date(2027, 3, 24)
    assert minutes.meeting.state is MeetingState.HELD


def test_minutes_of_last_week_lie_open_to_objections(app: Flask) -> None:
    demo.load_demo(now=dt.datetime(2027, 4, 2, 9, 0, tzinfo=dt.UTC), year=2027)

    minutes = db.session.scalars(select(Minutes)).one()
    assert minutes.state is MinutesState.OBJECTIONS
    assert minutes.objections_until_on == dt.date(2027, 4, 12)


def test_nobody_in_the_cast_is_reachable_outside(app: Flask) -> None:
    demo.load_demo(now=TODAY)

    addresses = db.session.scalars(select(Account.email)).all()
    assert len(addresses) >= 10
    assert all(address.endswith("@example.org") for address in addresses)


def test_a_second_world_is_refused_and_the_first_stays(app: Flask) -> None:
    demo.load_demo(now=TODAY)

    with pytest.raises(RuleBroken, match="schon geladen"):
        demo.load_demo(now=TODAY)

    assert db.session.scalar(select(func.count()).select_from(Plan)) == 1


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (dt.date(2017, 11, 27), 2017),
        (dt.date(2017, 11, 28), 2018),
        (dt.date(2026, 11, 24), 2027),
    ],
)
def test_without_a_year_it_takes_the_one_that_has_a_meeting_ahead(
    today: dt.date, year: int
) -> None:
    assert current_year(today) == year


def test_the_kickoff_avoids_the_easter_holidays() -> None:
    assert kickoff_day(2017) == dt.date(2017, 3, 29)
    assert kickoff_day(2027) == dt.date(2027, 3, 24)
    assert committee_day(2017) == dt.date(2017, 11, 27)
