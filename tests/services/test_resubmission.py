"""Goals and tasks come back on their resubmission date, on both databases (R09, R52)."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models.groups import MembershipRole
from app.models.outbox import LetterState, OutboxLetter
from app.models.plans import Goal
from app.models.tasks import Task, TaskState
from app.services import outbox, tasks
from app.services.group_actors import actor_of
from app.services.outbox.kinds import NotWanted, Setting, draft
from app.services.plan_editing import GoalDraft, edit_goal
from tests.makers import (
    join,
    make_actor,
    make_body,
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
    make_task,
    save,
)

HOST = "127.0.0.1"
DAY = dt.date(2017, 9, 1)


@pytest.fixture
def goal(app: Flask) -> Goal:
    plan = make_plan()
    make_office(plan)
    goal = make_goal(make_field(plan))
    goal.resubmit_on = DAY
    save()
    plan_at("2017-08-01T09:00+02:00")
    return goal


def plan_at(text: str) -> int:
    planned = outbox.plan_reminders(host=HOST, now=dt.datetime.fromisoformat(text))
    db.session.commit()
    return planned


def letters() -> list[OutboxLetter]:
    return list(db.session.scalars(select(OutboxLetter).order_by(OutboxLetter.id)))


def setting(text: str) -> Setting:
    return Setting(
        base_url="http://127.0.0.1:8000",
        timezone="Europe/Berlin",
        now=dt.datetime.fromisoformat(text),
        secret="a key for tests only",
        mail_from="geschaeftsstelle@example.org",
    )


def test_the_office_gets_one_letter_on_the_morning_of_the_day(goal: Goal) -> None:
    assert plan_at("2017-09-01T08:59+02:00") == 0
    assert plan_at("2017-09-01T09:00+02:00") == 1
    assert plan_at("2017-09-02T09:00+02:00") == 0

    (letter,) = letters()
    words = draft(letter, setting("2017-09-01T09:00+02:00")).words()
    assert words.subject == "Wiedervorlage: Ziel 7.1 Netzwerke bestehen"
    assert "ein Ziel ist zur Wiedervorlage vorgemerkt." in words.text
    assert "Vorgemerkt für: Freitag, 1. September 2017" in words.text
    assert "http://127.0.0.1:8000/plaene/integrationsplan/ziele/7.1" in words.text
    assert "Ziel 7.1: Netzwerke bestehen" in words.html


def test_a_letter_that_waits_is_not_sent_when_the_date_has_moved(goal: Goal) -> None:
    plan_at("2017-09-01T09:00+02:00")
    (letter,) = letters()

    later = GoalDraft(resubmit_on=dt.date(2018, 3, 1))
    edit_goal(goal, later, by=None, now=dt.datetime(2017, 9, 1, 8, tzinfo=dt.UTC))
    db.session.commit()

    with pytest.raises(NotWanted):
        draft(letter, setting("2017-09-01T10:00+02:00"))
    plan_at("2017-09-01T10:01+02:00")
    assert [one.state for one in letters()] == [LetterState.CANCELLED]


def test_it_shares_a_letter_with_what_else_is_due(goal: Goal) -> None:
    make_task(goal.field.plan, "Bericht schreiben", None, dt.date(2017, 9, 8), goals=[goal])
    save()

    plan_at("2017-09-01T09:00+02:00")

    head = next(one for one in letters() if one.folded_into_id is None)
    assert {one.kind for one in letters()} >= {"goal_resubmission", "task_reminder"}
    text = draft(head, setting("2017-09-01T09:00+02:00")).words().text
    assert "Bericht schreiben" in text
    assert "WIEDERVORLAGE" in text


@pytest.fixture
def put_off(goal: Goal) -> Task:
    """A task that a club has, put off until the day of the goal."""
    goal.resubmit_on = None
    plan = goal.field.plan
    contact = make_person(plan, "Ansprechperson", email="kontakt@example.org")
    club = make_actor(plan, "Sportkreis", contact=contact)
    task = make_task(plan, "Kurse planen", club, dt.date(2017, 5, 1), goals=[goal])
    save(task)
    tasks.change_state(
        task,
        TaskState.POSTPONED,
        reason="Die Förderung wird erst im September entschieden.",
        resubmit_on=DAY,
        by=None,
        now=dt.datetime(2017, 8, 1, 8, tzinfo=dt.UTC),
    )
    db.session.commit()
    return task


def test_a_task_that_was_put_off_comes_back_to_whoever_speaks_for_it(put_off: Task) -> None:
    assert plan_at("2017-09-01T08:59+02:00") == 0
    assert plan_at("2017-09-03T07:00+02:00") == 1  # the clock stood still over the day itself
    assert plan_at("2017-10-02T09:00+02:00") == 0

    (letter,) = letters()
    assert (letter.kind, letter.address) == ("task_resubmission", "kontakt@example.org")
    words = draft(letter, setting("2017-09-03T07:00+02:00")).words()
    assert words.subject == "Wiedervorlage: Kurse planen"
    assert "eine Aufgabe, die zurückgestellt war, steht wieder an." in words.text
    for line in (
        "Zurückgestellt bis: Freitag, 1. September 2017",
        "Grund: Die Förderung wird erst im September entschieden.",
        "Ziel 7.1 Netzwerke bestehen",
        "Verantwortliche Stelle: Sportkreis",
        f"Sagen, wie es weitergeht: http://127.0.0.1:8000/aufgaben/{put_off.uid}",
    ):
        assert line in words.text
    assert "Zurückgestellt bis" in words.html and "erst im September" in words.html


def test_a_group_that_has_named_nobody_gets_it_through_its_chair(put_off: Task) -> None:
    plan = put_off.plan
    body = make_body(plan, "AG Sprache")
    join(body, make_person(plan, "Vorsitz", email="vorsitz@example.org"), MembershipRole.CHAIR)
    now = dt.datetime(2017, 8, 2, 8, tzinfo=dt.UTC)
    put_off.due_on = dt.date(2017, 12, 1)  # about what lies behind nobody is asked
    tasks.assign(put_off, actor_of(body, by=None, now=now), by=None, now=now)
    db.session.commit()

    plan_at("2017-09-01T09:00+02:00")

    assert letters()[-1].address == "vorsitz@example.org"


def test_without_anybody_to_reach_the_office_gets_it(put_off: Task) -> None:
    assert put_off.accountable is not None
    put_off.accountable.contact = None
    save()

    plan_at("2017-09-01T09:00+02:00")

    assert [letter.address for letter in letters()] == ["geschaeftsstelle@example.org"]


def test_a_task_that_was_taken_up_again_does_not_come_back(put_off: Task) -> None:
    plan_at("2017-09-01T09:00+02:00")
    (letter,) = letters()
    now = dt.datetime(2017, 9, 1, 8, tzinfo=dt.UTC)
    tasks.report_progress(
        put_off, state=TaskState.IN_PROGRESS, text="Es geht los", by=None, now=now
    )
    db.session.commit()

    with pytest.raises(NotWanted):
        draft(letter, setting("2017-09-01T10:00+02:00"))
    plan_at("2017-09-01T10:01+02:00")
    kinds = {one.kind: one.state for one in letters()}
    assert kinds["task_resubmission"] is LetterState.CANCELLED
