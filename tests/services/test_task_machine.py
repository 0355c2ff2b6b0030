"""Tasks and memberships through hundreds of random deeds: no unlawful state, ever.

A model beside the database says what each deed must do. What the law refuses must leave the
database as it was; what it allows must lead to what the model expects.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from app.domain.errors import RuleBroken
from app.domain.tasks import CLOSED, TaskDraft, steps_from
from app.extensions import db
from app.models import locks
from app.models.groups import Membership
from app.models.people import Actor, ActorKind
from app.models.plans import Goal, Plan
from app.models.tasks import Acceptance, EntryKind, Task, TaskEntry, TaskState
from app.orm import Base
from app.services import groups, tasks
from tests.databases import no_rows
from tests.makers import (
    join,
    make_account,
    make_actor,
    make_body,
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
)

HERE = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
STATES = st.sampled_from(list(TaskState))
LINK = "https://kreis.example/bericht"


class Tasks(RuleBasedStateMachine):
    """One county: an office, an association with its speaker, three people, and their tasks."""

    people: Bundle[int] = Bundle("people")
    todo: Bundle[int] = Bundle("todo")

    @initialize(target=people)
    def begin(self) -> Any:
        emptied()
        self.now = NOW
        plan = make_plan()
        goal = make_goal(make_field(plan))
        self.office = make_office(plan).id
        self.member = make_account(plan, "Kim").id
        chair = make_person(plan, "Vorsitz", email="vorsitz@example.org")
        club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION, contact=chair)
        body = make_body(plan)
        goal.responsible = chair
        db.session.flush()
        persons = [chair, *(make_person(plan, f"Person {n}") for n in range(3))]
        joined = [join(body, person, on_behalf_of=club) for person in persons]
        db.session.commit()
        self.plan, self.goal, self.club = plan.id, goal.id, club.id
        self.memberships = [one.id for one in joined]
        self.states: dict[int, TaskState] = {}
        self.entries: dict[int, int] = {}
        self.last: dict[int, tuple[EntryKind, int | None, dt.date, TaskState]] = {}
        return multiple(*(person.id for person in persons))

    @property
    def today(self) -> dt.date:
        """The day where the plan lives: an hour before midnight in UTC it is tomorrow there."""
        return self.now.astimezone(HERE).date()

    def deed(self, task_id: int | None, act: Callable[[], Any]) -> bool:
        """Do it and keep it; what the law refuses leaves no trace."""
        before = image_of(task_id)
        try:
            act()
            db.session.commit()
        except RuleBroken:
            db.session.rollback()
            assert image_of(task_id) == before
            return False
        return True

    @rule(target=todo, person=people, kind=st.sampled_from(["person", "club", "nobody"]))
    def agree(self, person: int, kind: str) -> Any:
        holder = {"person": person, "club": self.club, "nobody": None}[kind]
        actor = db.session.get(Actor, holder) if holder else None
        made: list[Task] = []

        def act() -> None:
            draft = TaskDraft(
                title="Umfrage",
                goals=[db.session.get_one(Goal, self.goal)],
                accountable=actor,
                due_on=self.today + dt.timedelta(days=40),
                recurs_months=6 if person % 2 else None,
            )
            plan = db.session.get_one(Plan, self.plan)
            made.append(tasks.create_task(plan, draft, by=self.office, now=self.now))

        gone = actor is not None and actor.left_on is not None and actor.left_on < self.today
        assert self.deed(None, act) is not gone
        if not made:
            return multiple()
        self.states[made[0].id] = TaskState.OPEN
        return made[0].id

    @rule(
        task_id=todo,
        state=STATES,
        office=st.booleans(),
        words=st.sampled_from(["", "Wort"]),
        percent=st.sampled_from([None, 0, 40, 100, 140]),
        evidence=st.sampled_from([None, LINK]),
        reason=st.sampled_from([None, "Es war ein Gespräch"]),
        days=st.sampled_from([None, -1, 30]),
    )
    def report(self, task_id: int, state: TaskState, office: bool, **given: Any) -> None:
        task, before = db.session.get_one(Task, task_id), self.states[task_id]
        had = any(one.evidence_url for one in task.reports)
        by = self.office if office else self.member
        day = self.today + dt.timedelta(days=given["days"]) if given["days"] else None
        followers = _followers(task_id)
        self.now += dt.timedelta(minutes=2)  # never the same click
        done = self.deed(
            task_id,
            lambda: tasks.report_progress(
                task,
                state=state,
                text=given["words"],
                percent=given["percent"],
                evidence_url=given["evidence"],
                no_evidence=given["reason"],
                resubmit_on=day,
                decided_by=given["reason"],
                decided_on=day,
                office=office,
                by=by,
                now=self.now,
            ),
        )
        expected = _is_lawful(before, state, office, given, had)
        assert done is expected
        if done:
            self.note(task_id, EntryKind.REPORT, by, before)
            self.states[task_id] = state
        came = done and state is TaskState.DONE and before is not TaskState.DONE
        wanted = 1 if followers or (came and task.recurs_months) else 0
        assert _followers(task_id) == wanted

    def note(self, task_id: int, kind: EntryKind, by: int | None, before: TaskState) -> None:
        self.last[task_id] = (kind, by, self.today, before)

    @rule(task_id=todo, office=st.booleans())
    def undo(self, task_id: int, office: bool) -> None:
        task, by = db.session.get_one(Task, task_id), self.office if office else self.member
        last = self.last.get(task_id)
        may = last is not None and last[1] == by and self.today - last[2] <= self.grace(task_id)
        done = self.deed(task_id, lambda: tasks.undo(task, by=by, now=self.now))
        assert done is may
        if done and last is not None:
            self.states[task_id] = last[3]
            del self.last[task_id]

    def grace(self, task_id: int) -> dt.timedelta:
        """How long the last deed can be taken back: giving a task up for thirty days."""
        given_up, before = TaskState.NOT_FEASIBLE, self.last[task_id][3]
        longer = self.states[task_id] is given_up and before is not given_up
        return dt.timedelta(days=30 if longer else 0)

    @rule(task_id=todo, person=people)
    def name(self, task_id: int, person: int) -> None:
        task, actor = db.session.get_one(Task, task_id), db.session.get_one(Actor, person)
        held = task.person
        act = lambda: tasks.name_person(task, actor, by=self.member, now=self.now)  # noqa: E731
        if self.deed(task_id, act):
            assert (task.accountable_id, task.doer) == (self.club, actor)
            if held is not actor:
                self.last.pop(task_id, None)

    @rule(task_id=todo)
    def accept(self, task_id: int) -> None:
        task = db.session.get_one(Task, task_id)
        doer, asked, state = task.doer, task.acceptance is Acceptance.ASKED, self.states[task_id]
        if doer is None:
            return
        act = lambda: tasks.accept(task, doer, by=self.member, now=self.now)  # noqa: E731
        if self.deed(task_id, act) and asked:
            self.note(task_id, EntryKind.ACCEPT, self.member, state)

    @rule(task_id=todo, reason=st.sampled_from(["", "Keine Zeit"]))
    def hand_back(self, task_id: int, reason: str) -> None:
        task = db.session.get_one(Task, task_id)
        holder = task.doer or task.accountable
        if holder is None:
            return
        act = lambda: tasks.hand_back(  # noqa: E731
            task, holder, reason=reason, by=self.member, now=self.now
        )
        if self.deed(task_id, act):
            assert task.doer is None
            self.note(task_id, EntryKind.HAND_BACK, self.member, self.states[task_id])

    @rule(task_id=todo, person=people)
    def assign(self, task_id: int, person: int) -> None:
        task, actor = db.session.get_one(Task, task_id), db.session.get_one(Actor, person)
        same = task.accountable is actor
        act = lambda: tasks.assign(task, actor, by=self.office, now=self.now)  # noqa: E731
        if self.deed(task_id, act):
            assert task.accountable is actor
            if not same:
                self.last.pop(task_id, None)

    @rule(number=st.integers(0, 3), days=st.integers(0, 60))
    def end_membership(self, number: int, days: int) -> None:
        membership = db.session.get_one(Membership, self.memberships[number])
        end = self.today + dt.timedelta(days=days)
        act = lambda: groups.end_membership(membership, end, by=self.office, now=self.now)  # noqa: E731
        if self.deed(None, act) and days == 0:
            held = select(Task.id).where(
                Task.person_id == membership.person_id,
                Task.accountable_id == self.club,
                Task.state.not_in(CLOSED),
            )
            assert db.session.scalar(held) is None

    @rule(hours=st.integers(1, 72))
    def wait(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        if not hasattr(self, "states"):
            return
        db.session.expire_all()
        for task_id, state in self.states.items():
            task = db.session.get_one(Task, task_id)
            assert task.state is state
            assert (task.done_on is not None) is (state is TaskState.DONE)
            assert state is not TaskState.DONE or task.result
            assert state is not TaskState.POSTPONED or task.resubmit_on
            assert state is not TaskState.NOT_FEASIBLE or (task.decided_by and task.decided_on)
            asked = task.acceptance in (Acceptance.ASKED, Acceptance.NAMING)
            assert asked is (task.asked_at is not None)
            assert task.acceptance is not Acceptance.HANDED_BACK or task.doer is None

    @invariant()
    def the_history_only_grows(self) -> None:
        for task_id, known in getattr(self, "entries", {}).items():
            assert len(_entries(task_id)) >= known
        for task_id in getattr(self, "states", {}):
            self.entries[task_id] = len(_entries(task_id))


def _is_lawful(
    before: TaskState, after: TaskState, office: bool, given: dict[str, Any], had: bool
) -> bool:
    """What the table of steps and section 6 say, told once more and differently."""
    if before is after:
        if before in CLOSED and not office:
            return False
    elif after not in steps_from(before, office=office):
        return False
    percent = given["percent"]
    if not given["words"] or percent == 140:
        return False
    if after is TaskState.DONE and percent not in (None, 100):
        return False
    if before is after:
        return True
    if after is TaskState.DONE:
        return bool(had or given["evidence"] or given["reason"])
    if after is TaskState.POSTPONED:
        return given["days"] == 30
    if after is TaskState.NOT_FEASIBLE:
        return bool(given["reason"]) and given["days"] == -1
    return True


def image_of(task_id: int | None) -> Any:
    """All that a refused deed must leave as it was."""
    db.session.expire_all()
    if task_id is None:
        return [tuple(row) for row in db.session.execute(select(Task.__table__))]
    row = db.session.execute(select(Task.__table__).where(Task.id == task_id)).one()
    return tuple(row), len(_entries(task_id))


def _entries(task_id: int) -> list[int]:
    found = select(TaskEntry.id).where(TaskEntry.task_id == task_id)
    return list(db.session.scalars(found))


def _followers(task_id: int) -> int:
    return len(db.session.scalars(select(Task.id).where(Task.repeats_id == task_id)).all())


def emptied() -> None:
    """Every example begins with empty tables; foreign keys would ask for an order of rows."""
    db.session.rollback()
    db.session.expunge_all()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(no_rows())
        return
    with db.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        locks.take_down(connection)  # the audit trail, for one, only grows
        for table in Base.metadata.sorted_tables:
            connection.execute(delete(table))
        locks.put_up(connection)


def run(machine: type[RuleBasedStateMachine], examples: int, steps: int) -> None:
    """So many random lives of the county, each so many deeds long."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_few_random_years_hold_no_unlawful_state(app: Flask) -> None:
    run(Tasks, 6, 25)
