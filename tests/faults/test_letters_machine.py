"""Letters through hundreds of random deeds, replies and deaths: what is promised holds (F-40).

The relay is a real one and answers as the dice say. After every step the invariants of
reliability A4 are asked of what it has accepted since, and of the outbox as a whole.
"""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections import Counter, defaultdict
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.meetings import When
from app.domain.preferences import Holder
from app.domain.tasks import TaskDraft
from app.domain.wording import long_day
from app.extensions import db
from app.models.accounts import Account
from app.models.groups import Body, Membership
from app.models.meetings import Cycle, Meeting, MeetingState
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor
from app.models.plans import Goal, Plan
from app.models.preferences import Topic
from app.models.tasks import Task, TaskState
from app.services import accounts, audit, groups, meetings, preferences, tasks
from app.services.meetings import ItemDraft, MeetingDraft
from app.services.outbox import owners, sending
from jobs import dispatcher, planner
from tests.conftest import StepClock
from tests.jobs.letters import add_up
from tests.mail.relays import Script
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
    person_of,
)
from tests.services.test_task_machine import emptied, run

BEGINNING = dt.datetime(2017, 2, 1, 8, 0, tzinfo=dt.UTC)
HERE = ZoneInfo("Europe/Berlin")
OFFICE = "geschaeftsstelle@example.org"
PEOPLE = st.integers(0, 3)
S = LetterState
ACCEPTED = "250 2.0.0 angenommen"
VERDICTS = st.sampled_from(
    [
        ("data", ACCEPTED),
        ("data", "451 4.3.0 später"),
        ("rcpt", "450 4.2.0 später"),
        ("data", "554 5.7.1 Regel"),
        ("data", "drop before acceptance"),
        ("data", "drop after acceptance"),
        ("data", "drop after acceptance"),
        ("mail", "550 5.1.0 nicht von hier"),
    ]
)


class Letters(RuleBasedStateMachine):
    """One county: an office, a group of four, their meetings and tasks, a relay with moods."""

    app: ClassVar[Flask]
    clock: ClassVar[StepClock]
    relay: ClassVar[Script]

    @initialize()
    def begin(self) -> None:
        emptied()
        self.now = BEGINNING
        self.clock.set(self.now)
        self.relay.accepted.clear()
        plan = make_plan()
        goal = make_goal(make_field(plan))
        self.by = make_office(plan).id
        body, cycle = make_body(plan), make_cycle(plan)
        made = [make_account(plan, f"Mitglied {n}") for n in range(3)]
        persons = [*map(person_of, made), make_person(plan, "Ohne Konto", email="ohne@example.org")]
        joined = [join(body, person) for person in persons]
        db.session.flush()
        self.accounts = [account.id for account in made]
        self.persons = [person.id for person in persons]
        self.memberships = [one.id for one in joined]
        self.plan, self.goal, self.body, self.cycle = plan.id, goal.id, body.id, cycle.id
        db.session.commit()
        self.seen, self.planned, self.lost_answers = 0, 0, Counter[str]()
        self.days: set[dt.date] = set()
        self.call_a_meeting(9, 14)
        self.tick(1, ("data", ACCEPTED))

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(HERE).date()

    def deed(self, act: Any) -> None:
        """Do it and keep it, or be refused and leave no trace."""
        try:
            act()
            db.session.commit()
        except RuleBroken:
            db.session.rollback()

    @rule(days=st.integers(1, 60), hour=st.integers(8, 18))
    def call_a_meeting(self, days: int, hour: int) -> None:
        when = When(held_on=self.today + dt.timedelta(days), begins=dt.time(hour))
        draft = MeetingDraft(
            title="Arbeitssitzung", body=db.session.get_one(Body, self.body), when=when
        )
        cycle = db.session.get_one(Cycle, self.cycle)
        self.deed(lambda: meetings.create_meeting(cycle, draft, by=self.by, now=self.now))

    @rule(number=st.integers(0, 5))
    def put_something_on_the_agenda(self, number: int) -> None:
        draft = ItemDraft(title="Aussprache")
        for meeting in self._meetings()[number : number + 1]:
            self.deed(lambda one=meeting: meetings.add_item(one, draft, by=self.by, now=self.now))

    @rule(number=st.integers(0, 5), days=st.integers(0, 40), hour=st.integers(8, 18))
    def move_a_meeting(self, number: int, days: int, hour: int) -> None:
        when = When(held_on=self.today + dt.timedelta(days), begins=dt.time(hour))
        for meeting in self._meetings()[number : number + 1]:
            self.deed(lambda one=meeting: meetings.move(one, when, by=self.by, now=self.now))

    @rule(number=st.integers(0, 5))
    def cancel_a_meeting(self, number: int) -> None:
        for meeting in self._meetings()[number : number + 1]:
            self.deed(lambda one=meeting: meetings.cancel(one, "Krank", by=self.by, now=self.now))

    @rule(person=PEOPLE, days=st.integers(1, 45))
    def agree_on_a_task(self, person: int, days: int) -> None:
        draft = TaskDraft(
            title="Räume anfragen",
            goals=[db.session.get_one(Goal, self.goal)],
            accountable=db.session.get_one(Actor, self.persons[person]),
            due_on=self.today + dt.timedelta(days),
        )
        plan = db.session.get_one(Plan, self.plan)
        self.deed(lambda: tasks.create_task(plan, draft, by=self.by, now=self.now))

    @rule(number=st.integers(0, 5))
    def finish_a_task(self, number: int) -> None:
        for task in db.session.scalars(select(Task).order_by(Task.id)).all()[number : number + 1]:
            self.deed(
                lambda one=task: tasks.report_progress(
                    one, state=TaskState.DONE, text="Erledigt.", no_evidence="mündlich",
                    by=self.by, now=self.now, office=True,
                )
            )  # fmt: skip

    @rule(person=PEOPLE)
    def leave_the_group(self, person: int) -> None:
        membership = db.session.get_one(Membership, self.memberships[person])
        end = self.today - dt.timedelta(days=1)
        self.deed(lambda: groups.end_membership(membership, end, by=self.by, now=self.now))

    @rule(person=st.integers(0, 2), active=st.booleans())
    def lock_or_open_an_account(self, person: int, active: bool) -> None:
        account = db.session.get_one(Account, self.accounts[person])
        turn = accounts.enable if active else accounts.disable
        self.deed(lambda: turn(account, now=self.now, by=self.by))

    @rule(person=st.integers(0, 2), number=st.integers(0, 99))
    def change_an_address(self, person: int, number: int) -> None:
        account = db.session.get_one(Account, self.accounts[person])
        plan = db.session.get_one(Plan, self.plan)
        new = f"neu-{person}-{number}@example.org"
        self.deed(
            lambda: accounts.edit(
                account, plan, name=account.name, email=new, now=self.now, by=self.by
            )
        )

    @rule(person=st.integers(0, 2), topic=st.sampled_from(list(Topic)))
    def unsubscribe(self, person: int, topic: Topic) -> None:
        holder = Holder(account_id=self.accounts[person])
        self.deed(lambda: preferences.stop(holder, topic, today=self.today, now=self.now))

    @rule(verdict=VERDICTS)
    def an_hour_passes(self, verdict: tuple[str, str]) -> None:
        self.tick(1, verdict)

    @rule(verdict=VERDICTS)
    def a_day_passes(self, verdict: tuple[str, str]) -> None:
        self.tick(24, verdict)

    @rule(days=st.integers(2, 5), verdict=VERDICTS)
    def nothing_runs_for_days(self, days: int, verdict: tuple[str, str]) -> None:
        self.tick(24 * days, verdict)

    @rule(ticks=st.integers(4, 20))
    def all_goes_well(self, ticks: int) -> None:
        for _ in range(ticks):
            self.tick(6, ("data", ACCEPTED))

    @rule()
    def the_next_hour_goes_well(self) -> None:
        self.tick(1, ("data", ACCEPTED))

    def tick(self, hours: int, verdict: tuple[str, str]) -> None:
        """Time passes, the planner plans, a dispatcher meets the relay in its present mood."""
        self.now += dt.timedelta(hours=hours)
        self.clock.set(self.now)
        self.days |= {one.held_on for one in db.session.scalars(select(Meeting)) if one.held_on}
        db.session.rollback()
        planner.run(self.app)
        self.relay.answers = {verdict[0]: [verdict[1]]}
        before = len(self.relay.accepted)
        dispatcher.run(self.app)
        if verdict[1] == "drop after acceptance":
            for letter in self.relay.letters[before:]:
                self.lost_answers[letter["Message-ID"]] += 1
        self._look_at_new_ones()

    @rule(back=st.sampled_from([1, 26]))
    def set_the_clock_back(self, back: int) -> None:
        self.now -= dt.timedelta(hours=back)

    @rule()
    def die_with_a_letter_in_hand(self) -> None:
        dead = str(uuid.uuid4())
        owners.enter(dead, host="here", pid=1, now=self.now)
        sending.claim(dead, dispatcher.desk_of(self.app), now=self.now)
        db.session.commit()

    def _meetings(self) -> list[Meeting]:
        wanted = select(Meeting).where(Meeting.state != MeetingState.CANCELLED)
        return list(db.session.scalars(wanted.order_by(Meeting.id)))

    def _look_at_new_ones(self) -> None:
        """I1, I4, I5 of every letter that the relay has accepted since the last look."""
        db.session.rollback()
        new = self.relay.accepted[self.seen :]
        words = self.relay.letters[self.seen :]
        self.seen = len(self.relay.accepted)
        by_id = {one.message_id: one for one in db.session.scalars(select(OutboxLetter))}
        for envelope, message in zip(new, words, strict=True):
            letter = by_id[message["Message-ID"]]
            [recipient] = envelope.rcpt_tos
            assert recipient in self._reachable(), "I1"
            assert letter.useful_until is None or letter.useful_until > self.now, "I4"
            if letter.kind == "meeting_reminder":
                text = message.get_body(("plain",))
                assert text is not None
                self._is_of_the_present(letter, text.get_content())

    def _reachable(self) -> set[str]:
        open_accounts = select(Account.email).where(Account.active)
        return {*db.session.scalars(open_accounts), "ohne@example.org", OFFICE}

    def _is_of_the_present(self, letter: OutboxLetter, words: str) -> None:
        """It names a meeting that stands, and no day that one had before or was called off."""
        stand = [one for one in self._meetings() if one.held_on and one.begins]
        due = db.session.scalars(select(Task.due_on))
        outdated = self.days - {one.held_on for one in stand} - set(due)
        assert not [day for day in outdated if long_day(day) in words], "I5"
        named = [one for one in stand if one.held_on and long_day(one.held_on) in words]
        assert [one for one in named if one.begins and f"{one.begins:%H:%M}" in words], "I5"
        member = db.session.scalars(
            select(Membership).where(Membership.person_id == letter.actor_id)
        ).one()
        assert member.active_on(self.today), "I1"

    @invariant()
    def no_letter_comes_twice_without_a_lost_answer(self) -> None:
        """I2: copies are as many as answers were lost, at most three, and identical."""
        copies: dict[str, list[bytes]] = defaultdict(list)
        for envelope, message in zip(self.relay.accepted, self.relay.letters, strict=True):
            assert isinstance(envelope.content, bytes)
            copies[message["Message-ID"]].append(envelope.content)
        for identity, found in copies.items():
            assert len(found) <= 1 + getattr(self, "lost_answers", Counter())[identity], "I2"
            assert len(found) <= 3 and len(set(found)) == 1, "I2"

    @invariant()
    def every_planned_letter_has_its_fate(self) -> None:
        """I3, I8: no row is gone, every history is whole, and the audit trail verifies."""
        if not hasattr(self, "planned"):
            return
        rows = len(db.session.scalars(select(OutboxLetter.id)).all())
        assert rows >= self.planned, "I3"
        self.planned = rows
        add_up()
        assert audit.verify(self.app.config["SECRET_KEY"]) == [], "I8"


@pytest.fixture
def machine(app: Flask, clock: StepClock, script: Script) -> type[Letters]:
    return type("Bound", (Letters,), {"app": app, "clock": clock, "relay": script})


def test_a_few_random_years_keep_the_promise(machine: type[Letters]) -> None:
    run(machine, 5, 40)


@pytest.mark.nightly
def test_a_thousand_random_years_keep_the_promise(machine: type[Letters]) -> None:
    run(machine, int(os.environ.get("WIEDERVORLAGE_EXAMPLES", "1000")), 50)
