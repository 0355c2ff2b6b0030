"""SQL and law say the same of a task, on both databases."""

from __future__ import annotations

import datetime as dt
import itertools

from flask import Flask
from sqlalchemy import select

from app.domain import tasks as law
from app.domain.tasks import Urgency
from app.extensions import db
from app.models.tasks import Task, TaskState
from app.queries import task_links, tasks
from app.services import plan_editing
from tests.makers import CREATED, make_field, make_goal, make_plan, make_task, save

TODAY = dt.date(2017, 3, 1)
DAYS = [None, *(TODAY + dt.timedelta(days=n) for n in (-40, -1, 0, 14, 15))]


def test_the_order_in_sql_is_the_order_of_the_law(app: Flask) -> None:
    plan = make_plan()
    save(
        *(
            make_task(plan, due_on=day, state=state, state_reason="Grund", resubmit_on=day or TODAY)
            for state, day in itertools.product(TaskState, DAYS)
        )
    )

    rows = db.session.execute(select(Task, tasks.urgency_rank(TODAY), tasks.overdue(TODAY))).all()

    assert len(rows) == len(TaskState) * len(DAYS)
    for task, rank, late in rows:
        assert list(Urgency)[rank] is law.urgency(task, TODAY)
        assert bool(late) is law.is_overdue(task, TODAY)


def test_what_a_task_serves_comes_in_the_order_of_the_plan(app: Flask) -> None:
    plan = make_plan()
    third, seventh = make_field(plan, 3, "Sprache"), make_field(plan, 7, "Religion")
    goals = [make_goal(seventh, 10, "Zehntes"), make_goal(seventh, 2, "Zweites")]
    topic = plan_editing.add_topic(third, "Kurse", by=None, now=CREATED)
    task = make_task(plan, goals=goals, fields=[seventh], topics=[topic])
    save(task)

    links = task_links.links_of([task.id])[task.id]

    told = [(link.kind, link.key, link.title) for link in links if link.kind == "goal"]
    assert told == [("goal", "7.2", "Zweites"), ("goal", "7.10", "Zehntes")]
    assert {(link.kind, link.key, link.title) for link in links} == {
        *told,
        ("field", "7", "Religion"),
        ("topic", "3", "Kurse"),
    }


def test_no_tasks_serve_nothing(app: Flask) -> None:
    assert task_links.links_of([]) == {}
