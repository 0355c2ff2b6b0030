"""The planner asks for late minutes, rarer and rarer, until people can read them."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from app.extensions import db
from app.models.groups import MembershipRole
from app.models.meetings import MeetingState
from app.models.outbox import LetterState, OutboxLetter
from app.services import meetings, minutes, outbox
from app.services.meetings import ItemDraft
from app.services.outbox.kinds import Setting, draft
from app.services.outbox.preview import foresee
from tests.jobs.letters import letters
from tests.mail.test_letters import compare
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_plan,
    person_of,
    save,
)

BERLIN = ZoneInfo("Europe/Berlin")
MET = dt.datetime(2017, 3, 29, 14, tzinfo=dt.UTC)


class World:
    """A kickoff on 29 March 2017 whose draft is due on 5 April, with a minute-taker."""

    def __init__(self) -> None:
        self.plan = make_plan()
        self.office = make_office(self.plan)
        self.taker = make_account(self.plan, "Kim Beispiel", email="kim@example.org")
        self.body = make_body(self.plan)
        self.membership = join(self.body, person_of(self.taker), MembershipRole.MINUTE_TAKER)
        self.meeting = make_meeting(
            make_cycle(self.plan), self.body, state=MeetingState.HELD, uid=uuid.UUID(int=1)
        )
        save()
        outbox.plan_reminders(host="test", now=MET)
        save()
        self.run(dt.date(2017, 4, 5))  # the deadline itself has a reminder of its own

    def run(self, day: dt.date) -> list[OutboxLetter]:
        """One run of the planner at nine; the letters about missing minutes that wait then."""
        at = dt.datetime.combine(day, dt.time(9), BERLIN)
        outbox.plan_reminders(host="test", now=at)
        save()
        return [
            one
            for one in letters()
            if one.kind == "minutes_reminder" and one.state is LetterState.DUE
        ]

    def draft_is_out(self) -> None:
        item = meetings.add_item(self.meeting, ItemDraft(title="Stand"), by=None, now=MET)
        minutes.save_text(item, "Ergebnis", parent_id=None, by=None, now=MET)
        minutes.publish(self.meeting, dt.date(2017, 4, 20), by=None, now=MET)
        save()


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def setting(at: dt.datetime) -> Setting:
    return Setting(
        base_url="https://plan.example.org",
        mail_from="geschaeftsstelle@example.org",
        timezone="Europe/Berlin",
        secret="a key for tests only",
        now=at,
    )


def test_the_minute_taker_is_asked_after_1_7_14_21_and_28_days_once_each(world: World) -> None:
    asked = {}
    for day in (dt.date(2017, 4, 5) + dt.timedelta(days=late) for late in range(60)):
        for letter in world.run(day):
            asked[day] = [*asked.get(day, []), letter.address]
            letter.state = LetterState.CANCELLED  # as if it had gone; it must not come again
            letter.finished_at = MET
        save()

    assert asked == {dt.date(2017, 4, day): ["kim@example.org"] for day in (6, 12, 19, 26)} | {
        dt.date(2017, 5, 3): ["kim@example.org"]
    }


def test_it_ends_when_people_can_read_the_draft(world: World) -> None:
    (waiting,) = world.run(dt.date(2017, 4, 6))

    world.draft_is_out()

    assert world.run(dt.date(2017, 4, 6)) == []
    assert db.session.get(OutboxLetter, waiting.id).state is LetterState.CANCELLED  # type: ignore[union-attr]
    assert world.run(dt.date(2017, 4, 12)) == []


def test_without_a_minute_taker_the_office_is_asked_and_told_why(world: World) -> None:
    db.session.delete(world.membership)
    save()

    (letter,) = world.run(dt.date(2017, 4, 6))
    words = draft(letter, setting(dt.datetime(2017, 4, 6, 9, tzinfo=BERLIN))).words()

    assert letter.address == "geschaeftsstelle@example.org"
    assert "Eine Schriftführung ist nicht benannt oder nicht zu erreichen." in words.text


def test_the_letter_word_for_word(world: World) -> None:
    (letter,) = world.run(dt.date(2017, 4, 12))

    words = draft(letter, setting(dt.datetime(2017, 4, 12, 9, tzinfo=BERLIN))).words()

    assert words.subject == "Protokoll fehlt: Peergroup vom 29. März"
    compare("reminder_minutes", words)


def test_the_preview_shows_it(world: World) -> None:
    foreseen = foresee(world.plan, dt.date(2017, 4, 1), dt.date(2017, 4, 30), setting(MET))

    assert [(one.at.date(), one.to) for one in foreseen if one.kind == "minutes_reminder"] == [
        (dt.date(2017, 4, day), "kim@example.org") for day in (6, 12, 19, 26)
    ]


def test_a_year_loaded_afterwards_asks_for_nothing(world: World) -> None:
    world.meeting.created_at = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    save()

    assert world.run(dt.date(2017, 4, 6)) == []
