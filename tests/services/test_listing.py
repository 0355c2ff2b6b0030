"""Taking one person off a meeting's list and putting the person back, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.domain.errors import RuleBroken
from app.domain.reminders import ReminderKind, reminders
from app.models.meetings import PartStat
from app.models.outbox import LetterState
from app.queries import meetings as queries
from app.queries import reminders as reminder_queries
from app.services import meetings
from tests.conftest import StepClock
from tests.jobs.conftest import script  # noqa: F401  a relay on loopback
from tests.jobs.letters import dispatch, letters
from tests.mail.relays import Script
from tests.makers import person_of, save
from tests.services.test_invitations import World, story

LATER = dt.datetime(2017, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def world(app: Flask, clock: StepClock) -> World:
    clock.set(LATER)
    return World()


def names(world: World) -> list[str]:
    return [one.person.name for one in queries.attendees(world.meeting)]


def test_who_is_taken_off_gets_a_cancellation_and_is_not_invited_again_by_itself(
    world: World,
    app: Flask,
    script: Script,  # noqa: F811
) -> None:
    world.send()
    dispatch(app)
    world.answer(world.anna, PartStat.ACCEPTED)

    meetings.take_off(world.meeting, person_of(world.anna), by=None, now=LATER)
    save()
    meetings.invite_members(world.meeting, by=None, now=LATER)
    save()
    dispatch(app)

    assert "Anna Muster" not in names(world)
    assert story(script, "anna@example.org") == [
        ("REQUEST", 0, "20170329"),
        ("CANCEL", 0, "20170329"),
    ]
    assert story(script, "bela@example.org") == [("REQUEST", 0, "20170329")]


def test_before_the_invitation_has_left_nobody_hears_of_it(world: World) -> None:
    meetings.take_off(world.meeting, person_of(world.anna), by=None, now=LATER)
    save()
    world.send()

    assert sorted(one.address for one in letters() if one.state is LetterState.DUE) == [
        "bela@example.org",
        "carla@example.org",
    ]


def test_neither_letter_nor_reminder_nor_own_answer_brings_the_person_back(world: World) -> None:
    world.send()
    anna = person_of(world.anna)
    meetings.take_off(world.meeting, anna, by=None, now=LATER)
    save()

    today = LATER.date()
    world_now = reminder_queries.world_between(world.plan, today, dt.date(2017, 4, 30), today=today)
    reminded = {
        one.recipient.name
        for one in reminders(world_now)
        if one.kind in (ReminderKind.MEETING, ReminderKind.ANSWER)
    }
    assert reminded == {"Bela Muster", "Carla Ohne Konto"}
    with pytest.raises(RuleBroken, match="nicht mehr auf der Liste"):
        meetings.answer(world.meeting, anna, PartStat.ACCEPTED, by=None, now=LATER)


def test_who_is_put_back_is_invited_anew(world: World, app: Flask, script: Script) -> None:  # noqa: F811
    world.send()
    dispatch(app)
    anna = person_of(world.anna)
    meetings.take_off(world.meeting, anna, by=None, now=LATER)
    save()
    dispatch(app)

    meetings.put_back(world.meeting, anna, by=None, now=LATER)
    save()
    dispatch(app)

    assert "Anna Muster" in names(world)
    assert [method for method, _, _ in story(script, "anna@example.org")] == [
        "REQUEST",
        "CANCEL",
        "REQUEST",
    ]


def test_who_is_not_on_the_list_cannot_be_taken_off_it(world: World) -> None:
    stranger = person_of(world.office)

    with pytest.raises(RuleBroken, match="steht nicht auf der Liste"):
        meetings.take_off(world.meeting, stranger, by=None, now=LATER)


def test_a_meeting_that_has_begun_keeps_its_list(world: World) -> None:
    begun = dt.datetime(2017, 3, 29, 12, 30, tzinfo=dt.UTC)

    with pytest.raises(RuleBroken, match="hat schon begonnen"):
        meetings.take_off(world.meeting, person_of(world.anna), by=None, now=begun)
