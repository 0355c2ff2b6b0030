"""Plans with their rules of reminders, their deadlines and their habits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models.groups import Body
from app.models.meetings import DeadlineRule
from app.models.plans import Plan
from app.models.reminders import LetterHabits, ReminderRule, ReminderScope


def plans() -> Sequence[Plan]:
    """All plans, oldest first."""
    return db.session.scalars(select(Plan).order_by(Plan.id)).all()


def rules_of(plan: Plan) -> Sequence[ReminderRule]:
    """The plan's rules and those of its groups, the oldest first."""
    wanted = select(ReminderRule).where(ReminderRule.plan_id == plan.id).order_by(ReminderRule.id)
    return db.session.scalars(wanted.options(joinedload(ReminderRule.body))).all()


def beside(plan: Plan, body: Body | None, scope: ReminderScope) -> Sequence[ReminderRule]:
    """The rules of one scope for the whole plan, or those that one of its groups has of its own."""
    return [one for one in rules_of(plan) if one.scope is scope and one.body is body]


def own_groups(plan: Plan) -> Sequence[Body]:
    """The groups and bodies that can have rules of their own, by name."""
    wanted = select(Body).where(Body.plan_id == plan.id, Body.dissolved_on.is_(None))
    return db.session.scalars(wanted.order_by(Body.name, Body.id)).all()


def rule_by_id(rule_id: int) -> ReminderRule | None:
    """The rule with this id, in whatever plan."""
    return db.session.scalar(
        select(ReminderRule)
        .where(ReminderRule.id == rule_id)
        .options(joinedload(ReminderRule.plan), joinedload(ReminderRule.body))
    )


def deadline_rules_of(plan: Plan) -> Sequence[DeadlineRule]:
    """The rules by which the deadlines of the plan's meetings are counted."""
    wanted = select(DeadlineRule).where(DeadlineRule.plan_id == plan.id).order_by(DeadlineRule.id)
    return db.session.scalars(wanted).all()


def habits_of(plan_id: int) -> LetterHabits | None:
    """When the plan's letters rest."""
    return db.session.get(LetterHabits, plan_id)
