"""Agreements that ask for a step and have none, as a condition for every list that counts them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from app.domain.agreements import CALLS_FOR_A_STEP
from app.models.meetings import Agreement
from app.models.targets import Target
from app.models.tasks import Task


def without_step() -> ColumnElement[bool]:
    """Condition on Agreement: it asks for a step, and no task, target or agreement came of it."""
    later = aliased(Agreement)
    return and_(
        Agreement.kind.in_(CALLS_FOR_A_STEP),
        ~exists().where(Task.agreement_id == Agreement.id),
        ~exists().where(Target.agreement_id == Agreement.id),
        ~exists().where(later.based_on_id == Agreement.id),
    )
