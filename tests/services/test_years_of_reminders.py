"""Hour by hour through the years: every reminder once, at its local time (F-27)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models.meetings import Meeting
from app.models.outbox import LetterState, OutboxLetter
from app.models.reminders import LetterHabits, ReminderRule, ReminderScope
from app.services import outbox
from app.services.outbox import fates
from tests.makers import (
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_meeting,
    make_plan,
    make_task,
    person_of,
    save,
)

S = LetterState
HOUR = dt.timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
BEGINNING = dt.datetime(2017, 3, 13, tzinfo=BERLIN).astimezone(dt.UTC)
WATCHED = (ReminderScope.MEETING, ReminderScope.TASK, ReminderScope.OVERDUE)
# One of them strikes twice a year where there is no such time, or two of it (F-27).
CLOCKS = (dt.time(9), dt.time(2, 30), dt.time(7), dt.time(10))
Expected = Counter[tuple[str, str, dt.datetime]]


def make_world(number: int, days: int) -> Expected:
    """A plan whose group meets every four weeks and has a task each time; what it should send.

    Worked out here by hand: local days and clock times, and nothing else.
    """
    plan = make_plan(slug=f"plan-{number}")
    plan.office_email = None
    body = make_body(plan, f"Gruppe {number}")
    body.slug = f"gruppe-{number}"
    anna = make_account(plan, f"Person {number}")
    person = person_of(anna)
    join(body, person)
    cycle = make_cycle(plan)
    save()
    for rule in db.session.scalars(select(ReminderRule).where(ReminderRule.plan_id == plan.id)):
        rule.active, rule.local_time = rule.scope in WATCHED, CLOCKS[number]
    habits = db.session.get_one(LetterHabits, plan.id)
    habits.working_days, habits.weekly_limit = False, None
    expected: Expected = Counter()
    for place, day in enumerate(_days(number, days), 1):
        meeting = make_meeting(cycle, body, day, position=place)
        make_agenda_item(meeting)
        due_on = day + dt.timedelta(days=12)
        task = make_task(plan, f"Aufgabe {place}", person, due_on)
        save()
        asked = [("meeting_reminder", meeting.uid, day, before) for before in (7, 1)]
        asked += [("task_reminder", task.uid, due_on, before) for before in (7, 1)]
        asked += [
            ("task_overdue", task.uid, due_on, -late) for late in (1, 7, *range(30, days, 30))
        ]
        for kind, uid, about, before in asked:
            instant = struck(about - dt.timedelta(days=before), CLOCKS[number])
            expected[kind, str(uid), instant] += 1
    return expected


def struck(day: dt.date, clock: dt.time) -> dt.datetime:
    """When a clock on the wall strikes: of two times the first, of none when it is put forward."""
    wall = dt.datetime.combine(day, clock, BERLIN)
    instant = wall.astimezone(dt.UTC)
    if instant.astimezone(BERLIN).time() != clock:
        return dt.datetime.combine(day, dt.time(3), BERLIN).astimezone(dt.UTC)
    return instant


def _days(number: int, days: int) -> Iterator[dt.date]:
    day = BEGINNING.date() + dt.timedelta(days=8 + number)
    while day < BEGINNING.date() + dt.timedelta(days=days):
        yield day
        day += dt.timedelta(days=28)


def run_through(days: int, step: dt.timedelta = HOUR) -> Counter[tuple[str, str, dt.datetime]]:
    """Every tick of so many days; what waited after each, sent within the hour it was due."""
    sent: Expected = Counter()
    now, end = BEGINNING, BEGINNING + dt.timedelta(days=days)
    while now < end:
        now += step
        outbox.plan_reminders(host="127.0.0.1", now=now)
        for letter in db.session.scalars(select(OutboxLetter).where(OutboxLetter.state == S.DUE)):
            assert now - step < letter.due_at <= now, "not in its hour"
            assert letter.useful_until is not None and letter.useful_until > now
            for row in [letter, *_carried_by(letter)]:
                sent[row.kind, str(row.object_uid), row.due_at] += 1
            fates.move(letter, S.LEASED, now=now, code="claimed", owner="w")
            lease = fates.Lease(letter.id, "w", letter.attempt)
            fates.step(lease, S.LEASED, S.SENDING, now=now)
            fates.step(lease, S.SENDING, S.SENT, now=now)
        db.session.commit()
    return sent


def _carried_by(letter: OutboxLetter) -> list[OutboxLetter]:
    carried = select(OutboxLetter).where(OutboxLetter.folded_into_id == letter.id)
    return list(db.session.scalars(carried))


def _compare(plans: int, days: int) -> None:
    outbox.plan_reminders(host="127.0.0.1", now=BEGINNING)
    db.session.commit()
    end = BEGINNING + dt.timedelta(days=days)
    worlds = [make_world(number, days) for number in range(plans)]
    expected = Counter(
        {key: number for world in worlds for key, number in world.items() if key[2] <= end}
    )

    sent = run_through(days)

    assert len(db.session.scalars(select(Meeting)).all()) >= plans
    assert sent == expected and len(sent) >= 5 * plans
    assert set(sent.values()) == {1}


def test_three_weeks_of_two_plans_through_a_change_of_clocks(app: Flask) -> None:
    _compare(plans=2, days=22)


@pytest.mark.nightly
def test_three_years_of_four_plans(app: Flask) -> None:
    _compare(plans=4, days=3 * 365)
