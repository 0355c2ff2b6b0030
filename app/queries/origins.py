"""Where a task may come from: meetings, agenda items, agreements and goals of one plan."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from app.extensions import db
from app.models.meetings import STANDING, AgendaItem, Agreement, Cycle, Meeting
from app.models.plans import Goal, Plan
from app.queries import choices


def meeting(plan: Plan, uid: uuid.UUID) -> Meeting | None:
    return db.session.scalar(
        select(Meeting).join(Meeting.cycle).where(Meeting.uid == uid, Cycle.plan_id == plan.id)
    )


def agenda_item(plan: Plan, uid: uuid.UUID) -> AgendaItem | None:
    return db.session.scalar(
        select(AgendaItem)
        .join(AgendaItem.meeting)
        .join(Meeting.cycle)
        .where(AgendaItem.uid == uid, Cycle.plan_id == plan.id, STANDING)
    )


def agreement(plan: Plan, uid: uuid.UUID) -> Agreement | None:
    return db.session.scalar(
        select(Agreement)
        .join(Agreement.cycle)
        .where(Agreement.uid == uid, Cycle.plan_id == plan.id)
    )


def goals(plan: Plan) -> Sequence[Goal]:
    return choices.goals_of(plan)
