"""The planner obeys wishes, and what it leaves out keeps its reason; on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.preferences import Holder, Wishes, wishes_of
from app.extensions import db
from app.models.accounts import Account
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor
from app.models.plans import Plan
from app.models.preferences import ReminderPreference, Topic
from app.queries import preferences as queries
from app.services import outbox, preferences
from app.services.outbox.kinds import NotWanted, Setting, draft
from app.services.outbox.preview import foresee
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
)

HOST = "127.0.0.1"
S = LetterState
EARLY = dt.datetime(2017, 3, 1, 9, 0, tzinfo=dt.UTC)


class World:
    """A kickoff on Wednesday, 29 March 2017; a member with an account and one without."""

    def __init__(self) -> None:
        self.plan: Plan = make_plan()
        body = make_body(self.plan)
        self.anna: Account = make_account(self.plan, "Vertretung A")
        self.bert: Actor = make_person(self.plan, "Vertretung B", email="b@example.org")
        join(body, person_of(self.anna))
        join(body, self.bert)
        self.meeting = make_meeting(make_cycle(self.plan), body, place="Saal")
        for one in self.meeting.body.memberships:
            one.created_at = EARLY
        save()
        plan_at("2017-03-21T09:00+01:00")

    def wish(self, wishes: Wishes, *, at_: str = "2017-03-02T09:00+01:00") -> ReminderPreference:
        holder = Holder(account_id=self.anna.id)
        kept = preferences.keep(holder, wishes, today=at(at_).date(), now=at(at_), by=self.anna.id)
        db.session.commit()
        return kept

    def fates(self) -> list[tuple[LetterState, str | None]]:
        """Those of the account's letters."""
        db.session.rollback()
        mine = select(OutboxLetter).where(OutboxLetter.account_id == self.anna.id)
        found = db.session.scalars(mine.order_by(OutboxLetter.due_at, OutboxLetter.id))
        return [(one.state, one.reason) for one in found]


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def plan_at(text: str) -> int:
    new = outbox.plan_reminders(host=HOST, now=at(text))
    db.session.commit()
    return new


def setting(text: str) -> Setting:
    return Setting(
        base_url="http://127.0.0.1:8000",
        timezone="Europe/Berlin",
        now=at(text),
        secret="a key for tests only",
        mail_from="geschaeftsstelle@example.org",
    )


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def test_what_is_switched_off_keeps_its_fate_and_the_others_get_their_letter(world: World) -> None:
    world.wish(Wishes(off=frozenset({Topic.MEETINGS})))

    assert plan_at("2017-03-22T09:00+01:00") == 1

    assert world.fates() == [(S.CANCELLED, "switched_off")]
    assert plan_at("2017-03-22T09:01+01:00") == 0


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [
        (Wishes(duties_only=True), "duties_only"),
        (Wishes(paused_until=dt.date(2017, 3, 22)), "paused"),
        (Wishes(meeting_days=(3,)), "other_days"),
    ],
)
def test_every_reason_is_written_down(world: World, wishes: Wishes, reason: str) -> None:
    world.wish(wishes)

    plan_at("2017-03-22T09:00+01:00")

    assert world.fates() == [(S.CANCELLED, reason)]


def test_own_days_bring_their_own_letter(world: World) -> None:
    world.wish(Wishes(meeting_days=(3,)))

    plan_at("2017-03-26T09:00+02:00")

    assert world.fates() == [(S.CANCELLED, "other_days"), (S.DUE, None)]


def test_a_letter_that_waits_is_taken_back_with_the_reason(world: World) -> None:
    plan_at("2017-03-22T09:00+01:00")
    waiting = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.account_id == world.anna.id)
    ).one()

    world.wish(Wishes(off=frozenset({Topic.MEETINGS})), at_="2017-03-22T09:01+01:00")

    with pytest.raises(NotWanted) as refused:
        draft(waiting, setting("2017-03-22T09:02+01:00"))
    assert refused.value.code == "switched_off"
    plan_at("2017-03-22T09:02+01:00")
    assert world.fates() == [(S.CANCELLED, "switched_off")]


def test_gathered_letters_come_as_one_on_their_weekday(world: World) -> None:
    task = make_task(world.plan, "Räume anfragen", person_of(world.anna), dt.date(2017, 3, 31))
    task.created_at = EARLY
    save()
    world.wish(Wishes(digest_weekday=0))

    assert [plan_at(f"2017-03-{day}T09:00+01:00") for day in (22, 24, 25)] == [1, 0, 0]
    plan_at("2017-03-27T09:00+02:00")

    assert world.fates() == [(S.DUE, None), (S.CANCELLED, "folded")]


def test_whoever_stops_gathering_loses_nothing_that_was_waiting(world: World) -> None:
    world.wish(Wishes(digest_weekday=0))
    plan_at("2017-03-23T09:00+01:00")
    assert world.fates() == []

    world.wish(Wishes(), at_="2017-03-23T10:00+01:00")
    plan_at("2017-03-23T10:01+01:00")
    plan_at("2017-03-23T10:02+01:00")

    assert world.fates() == [(S.DUE, None)]


def test_the_rehearsal_shows_only_what_is_wanted(world: World) -> None:
    days, setting_ = (dt.date(2017, 3, 22), dt.date(2017, 3, 22)), setting("2017-03-02T09:00+01:00")
    assert len(foresee(world.plan, *days, setting_)) == 2

    world.wish(Wishes(off=frozenset({Topic.MEETINGS})))

    assert [one.to for one in foresee(world.plan, *days, setting_)] == ["b@example.org"]


def test_a_second_click_on_unsubscribe_changes_nothing(world: World) -> None:
    holder, today = Holder(actor_id=world.bert.id), dt.date(2017, 3, 2)
    for minutes in (0, 1):
        now = EARLY + dt.timedelta(minutes=minutes)
        preferences.stop(holder, Topic.MEETINGS, today=today, now=now)
        db.session.commit()

    kept = db.session.scalars(select(ReminderPreference)).one()
    assert (kept.off, kept.version, kept.changed_at) == (["meetings"], 1, EARLY)


def test_a_click_leaves_the_other_wishes_as_they_are(world: World) -> None:
    before = Wishes(task_days=(14, 3), digest_weekday=4, paused_until=dt.date(2017, 3, 5))
    world.wish(before)

    preferences.stop(
        Holder(account_id=world.anna.id), Topic.TASKS, today=dt.date(2017, 3, 9), now=EARLY
    )
    db.session.commit()

    kept = wishes_of(queries.of(Holder(account_id=world.anna.id)))
    assert kept == replace(before, off=frozenset({Topic.TASKS}))


def test_a_link_to_a_person_who_got_an_account_speaks_of_the_account(world: World) -> None:
    assert queries.holder({"actor": person_of(world.anna).id}) == (
        Holder(account_id=world.anna.id),
        "Vertretung A",
    )
    assert queries.holder({"actor": world.bert.id}) == (
        Holder(actor_id=world.bert.id),
        "Vertretung B",
    )
    assert queries.holder({"actor": 0}) is None
