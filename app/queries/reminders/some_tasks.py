"""The few tasks of which reminders speak on some days, out of however many a plan has."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from app.domain.days import local_day
from app.domain.letter_habits import MOVED_AT_MOST, day_after, day_before
from app.domain.preferences import GATHERED_FOR
from app.domain.reminders import REMINDED_STATES
from app.domain.reminders.stages import after_school_holidays, stages
from app.extensions import db
from app.models.plans import Goal, Plan
from app.models.reminders import LetterHabits, ReminderRule, ReminderScope
from app.models.tasks import Acceptance, Task, TaskState
from app.queries import handovers, preferences
from app.queries.chunks import chunks

AHEAD = (ReminderScope.TASK, ReminderScope.UNDATED)


def asking(
    plan: Plan,
    rules: Sequence[ReminderRule],
    habits: LetterHabits | None,
    first: dt.date,
    last: dt.date,
    *,
    today: dt.date,
) -> Sequence[Task]:
    """The open tasks of which some rule may speak from `first` to `last`, by their id."""
    active = [rule for rule in rules if rule.active]
    begin = first - (GATHERED_FOR if preferences.anybody_gathers() else dt.timedelta(0))

    def late(scope: ReminderScope, days: Iterable[dt.date]) -> set[dt.date]:
        """Those of the days about which a rule of the scope asks in the span."""
        asked = [rule for rule in active if rule.scope is scope]
        return {
            day
            for day in days
            for stage in stages(day, asked, put_off, first=begin, last=last)
            if begin <= stage.on
        }

    def put_off(rule: ReminderRule, day: dt.date) -> dt.date:
        if rule.quiet:
            day = after_school_holidays(day, plan.holiday_region)
        return day_after(habits, day, plan.holiday_region)

    ahead = _days_ahead(plan, habits, active, AHEAD, begin, last)
    over = late(ReminderScope.OVERDUE, _due_days_over(plan, last))
    found = {task.id: task for task in _by_day(plan, Task.due_on, ahead | over)}
    again = _days_ahead(plan, habits, active, (ReminderScope.AGAIN,), begin, last)
    found |= {task.id: task for task in _by_day(plan, Task.resubmit_on, again)}
    naming = _tasks(plan).where(Task.acceptance == Acceptance.NAMING)
    found |= {task.id: task for task in db.session.scalars(naming)}
    alone = _without_person(plan, today)
    asked_days = late(ReminderScope.UNASSIGNED, set(alone.values()))
    lost = [one for one, day in alone.items() if day in asked_days and one not in found]
    found |= {task.id: task for task in _by_id(plan, lost)}
    return [found[task_id] for task_id in sorted(found)]


def named(plan: Plan, uids: Collection[uuid.UUID]) -> Sequence[Task]:
    """The open tasks with these uids."""
    return db.session.scalars(_tasks(plan).where(Task.uid.in_(uids))).all()


def _days_ahead(
    plan: Plan,
    habits: LetterHabits | None,
    rules: Iterable[ReminderRule],
    scopes: Collection[ReminderScope],
    first: dt.date,
    last: dt.date,
) -> set[dt.date]:
    """The days of which a rule, or somebody's own lead time, speaks from `first` to `last`."""
    leads = {rule.days for rule in rules if rule.scope in scopes}
    if leads:
        leads |= preferences.own_lead_days()
    asked_on = [
        dt.date.fromordinal(day)
        for day in range(first.toordinal(), last.toordinal() + MOVED_AT_MOST + 1)
    ]
    moved = {day: day_before(habits, day, plan.holiday_region) for day in asked_on}
    return {
        day + dt.timedelta(days=days)
        for day in asked_on
        if first <= moved[day] <= last
        for days in leads
    }


def _due_days_over(plan: Plan, last: dt.date) -> Sequence[dt.date]:
    due = select(Task.due_on).where(_open(plan), Task.due_on < last).distinct()
    return [day for day in db.session.scalars(due) if day is not None]


def _without_person(plan: Plan, today: dt.date) -> dict[int, dt.date]:
    """The tasks that nobody does, each with the local day on which it was entered."""
    wanted = select(Task.id, Task.created_at).where(
        _open(plan), handovers.without_person(plan.id, today)
    )
    return {task_id: local_day(at, plan) for task_id, at in db.session.execute(wanted)}


def _by_day(
    plan: Plan, column: InstrumentedAttribute[dt.date | None], days: set[dt.date]
) -> Iterator[Task]:
    for some in chunks(sorted(days)):
        yield from db.session.scalars(_tasks(plan).where(column.in_(some)))


def _by_id(plan: Plan, ids: Collection[int]) -> Iterator[Task]:
    for some in chunks(list(ids)):
        yield from db.session.scalars(_tasks(plan).where(Task.id.in_(some)))


def _open(plan: Plan) -> ColumnElement[bool]:
    return (Task.plan_id == plan.id) & Task.state.in_(REMINDED_STATES)


def _tasks(plan: Plan) -> Select[Task]:
    return (
        select(Task)
        .where(Task.plan_id == plan.id, Task.state.in_(REMINDED_STATES | {TaskState.POSTPONED}))
        .options(
            joinedload(Task.accountable),
            joinedload(Task.person),
            joinedload(Task.meeting),
            joinedload(Task.cycle),
            joinedload(Task.fixes_meeting),
            selectinload(Task.goals).joinedload(Goal.field),
        )
        .order_by(Task.id)
    )
