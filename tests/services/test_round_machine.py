"""Tasks, memberships and status rounds through random deeds: no unlawful state, ever.

Beside the database a model keeps what was said to each question and what the office said to it;
closing a round must freeze exactly that, and nothing else may ever write an assessment.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule
from sqlalchemy import select

from app.domain.rounds import (
    Figures,
    GoalAnswer,
    RoundDraft,
    Standing,
    TaskAnswer,
    is_theirs,
    standing,
)
from app.domain.tasks import CLOSED, steps_from
from app.extensions import db
from app.models.people import Actor
from app.models.plans import Assessment, Category, Plan
from app.models.rounds import (
    Channel,
    Occasion,
    Outcome,
    RoundAnswer,
    RoundDecision,
    RoundItem,
    RoundRequest,
    RoundState,
    StatusRound,
    Verdict,
)
from app.models.tasks import EntryKind, Task, TaskReport, TaskState
from app.queries import feeds
from app.queries import rounds as queries
from app.services import rounds
from app.services.rounds.answering import Speaker
from tests.services.test_task_machine import STATES, Tasks, run

KEPT = (StatusRound, RoundRequest, RoundItem, RoundAnswer, RoundDecision, Assessment, TaskReport)
SAID_OF_TASKS = (TaskState.IN_PROGRESS, TaskState.WAITING, TaskState.TO_CHECK)
NUMBERS = st.integers(0, 20)


@dataclass
class Said:
    """What was said last of the goal, and the office's word on it."""

    words: str
    category: Category
    percent: int | None
    same: bool
    verdict: Verdict | None = None
    changed_to: int | None = None

    @property
    def given(self) -> tuple[str, Category, int | None, bool]:
        return self.words, self.category, self.percent, self.same

    @property
    def frozen(self) -> tuple[str, Category, int | None]:
        if self.verdict is Verdict.CHANGED:
            return self.words, Category.IN_PROGRESS, self.changed_to
        return self.words, self.category, self.percent


class Rounds(Tasks):
    """The same county, asked again and again how its goal and its tasks stand."""

    @initialize()
    def begin_rounds(self) -> None:
        self.running: int | None = None
        self.days: set[dt.date] = set()
        self.items: list[int] = []
        self.said: dict[int, Said] = {}
        self.frozen: list[tuple[str, Category, int | None]] = []

    def round_deed(self, act: Callable[[], Any]) -> bool:
        before = _everything()
        done = self.deed(None, act)
        assert done or _everything() == before
        return done

    def round(self) -> StatusRound | None:
        return queries.by_id(self.running) if self.running else None

    @rule(days=st.sampled_from([-1, 0, 2, 200]))
    def open_round(self, days: int) -> None:
        today, made = self.today, list[StatusRound]()
        day = today + dt.timedelta(days=days)
        asking = RoundDraft(occasion=Occasion.HALF_YEAR, reporting_on=day, answer_by=day)
        plan = db.session.get_one(Plan, self.plan)
        act = lambda: made.append(  # noqa: E731
            rounds.open_round(plan, asking, by=self.office, now=self.now)
        )
        lawful = self.running is None and day not in self.days and days in (0, 2)
        assert self.round_deed(act) is lawful
        if lawful:
            self.running = made[0].id
            self.days.add(day)
            self.said = {}
            whole = self.round()
            assert whole is not None
            self.items += [item.id for one in whole.requests for item in one.items]

    def question(self, number: int) -> RoundItem | None:
        """One of all questions ever asked, those of ended rounds too."""
        if not self.items:
            return None
        item = db.session.get_one(RoundItem, self.items[-1 - number % len(self.items)])
        queries.by_id(item.request.round_id)
        return item

    @rule(
        number=NUMBERS,
        channel=st.sampled_from(list(Channel)),
        words=st.sampled_from(["", "Es geht voran", "Es stockt"]),
        percent=st.sampled_from([None, 40, 140]),
        category=st.sampled_from([Category.IN_PROGRESS, Category.STARTED, Category.UNKNOWN]),
        state=STATES,
        same=st.booleans(),
    )
    def answer(self, number: int, channel: Channel, same: bool, **given: Any) -> None:
        item = self.question(number)
        if item is None:
            return
        self.now += dt.timedelta(minutes=2)
        of = Speaker(channel=channel, account_id=None if channel is Channel.SIGNED else self.office)
        if item.task is not None:
            self.answer_task(item, item.task, of, same, given)
        else:
            self.answer_goal(item, of, same, given)

    def answer_task(
        self, item: RoundItem, task: Task, of: Speaker, same: bool, given: dict[str, Any]
    ) -> None:
        before, number = self.states[task.id], task.id
        state = before if same else given["state"]
        next_states = [s for s in steps_from(before, office=False) if s in SAID_OF_TASKS]
        lawful = (
            item.request.round_id == self.running
            and item.request.actor_id in (task.accountable_id, task.person_id)
            and before not in CLOSED
            and (same or (state in (before, *next_states) and given["words"] != ""))
            and (same or given["percent"] != 140)
        )
        reports = _count(TaskReport)
        said = TaskAnswer(state=state, said=given["words"], percent=given["percent"])
        act = (
            (lambda: rounds.say_unchanged(item, of=of, now=self.now))
            if same
            else (lambda: rounds.answer_task(item, said, of=of, now=self.now))
        )
        assert self.round_deed(act) is lawful
        if lawful:
            self.states[number] = state
        if _count(TaskReport) > reports:
            self.note(number, EntryKind.REPORT, of.account_id, before)

    def answer_goal(self, item: RoundItem, of: Speaker, same: bool, given: dict[str, Any]) -> None:
        said = Said(given["words"], given["category"], given["percent"], same=False)
        if same and self.frozen:
            said = Said(*self.frozen[-1], same=True)
        fits = said.percent is None or (
            said.category is Category.IN_PROGRESS and said.percent != 140
        )
        lawful = item.request.round_id == self.running and (
            bool(self.frozen)
            if same
            else fits and said.words != "" and said.category is not Category.UNKNOWN
        )
        answer = GoalAnswer(category=said.category, said=said.words, percent=said.percent)
        act = (
            (lambda: rounds.say_unchanged(item, of=of, now=self.now))
            if same
            else (lambda: rounds.answer_goal(item, answer, of=of, now=self.now))
        )
        number, last = item.id, self.said.get(item.id)
        assert self.round_deed(act) is lawful
        again = last is not None and last.given == said.given
        if lawful and not (again and last and last.verdict is not Verdict.RETURNED):
            self.said[number] = said

    @rule(
        number=NUMBERS,
        verdict=st.sampled_from(list(Verdict)),
        reason=st.sampled_from(["", "Nach Rückfrage"]),
        percent=st.sampled_from([None, 50, 140]),
    )
    def decide(self, number: int, verdict: Verdict, reason: str, percent: int | None) -> None:
        item = self.question(number)
        if item is None or item.answer is None:
            return
        answer, changed = item.answer, verdict is Verdict.CHANGED
        figures = Figures(category=Category.IN_PROGRESS, percent=percent) if changed else None
        lawful = (
            item.request.round_id == self.running
            and item.goal is not None
            and (reason != "" or verdict is Verdict.ACCEPTED)
            and not (changed and percent == 140)
        )
        key = item.id
        act = lambda: rounds.decide(  # noqa: E731
            answer, verdict, figures=figures, reason=reason, by=self.office, now=self.now
        )
        assert self.round_deed(act) is lawful
        if lawful:
            self.said[key].verdict, self.said[key].changed_to = verdict, percent

    @rule(number=NUMBERS)
    def deliver(self, number: int) -> None:
        item = self.question(number)
        if item is None:
            return
        lawful, of = item.request.round_id == self.running, Speaker(channel=Channel.SIGNED)
        act = lambda: rounds.deliver([item.request], of=of, now=self.now)  # noqa: E731
        assert self.round_deed(act) is lawful

    @rule(days=st.sampled_from([-1, 3]))
    def extend(self, days: int) -> None:
        asked, today = self.round(), self.today
        if asked is None:
            return
        day = max(asked.answer_by, today) + dt.timedelta(days=days)
        lawful = max(asked.answer_by, today) <= day <= today + dt.timedelta(days=92)
        act = lambda: rounds.extend(asked, day, by=self.office, now=self.now)  # noqa: E731
        assert self.round_deed(act) is lawful

    @rule()
    def remind(self) -> None:
        asked = self.round()
        if asked is None:
            return
        lawful, seen = self.today <= asked.answer_by, asked.reminded_at
        act = lambda: rounds.remind(asked, seen=seen, by=self.office, now=self.now)  # noqa: E731
        assert self.round_deed(act) is lawful

    @rule(anyway=st.booleans())
    def close(self, anyway: bool) -> None:
        asked = self.round()
        if asked is None:
            return
        stand = self.frozen[-1][1:] if self.frozen else None
        waits = [
            one
            for one in self.said.values()
            if not one.same and one.verdict is None and (one.category, one.percent) != stand
        ]
        lawful = self.today >= asked.reporting_on and (anyway or not waits)
        act = lambda: rounds.close(asked, anyway=anyway, by=self.office, now=self.now)  # noqa: E731
        assert self.round_deed(act) is lawful
        if lawful:
            self.frozen += [
                one.frozen
                for one in self.said.values()
                if one not in waits and one.verdict is not Verdict.RETURNED
            ]
            self.running = None

    @rule(sure=st.integers(0, 4))
    def withdraw(self, sure: int) -> None:
        asked = self.round()
        if asked is None or sure:
            return
        self.days.discard(asked.reporting_on)
        assert self.round_deed(lambda: rounds.withdraw(asked, by=self.office, now=self.now))
        self.running = None

    @invariant()
    def what_is_frozen_was_answered_and_nothing_else(self) -> None:
        if not hasattr(self, "frozen"):
            return
        kept = db.session.scalars(select(Assessment).order_by(Assessment.id)).all()
        assert [(one.status_raw, one.category, one.percent) for one in kept] == self.frozen
        outcomes = db.session.scalars(select(RoundItem).where(RoundItem.goal_id.is_not(None)))
        for item in outcomes:
            assert (item.assessment_id is not None) is (item.outcome is Outcome.TAKEN)

    @invariant()
    def one_round_runs_at_most_and_every_answer_to_a_task_is_its_report(self) -> None:
        running = select(StatusRound.id).where(StatusRound.state == RoundState.OPEN)
        assert list(db.session.scalars(running)) == (
            [self.running] if getattr(self, "running", None) else []
        )
        pairs = db.session.execute(
            select(RoundAnswer, TaskReport)
            .outerjoin(TaskReport, TaskReport.id == RoundAnswer.task_report_id)
            .where(RoundAnswer.task_state.is_not(None))
        )
        for answer, report in pairs:
            assert report is not None
            assert (report.state, report.text) == (answer.task_state, answer.said)

    @invariant()
    def calendars_name_the_round_to_those_it_waits_for(self) -> None:
        if not hasattr(self, "running"):
            return
        asked = self.round()
        requests = asked.requests if asked else []
        plan = db.session.get_one(Plan, self.plan)
        for actor_id in db.session.scalars(select(Actor.id)):
            waits = any(
                is_theirs(one, [actor_id]) and standing(one) is not Standing.DELIVERED
                for one in requests
            )
            assert bool(feeds.rounds_waiting_for({actor_id}, plan.id)) is waits


def _everything() -> list[list[tuple[Any, ...]]]:
    """All rows that deeds of a round may write."""
    db.session.expire_all()
    return [
        [tuple(row) for row in db.session.execute(select(kind.__table__).order_by(kind.id))]
        for kind in KEPT
    ]


def _count(kind: type[TaskReport]) -> int:
    return len(db.session.scalars(select(kind.id)).all())


def test_a_few_random_years_with_rounds_hold_no_unlawful_state(app: Flask) -> None:
    run(Rounds, 5, 40)


@pytest.mark.nightly
def test_a_thousand_random_years_hold_no_unlawful_state(app: Flask) -> None:
    run(Rounds, int(os.environ.get("WIEDERVORLAGE_EXAMPLES", "1000")), 50)
