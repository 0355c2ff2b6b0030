"""The kinds of gap, and for each the ids of what has it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, exists, or_, select, union_all

from app.domain.tasks import CLOSED
from app.models.groups import Body, BodyForm, Membership, body_field, body_goal
from app.models.meetings import Agreement, Cycle, agenda_item_goal
from app.models.plans import FieldOfAction, Goal, Plan, Topic
from app.models.targets import Target
from app.models.tasks import Task, task_field, task_goal, task_topic
from app.queries.agreement_gaps import without_step
from app.queries.goal_gaps import goals_of, idle_goals, silent_goals, unclear_goals, unfinished
from app.queries.handovers import without_person
from app.queries.task_lists import without_goal
from app.queries.tasks import due_again

PARTS = (Target.indicator, Target.unit, Target.data_source, Target.evidence)
NUMBERS = (Target.baseline_value, Target.baseline_on, Target.target_value, Target.target_on)


class Kind(enum.StrEnum):
    """What can be missing, in the order of the page; the words stand in its address."""

    GOAL_UNCLEAR = "ziel-ohne-angabe"
    GOAL_WITHOUT_ACTOR = "ziel-ohne-stelle"
    GOAL_WITHOUT_TASK = "ziel-ohne-aufgabe"
    GOAL_SILENT = "ziel-ohne-nachricht"
    GOAL_RESUBMITTED = "wiedervorlage"
    TARGET_OPEN = "zielsetzung"
    TASK_WITHOUT_GOAL = "aufgabe-ohne-ziel"
    TASK_WITHOUT_PERSON = "aufgabe-ohne-person"
    TASK_WITHOUT_DATE = "aufgabe-ohne-frist"
    TASK_RESUBMITTED = "aufgabe-wiedervorlage"
    AGREEMENT_IDLE = "vereinbarung"
    BODY_WITHOUT_CONTACT = "gremium"


def ids_of(
    kind: Kind, plan: Plan, today: dt.date, field: FieldOfAction | None = None
) -> Select[int]:
    """The ids of the goals, targets, tasks, agreements or bodies that have this gap."""
    return _CHOSEN[kind](plan, today, field)


def _goals(*conditions: ColumnElement[bool], field: FieldOfAction | None) -> Select[int]:
    chosen = select(Goal.id).where(*conditions)
    return chosen.where(Goal.field_id == field.id) if field else chosen


def _unclear(plan: Plan, _today: dt.date, field: FieldOfAction | None) -> Select[int]:
    return _goals(*unclear_goals(plan.id), field=field)


def _without_actor(plan: Plan, _today: dt.date, field: FieldOfAction | None) -> Select[int]:
    return _goals(goals_of(plan.id), unfinished(), Goal.responsible_id.is_(None), field=field)


def _without_task(plan: Plan, _today: dt.date, field: FieldOfAction | None) -> Select[int]:
    return _goals(*idle_goals(plan.id), field=field)


def _silent(plan: Plan, today: dt.date, field: FieldOfAction | None) -> Select[int]:
    return _goals(*silent_goals(plan, today), field=field)


def _resubmitted(plan: Plan, today: dt.date, field: FieldOfAction | None) -> Select[int]:
    """Goals whose resubmission date has come, done or not (R09)."""
    return _goals(goals_of(plan.id), Goal.resubmit_on <= today, field=field)


def _open_targets(plan: Plan, _today: dt.date, field: FieldOfAction | None) -> Select[int]:
    """Targets that lack a part (`domain.targets.missing_parts`)."""
    lacking = [or_(part.is_(None), part == "") for part in PARTS]
    goals = _goals(goals_of(plan.id), field=field)
    return select(Target.id).where(
        Target.goal_id.in_(goals), or_(*lacking, *(number.is_(None) for number in NUMBERS))
    )


def _tasks(
    plan: Plan, field: FieldOfAction | None, *conditions: ColumnElement[bool]
) -> Select[int]:
    """Tasks still to be done; fixing a date is the office's own and no gap."""
    chosen = select(Task.id).where(
        Task.plan_id == plan.id,
        Task.state.not_in(CLOSED),
        Task.fixes_meeting_id.is_(None),
        *conditions,
    )
    return chosen.where(Task.id.in_(_tasks_in(field))) if field else chosen


def _tasks_in(field: FieldOfAction) -> Select[int]:
    by_goal = (
        select(task_goal.c.task_id)
        .join(Goal, Goal.id == task_goal.c.goal_id)
        .where(Goal.field_id == field.id)
    )
    by_topic = (
        select(task_topic.c.task_id)
        .join(Topic, Topic.id == task_topic.c.topic_id)
        .where(Topic.field_id == field.id)
    )
    by_field = select(task_field.c.task_id).where(task_field.c.field_id == field.id)
    return select(union_all(by_goal, by_topic, by_field).subquery().c.task_id)


def _no_goal(plan: Plan, _today: dt.date, field: FieldOfAction | None) -> Select[int]:
    return _tasks(plan, field, without_goal())


def _no_person(plan: Plan, today: dt.date, field: FieldOfAction | None) -> Select[int]:
    return _tasks(plan, field, without_person(plan.id, today))


def _no_date(plan: Plan, _today: dt.date, field: FieldOfAction | None) -> Select[int]:
    """A task that follows a meeting has its date as soon as the meeting has."""
    return _tasks(plan, field, Task.due_on.is_(None), Task.due_meeting_id.is_(None))


def _postponed(plan: Plan, today: dt.date, field: FieldOfAction | None) -> Select[int]:
    """Tasks put off until a day that has come: nobody is reminded of them any more."""
    return _tasks(plan, field, due_again(today))


def _agreements(plan: Plan, _today: dt.date, field: FieldOfAction | None) -> Select[int]:
    chosen = (
        select(Agreement.id)
        .join(Cycle, Cycle.id == Agreement.cycle_id)
        .where(Cycle.plan_id == plan.id, without_step())
    )
    if field is None:
        return chosen
    items = (
        select(agenda_item_goal.c.agenda_item_id)
        .join(Goal, Goal.id == agenda_item_goal.c.goal_id)
        .where(Goal.field_id == field.id)
    )
    return chosen.where(Agreement.agenda_item_id.in_(items))


def _bodies(plan: Plan, today: dt.date, field: FieldOfAction | None) -> Select[int]:
    """Existing bodies with nobody in them whom one could ask; committees have their offices."""
    chosen = select(Body.id).where(
        Body.plan_id == plan.id,
        Body.external,
        Body.form != BodyForm.COMMITTEE,
        or_(Body.dissolved_on.is_(None), Body.dissolved_on > today),
        ~exists().where(
            Membership.body_id == Body.id,
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
        ),
    )
    if field is None:
        return chosen
    by_field = select(body_field.c.body_id).where(body_field.c.field_id == field.id)
    by_goal = (
        select(body_goal.c.body_id)
        .join(Goal, Goal.id == body_goal.c.goal_id)
        .where(Goal.field_id == field.id)
    )
    return chosen.where(Body.id.in_(by_field.union(by_goal)))


_CHOSEN: dict[Kind, Callable[[Plan, dt.date, FieldOfAction | None], Select[int]]] = {
    Kind.GOAL_UNCLEAR: _unclear,
    Kind.GOAL_WITHOUT_ACTOR: _without_actor,
    Kind.GOAL_WITHOUT_TASK: _without_task,
    Kind.GOAL_SILENT: _silent,
    Kind.GOAL_RESUBMITTED: _resubmitted,
    Kind.TARGET_OPEN: _open_targets,
    Kind.TASK_WITHOUT_GOAL: _no_goal,
    Kind.TASK_WITHOUT_PERSON: _no_person,
    Kind.TASK_WITHOUT_DATE: _no_date,
    Kind.TASK_RESUBMITTED: _postponed,
    Kind.AGREEMENT_IDLE: _agreements,
    Kind.BODY_WITHOUT_CONTACT: _bodies,
}
