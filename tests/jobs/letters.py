"""Letters for the dispatcher's tests, and a look at their fates."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Flask
from sqlalchemy import insert, select

from app.extensions import db
from app.models.accounts import Account
from app.models.outbox import LetterState, OutboxEvent, OutboxLetter
from app.services import outbox
from app.services.outbox import fates
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


def make_reports(count: int, *, now: dt.datetime = NOW) -> None:
    """The cheapest letters there are, each to an address of its own: reports of barriers."""
    rows = [
        {
            "dedup_key": f"barrier_report|{uuid.uuid4()}",
            "kind": "barrier_report",
            "object_type": "report",
            "object_uid": uuid.uuid4(),
            "address": f"stelle-{number}@example.org",
            "payload": {"what": f"Barriere {number}", "where": "", "answer_to": ""},
            "due_at": now,
            "next_at": now,
            "created_at": now,
        }
        for number in range(count)
    ]
    db.session.execute(insert(OutboxLetter), rows)
    save()


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


def put_aside_untouched() -> int:
    """Cancel what nobody has ever taken up; how many. A test need not wait for them."""
    untouched = [one for one in letters() if one.state is LetterState.DUE and one.attempt == 0]
    for letter in untouched:
        fates.move(letter, LetterState.CANCELLED, now=NOW, code="put_aside")
    save()
    return len(untouched)


def add_up() -> None:
    """Every letter has a history without a gap that ends where the letter stands (F-38)."""
    at: dict[int, str | None] = {}
    events = select(OutboxEvent.letter_id, OutboxEvent.from_state, OutboxEvent.to_state)
    for letter_id, from_state, to_state in db.session.execute(events.order_by(OutboxEvent.id)):
        assert from_state == at.get(letter_id, from_state), f"a step of letter {letter_id} is lost"
        at[letter_id] = to_state
    assert {one.id: one.state.value for one in letters() if one.id in at} == at
