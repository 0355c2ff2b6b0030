"""One's own list against the law: every task once, in its order, counted where it stands."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.domain.access import Viewer
from app.domain.tasks import CLOSED, MINE_FIRST, Urgency, urgency
from app.extensions import db
from app.models.meetings import AgreementKind
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.models.tasks import Acceptance, Task, TaskState
from app.queries import my_tasks
from app.queries.my_task_rows import What, When, Who
from app.queries.my_tasks import Counts, Shown
from app.queries.viewers import viewer_of
from app.services import meetings
from tests.makers import (
    CREATED,
    make_account,
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_plan,
    make_task,
    person_of,
    save,
)

TODAY = dt.date(2017, 3, 1)
DAYS = [None, *(TODAY + dt.timedelta(days=n) for n in (-40, -1, 0, 14, 15))]


def make_world() -> tuple[Plan, Viewer, list[Task]]:
    """All states on all days, held in every way one can hold a task, and as many of others."""
    plan = make_plan()
    account = make_account(plan)
    me = person_of(account)
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION, contact=me)
    office = make_actor(plan, "Sozialamt")
    ways = [
        {"accountable": me},
        {"accountable": club, "further_actors": [me]},
        {"accountable": club, "person": me},
        {"accountable": office, "person": me},
        {"accountable": office, "further_actors": [club, me]},
        {"further_actors": [me]},
    ]
    moments = list(itertools.product(TaskState, DAYS))
    asked = {"state_reason": "Grund"}
    mine = [
        make_task(plan, due_on=day, state=state, resubmit_on=day or TODAY, **asked, **way)
        for (state, day), way in itertools.product(moments, ways)
    ]
    others = [
        make_task(plan, "Fremd", office, day, state=state, resubmit_on=day or TODAY, **asked)
        for state, day in moments
    ]
    save(*mine, *others)
    return plan, viewer_of(account.id, TODAY), mine


def counts_of(plan: Plan, viewer: Viewer) -> Counts:
    return my_tasks.my_counts(viewer, plan, TODAY)


def test_every_task_of_mine_is_counted_where_the_law_puts_it(app: Flask) -> None:
    plan, viewer, mine = make_world()

    counts = counts_of(plan, viewer)

    stands = Counter(urgency(task, TODAY) for task in mine if task.state not in CLOSED)
    assert counts.standing == stands
    assert list(counts.standing) == list(my_tasks.UNFINISHED)
    assert counts.unfinished == stands.total()


def test_the_pages_hold_every_task_once_and_in_the_order_of_reading(app: Flask) -> None:
    plan, viewer, mine = make_world()
    counts = counts_of(plan, viewer)

    pages = [
        my_tasks.mine(viewer, plan, TODAY, Shown.UNFINISHED, counts, number + 1)
        for number in range(-(-counts.unfinished // my_tasks.PAGE_SIZE))
    ]
    read = [task for page in pages for task in page]

    assert {len(page.items) for page in pages[:-1]} == {my_tasks.PAGE_SIZE}
    assert sorted(task.id for task in read) == sorted(
        task.id for task in mine if task.state not in CLOSED
    )
    places = [MINE_FIRST.index(urgency(task, TODAY)) for task in read]
    assert places == sorted(places)
    for which in (Urgency.OVERDUE, Urgency.SOON, Urgency.LATER):
        of_one = [(task.due_on, task.id) for task in read if urgency(task, TODAY) is which]
        assert of_one == sorted(of_one)  # type: ignore[type-var]
    first, _number = my_tasks.next_few(viewer, plan, TODAY, 30)
    assert [task.id for task in first] == [task.id for task in read[:30]]


def test_a_line_says_what_the_task_says(app: Flask) -> None:
    plan = make_plan()
    account = make_account(plan)
    me, club = person_of(account), make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION)
    goal, body, cycle = make_goal(make_field(plan)), make_body(plan), make_cycle(plan)
    kickoff = make_meeting(cycle, body)
    july = make_meeting(cycle, body, dt.date(2017, 7, 12), position=2, title="Treffen")
    save()
    agreed = meetings.record_agreement(
        kickoff, kind=AgreementKind.TOPIC_AREA, text="Vereine öffnen", by=None, now=CREATED
    )
    full = make_task(
        plan, "Konzept", club, person=me, meeting=kickoff, agreement=agreed, due_meeting=july,
        goals=[goal], due_label="bis zum Treffen", percent=20, state=TaskState.WAITING,
    )  # fmt: skip
    done = make_task(plan, "Umfrage", me, state=TaskState.DONE)
    save(full, done)
    viewer = viewer_of(account.id, TODAY)
    counts = counts_of(plan, viewer)

    lines = [line for shown in Shown for line in my_tasks.mine(viewer, plan, TODAY, shown, counts)]

    assert [line.id for line in lines] == [full.id, done.id]
    for line, task in zip(lines, (full, done), strict=True):
        for name in ("uid", "title", "state", "state_reason", "resubmit_on", "percent", "result",
                     "due_on", "due_label", "done_on", "accountable_id", "person_id"):  # fmt: skip
            assert getattr(line, name) == getattr(task, name), name
    assert [line.accountable.name for line in lines if line.accountable] == [club.name, me.name]
    first, second = lines
    assert (first.person, first.agreement) == (Who(me.name), What(agreed.label))
    assert first.meeting == When(kickoff.title, kickoff.held_on)
    assert first.due_meeting == When(july.title, july.held_on)
    assert [link.key for link in first.links] == [goal.key]
    assert (second.person, second.meeting, second.due_meeting, second.agreement) == (None,) * 4
    assert list(second.links) == []


def test_a_page_past_the_end_is_the_last_and_an_empty_list_is_one_page(app: Flask) -> None:
    plan, viewer, _mine = make_world()
    counts = counts_of(plan, viewer)
    stranger = make_account(plan, "Neu dabei")
    save()
    nobody = viewer_of(stranger.id, TODAY)

    last = my_tasks.mine(viewer, plan, TODAY, Shown.UNFINISHED, counts, 999)
    none = my_tasks.mine(nobody, plan, TODAY, Shown.UNFINISHED, counts_of(plan, nobody), 2)

    assert last.page == last.pages
    assert 0 < len(last.items) <= my_tasks.PAGE_SIZE
    assert (list(none), none.page, none.total) == ([], 1, 0)


def test_only_who_is_asked_is_told_so(app: Flask) -> None:
    plan, viewer, _mine = make_world()
    assert not counts_of(plan, viewer).is_asked
    other = make_actor(plan, "Jemand", ActorKind.PERSON)
    save(make_task(plan, "Fremd", other, acceptance=Acceptance.ASKED, asked_at=CREATED))
    assert not counts_of(plan, viewer).is_asked

    [club] = viewer.acts_as(plan.id) - {viewer.actor_ids[plan.id]}
    task = make_task(
        plan,
        "Wer macht es?",
        db.session.get(Actor, club),
        acceptance=Acceptance.NAMING,
        asked_at=CREATED,
    )
    save(task)

    assert counts_of(plan, viewer).is_asked
    assert my_tasks.asked_of(viewer, plan) == [task]


def test_what_i_lead_is_counted_and_cut_by_its_index_alone(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL chooses by its statistics, which a small world does not have")
    plan, viewer, _mine = make_world()
    asked: list[tuple[str, Any]] = []

    def remember(_connection: Any, _cursor: Any, sql: str, values: Any, *_rest: Any) -> None:
        asked.append((sql, values))

    event.listen(db.engine, "before_cursor_execute", remember)
    my_tasks.mine(viewer, plan, TODAY, Shown.UNFINISHED, counts_of(plan, viewer))
    event.remove(db.engine, "before_cursor_execute", remember)
    steps = [
        row.detail
        for sql, values in asked[:2]
        for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
    ]

    led = [step for step in steps if "ix_task_accountable_state_due" in step]
    by_itself = [step for step in led if "USING COVERING INDEX" in step]
    assert len(by_itself) == 5  # four counts by state and day, and the cut; the rest are few
    assert not [step for step in steps if step.startswith("SCAN task")]
