"""The days a whole plan has been reported for: its imports and its closed rounds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CompoundSelect, select, union

from app.extensions import db
from app.models.plans import Assessment, AssessmentSource, FieldOfAction, Goal, Plan
from app.models.rounds import RoundState, StatusRound


def reporting_dates(plan: Plan) -> list[dt.date]:
    """All of them, newest first."""
    return sorted(db.session.scalars(reporting_dates_of(plan.id)), reverse=True)


def reporting_dates_of(plan_id: Any) -> CompoundSelect[tuple[dt.date]]:
    """The same as a query with the one column `reporting_on`."""
    imported = (
        select(Assessment.reporting_on)
        .join(Goal, Goal.id == Assessment.goal_id)
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .where(FieldOfAction.plan_id == plan_id, Assessment.source == AssessmentSource.IMPORTED)
    )
    closed = select(StatusRound.reporting_on).where(
        StatusRound.plan_id == plan_id, StatusRound.state == RoundState.CLOSED
    )
    return union(imported, closed)
