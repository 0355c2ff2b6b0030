"""What one letter more costs the database, and that nothing is remembered in exchange."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import update

from app.extensions import db
from app.models.reminders import LetterHabits
from app.services.outbox import sending
from jobs import dispatcher
from tests.conftest import StepClock
from tests.jobs.letters import NOW, dispatch, letters, make_letters
from tests.mail.relays import Script
from tests.makers import save
from tests.web.cost import queries_of

MOST = 15  # statements a letter about a new task
NIGHT = dt.datetime(2017, 2, 21, 22, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _noon(clock: StepClock) -> None:
    clock.set(NOW)


def test_a_letter_more_costs_few_statements(app: Flask, script: Script) -> None:
    made = make_letters(4)
    later = letters()[1:]
    for letter in later:
        letter.next_at = NOW + dt.timedelta(hours=1)
    save()
    one = queries_of(lambda: dispatch(app))
    for letter in later:
        letter.next_at = NOW
    save()

    three = queries_of(lambda: dispatch(app))

    assert len(script.accepted) == len(made)
    assert three - one <= 2 * MOST


def test_a_night_that_the_office_sets_holds_the_very_next_letter(app: Flask) -> None:
    make_letters(2)
    _rest_from(None, None)
    desk = dispatcher.desk_of(app)
    first = sending.claim("somebody", desk, now=NIGHT)
    db.session.commit()

    _rest_from(dt.time(20), dt.time(7))
    second = sending.claim("somebody", desk, now=NIGHT)
    db.session.commit()

    assert (first is not None, second) == (True, None)
    assert letters()[1].next_at == dt.datetime(2017, 2, 22, 6, 0, tzinfo=dt.UTC)


def _rest_from(begins: dt.time | None, ends: dt.time | None) -> None:
    """As the office does it in another process: no object of ours hears of it."""
    with db.engine.begin() as connection:
        connection.execute(update(LetterHabits).values(night_from=begins, night_until=ends))
