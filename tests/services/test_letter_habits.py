"""A week's limit and the night, as the outbox keeps them; on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.meetings import When
from app.extensions import db
from app.models.meetings import Meeting, MeetingState
from app.models.outbox import LetterState, OutboxLetter
from app.models.reminders import LetterHabits
from app.services import invitations, meetings, outbox
from app.services.outbox import sending
from app.services.outbox.preview import foresee
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
)

S = LetterState
DESK = sending.Desk(
    host="127.0.0.1",
    base_url="http://127.0.0.1:8000",
    mail_from="geschaeftsstelle@example.org",
    timezone="Europe/Berlin",
    secret="a key for tests only",
)
INVITED = "2017-03-14T10:00+01:00"


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    """A kickoff on Wednesday, 29 March 2017, with one member who has three tasks due around it."""
    plan = make_plan()
    make_office(plan)
    body = make_body(plan)
    anna = person_of(make_account(plan, "Vertretung A"))
    join(body, anna)
    for day in (23, 24, 28):
        make_task(plan, f"Aufgabe {day}", anna, dt.date(2017, 3, day))
    meeting = make_meeting(make_cycle(plan), body, place="Saal")
    save()
    plan_at("2017-03-14T09:30+01:00")
    return meeting


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def plan_at(text: str) -> None:
    outbox.plan_reminders(host="127.0.0.1", now=at(text))
    db.session.commit()


def limit(number: int) -> None:
    db.session.scalars(select(LetterHabits)).one().weekly_limit = number
    save()


def let_go() -> None:
    """As if what waits had been sent."""
    for letter in db.session.scalars(select(OutboxLetter).where(OutboxLetter.state == S.DUE)):
        letter.state = S.SENT
    save()


def fates() -> list[tuple[str, S, str | None]]:
    """Of Anna's letters: day, state, reason; what was folded stands with the letter."""
    db.session.expire_all()
    mine = select(OutboxLetter).where(OutboxLetter.address == "vertretung.a@example.org")
    rows = db.session.scalars(mine.order_by(OutboxLetter.due_at, OutboxLetter.id))
    return [(f"{one.due_at:%d.%m.}", one.state, one.reason) for one in rows]


def test_over_the_limit_a_reminder_keeps_its_reason_and_the_preview_says_the_same(
    meeting: Meeting,
) -> None:
    limit(3)
    for day in range(15, 28):
        plan_at(f"2017-03-{day}T09:00+0{1 if day < 26 else 2}:00")
        let_go()

    assert fates() == [
        ("16.03.", S.SENT, None),
        ("17.03.", S.SENT, None),
        ("21.03.", S.SENT, None),
        ("22.03.", S.CANCELLED, "weekly_limit"),  # the meeting and the first task
        ("22.03.", S.CANCELLED, "weekly_limit"),
        ("23.03.", S.SENT, None),  # a week after the first, there is room again
        ("24.03.", S.CANCELLED, "weekly_limit"),  # a question: it comes again on day 7
        ("27.03.", S.SENT, None),
        ("27.03.", S.CANCELLED, "folded"),
    ]
    setting = DESK.setting(at("2017-03-14T10:00+01:00"))
    seen = foresee(meeting.plan, dt.date(2017, 3, 15), dt.date(2017, 3, 27), setting)
    mine = [f"{one.at:%d.%m.}" for one in seen if one.to == "vertretung.a@example.org"]
    assert mine == ["16.03.", "17.03.", "21.03.", "23.03.", "27.03."]


def test_invitations_and_moves_come_whatever_the_limit(meeting: Meeting) -> None:
    limit(1)
    invitations.send(meeting, answer_by=dt.date(2017, 3, 24), by=None, now=at(INVITED))
    let_go()
    later = When(held_on=dt.date(2017, 4, 5), begins=dt.time(14))
    meetings.set_date(meeting, later, by=None, now=at("2017-03-15T10:00+01:00"))
    save()

    plan_at("2017-03-16T09:00+01:00")

    assert fates() == [
        ("14.03.", S.SENT, None),
        ("15.03.", S.DUE, None),
        ("16.03.", S.CANCELLED, "weekly_limit"),
    ]


@pytest.mark.parametrize(
    ("written", "leaves"),
    [
        ("2017-03-20T22:00+01:00", "2017-03-21T07:00+01:00"),
        ("2017-03-28T22:00+02:00", "2017-03-28T22:00+02:00"),
    ],
    ids=["a week before: in the morning", "the evening before: at once"],
)
def test_a_cancellation_at_night_waits_unless_the_meeting_is_near(
    meeting: Meeting, written: str, leaves: str
) -> None:
    invitations.send(meeting, answer_by=dt.date(2017, 3, 24), by=None, now=at(INVITED))
    save()
    let_go()

    meetings.cancel(meeting, "Der Saal ist belegt.", by=None, now=at(written))
    save()

    told = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.kind == "meeting_cancelled")
    ).one()
    assert meeting.state is MeetingState.CANCELLED
    assert told.next_at == at(leaves)


def test_what_falls_due_again_at_night_waits_for_the_morning(meeting: Meeting) -> None:
    plan_at("2017-03-16T09:00+01:00")
    letter = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.kind == "task_reminder")
    ).one()
    letter.next_at = at("2017-03-16T20:05+01:00")  # the relay asked for a later attempt
    save()

    assert sending.claim("w1", DESK, now=at("2017-03-16T20:06+01:00")) is None
    assert letter.next_at == at("2017-03-17T07:00+01:00")
    assert sending.claim("w1", DESK, now=at("2017-03-17T07:00+01:00")) is not None
