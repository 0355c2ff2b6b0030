"""Reading targets: one with what was measured, those of a goal, those that meetings agreed."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.extensions import db
from app.models.meetings import Agreement, Cycle, Meeting
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.targets import Target, TargetValue
from app.queries.plans import goal_by_key


def by_uid(slug: str, key: str, uid: uuid.UUID) -> Target | None:
    """A target, found only under its own goal."""
    goal = goal_by_key(slug, key)
    if goal is None:
        return None
    found: Target | None = db.session.scalar(
        _whole().where(Target.uid == uid, Target.goal_id == goal.id)
    )
    return found


def value_of(slug: str, key: str, uid: uuid.UUID, value_id: int) -> TargetValue | None:
    """A measured value, found only under its own target."""
    target = by_uid(slug, key, uid)
    if target is None:
        return None
    return next((value for value in target.values if value.id == value_id), None)


def of_goal(goal: Goal) -> Sequence[Target]:
    """The goal's targets, the nearest first; two queries."""
    return db.session.scalars(
        _whole()
        .where(Target.goal_id == goal.id)
        .order_by(Target.target_on.is_(None), Target.target_on, Target.id)
    ).all()


def by_agreement(agreement_ids: Sequence[int]) -> Mapping[int, Sequence[Target]]:
    """The targets that were set with each agreement; one query."""
    found: dict[int, list[Target]] = defaultdict(list)
    if agreement_ids:
        for target in db.session.scalars(
            select(Target)
            .where(Target.agreement_id.in_(agreement_ids))
            .options(joinedload(Target.goal).joinedload(Goal.field).joinedload(FieldOfAction.plan))
            .order_by(Target.id)
        ):
            found[target.agreement_id or 0].append(target)
    return found


def agreements_of(plan: Plan) -> Sequence[Agreement]:
    """What a target can rest on: all agreements of the plan, newest first."""
    return db.session.scalars(
        select(Agreement)
        .join(Agreement.cycle)
        .where(Cycle.plan_id == plan.id)
        .options(contains_eager(Agreement.cycle), joinedload(Agreement.meeting))
        .order_by(Cycle.year.desc(), Agreement.number.desc())
    ).all()


def _whole() -> Select[Any]:
    """Targets with the agreement they rest on and all that was measured."""
    agreement = joinedload(Target.agreement)
    return select(Target).options(
        agreement.joinedload(Agreement.cycle),
        agreement.joinedload(Agreement.meeting).joinedload(Meeting.body),
        selectinload(Target.values),
    )
