"""How many tasks of a year were agreed and how many of them are done, day by day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from sqlalchemy import Date, and_, func, literal, or_, select, type_coerce, union_all

from app.extensions import db
from app.models.meetings import Cycle
from app.models.plans import Plan
from app.models.tasks import Task, TaskState


def of(plan: Plan, year: int) -> tuple[Counter[dt.date], Counter[dt.date]]:
    """New and done tasks of the year's cycle, by day; one query over days, not over tasks.

    A task without a cycle belongs to the year in which it was made.
    """
    cycle = select(Cycle.id).where(Cycle.plan_id == plan.id, Cycle.year == year)
    first = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    next_first = dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC)
    of_cycle = Task.cycle_id.in_(cycle)
    of_none = and_(
        Task.plan_id == plan.id,
        Task.cycle_id.is_(None),
        Task.created_at >= first,
        Task.created_at < next_first,
    )
    made_on = type_coerce(func.date(Task.created_at), Date)
    made = select(made_on.label("day"), literal("made").label("what"), func.count().label("number"))
    done = select(Task.done_on, literal("done"), func.count())
    finished = (Task.plan_id == plan.id, Task.state == TaskState.DONE, Task.done_on.is_not(None))
    rows: Any = db.session.execute(
        union_all(  # new ones of either kind apart: with OR, every task of the plan would be read
            made.where(of_cycle).group_by(made_on),
            made.where(of_none).group_by(made_on),
            done.where(*finished, or_(of_cycle, of_none)).group_by(Task.done_on),
        )
    )
    found: dict[str, Counter[dt.date]] = {"made": Counter(), "done": Counter()}
    for day, what, number in rows:
        found[what][day] += number
    return found["made"], found["done"]
