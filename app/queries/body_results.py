"""Reading the results of existing bodies: one, those of a body, those that touch a goal."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.access import Viewer
from app.extensions import db
from app.models.body_results import BodyResult, body_result_goal
from app.models.groups import Body
from app.models.plans import Goal
from app.queries import visible


def by_uid(uid: uuid.UUID) -> BodyResult | None:
    found: BodyResult | None = db.session.scalar(_whole().where(BodyResult.uid == uid))
    return found


def of_body(body: Body) -> Sequence[BodyResult]:
    """The body's results, the newest first."""
    return db.session.scalars(_whole().where(BodyResult.body_id == body.id)).all()


def of_goal(goal: Goal, viewer: Viewer) -> Sequence[BodyResult]:
    """The results that touch the goal, of bodies the viewer may know of, the newest first."""
    linked = select(body_result_goal.c.body_result_id).where(body_result_goal.c.goal_id == goal.id)
    seen = select(Body.id).where(visible.bodies(viewer, goal.field.plan))
    return db.session.scalars(
        _whole().where(BodyResult.id.in_(linked), BodyResult.body_id.in_(seen))
    ).all()


def _whole() -> Select[Any]:
    return (
        select(BodyResult)
        .options(
            joinedload(BodyResult.body).joinedload(Body.plan),
            selectinload(BodyResult.goals).joinedload(Goal.field),
        )
        .order_by(BodyResult.found_on.desc(), BodyResult.id.desc())
    )
