"""Letters for the dispatcher's tests, and a look at their fates."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models.accounts import Account
from app.models.outbox import OutboxEvent, OutboxLetter
from app.services import outbox
from jobs import dispatcher
from tests.makers import make_account, make_plan, make_task, person_of, save

NOW = dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC)


def make_letters(count: int, *, now: dt.datetime = NOW) -> list[Account]:
    """One letter about a new task to each of `count` people."""
    plan = make_plan()
    accounts = [make_account(plan, f"Vertretung {number}") for number in range(count)]
    tasks = [
        make_task(plan, f"Aufgabe {number}", person_of(account))
        for number, account in enumerate(accounts)
    ]
    save()
    for task in tasks:
        outbox.queue_task_assigned(task, now=now)
    save()
    return accounts


def dispatch(app: Flask) -> int:
    """One run of the dispatcher; the test's own session must hold no lock on the database."""
    db.session.rollback()
    return dispatcher.run(app)


def letters() -> list[OutboxLetter]:
    """All letters as they stand now."""
    db.session.rollback()
    return list(db.session.scalars(select(OutboxLetter).order_by(OutboxLetter.id)))


def path_of(letter: OutboxLetter) -> list[str]:
    """The states a letter has passed through."""
    events = select(OutboxEvent.to_state).where(OutboxEvent.letter_id == letter.id)
    return list(db.session.scalars(events.order_by(OutboxEvent.id)))
