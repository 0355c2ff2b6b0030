"""Overdue tasks are asked about, ever more rarely, on both databases (R55, R62, reliability A5)."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models.outbox import LetterState, OutboxLetter
from app.models.tasks import Task, TaskState
from app.services import outbox, tasks
from app.services.outbox.kinds import NotWanted, Setting, draft
from app.services.outbox.preview import foresee
from tests.makers import make_account, make_office, make_plan, make_task, person_of, save

HOST = "127.0.0.1"
S = LetterState


@pytest.fixture
def task(app: Flask) -> Task:
    plan = make_plan()
    make_office(plan)
    anna = person_of(make_account(plan, "Vertretung A"))
    task = make_task(plan, "Räume anfragen", anna, dt.date(2017, 9, 15))
    save()
    plan_at("2017-09-15T12:00+02:00")
    return task


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def plan_at(text: str) -> int:
    new = outbox.plan_reminders(host=HOST, now=at(text))
    db.session.commit()
    return new


def letters() -> list[OutboxLetter]:
    wanted = select(OutboxLetter).where(OutboxLetter.kind == "task_overdue")
    return list(db.session.scalars(wanted.order_by(OutboxLetter.id)))


def setting(text: str) -> Setting:
    return Setting(
        base_url="http://127.0.0.1:8000",
        timezone="Europe/Berlin",
        now=at(text),
        secret="a key for tests only",
        mail_from="geschaeftsstelle@example.org",
    )


def test_looked_at_day_by_day_it_asks_four_times_in_75_days(task: Task) -> None:
    asked = []
    now = at("2017-09-15T10:00+02:00")
    while now < at("2017-11-29T12:00+01:00"):
        now += dt.timedelta(days=1)
        if outbox.plan_reminders(host=HOST, now=now):
            asked.append(f"{now:%d.%m.}")

    # The 16th of September is a Saturday, the 15th of October a Sunday: asked on the Monday after.
    assert asked == ["18.09.", "22.09.", "16.10.", "14.11."]


def test_a_silence_of_weeks_is_made_up_for_by_one_letter_and_no_question_is_lost(
    task: Task,
) -> None:
    assert plan_at("2017-10-16T10:00+02:00") == 1

    assert [(one.state, one.reason) for one in letters()] == [
        (S.EXPIRED, "too_late"),
        (S.EXPIRED, "too_late"),
        (S.DUE, None),
    ]
    words = draft(letters()[-1], setting("2017-10-16T10:00+02:00")).words()
    assert words.subject == "Bitte um Rückmeldung: Räume anfragen"
    assert "Fällig war: Freitag, 15. September 2017" in words.text


def test_a_report_ends_the_asking_and_the_letter_that_waits(task: Task) -> None:
    assert plan_at("2017-09-18T09:00+02:00") == 1
    (waiting,) = letters()

    tasks.report_progress(
        task,
        state=TaskState.IN_PROGRESS,
        text="Zwei Räume sind zugesagt.",
        by=None,
        now=at("2017-09-18T09:01+02:00"),
    )
    db.session.commit()

    with pytest.raises(NotWanted):
        draft(waiting, setting("2017-09-18T09:02+02:00"))
    assert plan_at("2017-09-18T09:03+02:00") == 0
    assert plan_at("2017-09-22T09:00+02:00") == 0
    assert [one.state for one in letters()] == [S.CANCELLED]


def test_a_task_entered_after_its_day_is_asked_about_once_it_has_a_new_one(task: Task) -> None:
    task.created_at = at("2017-10-20T12:00+02:00")
    save()
    assert plan_at("2017-10-20T12:01+02:00") == 0
    assert plan_at("2017-12-31T09:00+01:00") == 0

    task.due_on, task.sequence = dt.date(2018, 1, 10), 1
    save()

    plan_at("2018-01-11T08:59+01:00")
    assert plan_at("2018-01-11T09:00+01:00") == 1


def test_the_rehearsal_shows_them(task: Task) -> None:
    days = dt.date(2017, 9, 16), dt.date(2017, 11, 30)

    found = foresee(task.plan, *days, setting("2017-09-01T09:00+02:00"))

    assert [f"{one.at:%d.%m. %H:%M}" for one in found if one.kind == "task_overdue"] == [
        "18.09. 09:00",
        "22.09. 09:00",
        "16.10. 09:00",
        "14.11. 09:00",
    ]
