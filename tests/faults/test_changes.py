"""What changes while a letter is on its way: no letter says or reaches what is no longer so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from app.domain.meetings import When
from app.domain.preferences import Holder
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Membership
from app.models.meetings import Meeting
from app.models.outbox import LetterState
from app.models.preferences import Topic
from app.services import meetings, outbox, preferences
from tests.conftest import StepClock
from tests.jobs.letters import add_up, dispatch, letters
from tests.mail.relays import Handler, Script, relay
from tests.makers import (
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_meeting,
    make_plan,
    person_of,
    save,
)

MORNING = dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC)
Change = Callable[[], None]


@dataclass
class Between(Handler):
    """A relay in whose dialogue something changes, once, before DATA or after it."""

    script: Script = field(default_factory=Script)
    before_data: Change | None = None
    after_data: Change | None = None
    happened: int = 0

    def _happen(self, change: Change | None) -> None:
        if change is not None and not self.happened:
            self.happened += 1
            change()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._happen(self.before_data)
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        self._happen(self.after_data)
        return answer


@pytest.fixture
def between(app: Flask, clock: StepClock) -> Iterator[Between]:
    """A reminder of the kickoff that is due, and the relay it will go to."""
    plan = make_plan()
    body = make_body(plan)
    join(body, person_of(make_account(plan, "Vertretung B")))
    make_agenda_item(make_meeting(make_cycle(plan), body, place="Saal"))
    save()
    outbox.plan_reminders(host="127.0.0.1", now=MORNING - dt.timedelta(minutes=1))
    outbox.plan_reminders(host="127.0.0.1", now=MORNING)
    save()
    clock.set(MORNING)
    handler = Between()
    with relay(handler.script, handler=handler) as port:
        app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        yield handler


def elsewhere(app: Flask, change: Change) -> Change:
    """The change as another process would make it, in a transaction of its own."""

    def made() -> None:
        with app.app_context():
            change()
            db.session.commit()
            db.session.remove()

    return made


def moved() -> None:
    when = When(held_on=dt.date(2017, 4, 5), begins=dt.time(14), ends=dt.time(16, 30))
    meetings.move(db.session.scalars(select(Meeting)).one(), when, by=None, now=MORNING)


def cancelled() -> None:
    meeting = db.session.scalars(select(Meeting)).one()
    meetings.cancel(meeting, "Krankheit", by=None, now=MORNING)


def left() -> None:
    db.session.scalars(select(Membership)).one().until_on = dt.date(2017, 3, 21)


def disabled() -> None:
    db.session.scalars(select(Account)).one().active = False


def unsubscribed() -> None:
    holder = Holder(account_id=db.session.scalars(select(Account.id)).one())
    preferences.stop(holder, Topic.MEETINGS, today=dt.date(2017, 3, 22), now=MORNING)


@pytest.mark.parametrize("at_rcpt", [False, True])
@pytest.mark.parametrize("change", [moved, cancelled, left, disabled, unsubscribed])
def test_a_letter_that_is_no_longer_right_does_not_leave(
    app: Flask, between: Between, change: Change, at_rcpt: bool
) -> None:
    """F-32, F-34: between plan and claim, and between claim and DATA."""
    between.before_data = elsewhere(app, change) if at_rcpt else None
    if not at_rcpt:
        change()
        save()

    dispatch(app)

    assert between.happened == at_rcpt
    assert between.script.accepted == []
    (reminder,) = [one for one in letters() if one.kind == "meeting_reminder"]
    assert reminder.state is LetterState.CANCELLED
    add_up()


@pytest.mark.parametrize("at_rcpt", [False, True])
def test_it_goes_to_the_address_that_holds_when_it_leaves(
    app: Flask, between: Between, at_rcpt: bool
) -> None:
    def changed() -> None:
        db.session.scalars(select(Account)).one().email = "neu@example.org"

    between.before_data = elsewhere(app, changed) if at_rcpt else None
    if not at_rcpt:
        changed()
        save()

    assert dispatch(app) == 1
    assert [envelope.rcpt_tos for envelope in between.script.accepted] == [["neu@example.org"]]
    add_up()


def test_whoever_got_the_old_day_is_told_of_the_new_one_once(
    app: Flask, between: Between, clock: StepClock
) -> None:
    """F-32, moved after the letter was begun."""
    between.after_data = elsewhere(app, moved)

    dispatch(app)
    outbox.plan_reminders(host="127.0.0.1", now=MORNING + dt.timedelta(minutes=1))
    save()
    clock.advance(minutes=1)
    dispatch(app)

    assert between.happened == 1
    assert [one.kind for one in letters() if one.state is LetterState.SENT] == [
        "meeting_reminder",
        "meeting_changed",
    ]
    assert len(between.script.accepted) == 2
    add_up()
