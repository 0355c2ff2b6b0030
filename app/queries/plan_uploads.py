"""Files on their way into a plan, and what was read in before."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, defer

from app.extensions import db
from app.models.plan_files import PlanImport, PlanUpload
from app.models.plans import Plan

SHOWN = 5


def upload_by_uid(slug: str, uid: uuid.UUID) -> PlanUpload | None:
    """The file that somebody is looking at, before it is taken over."""
    return db.session.scalar(
        select(PlanUpload)
        .join(PlanUpload.plan)
        .where(PlanUpload.uid == uid, Plan.slug == slug)
        .options(contains_eager(PlanUpload.plan))
    )


def latest_imports(plan: Plan) -> Sequence[PlanImport]:
    """What was read in last, newest first."""
    return db.session.scalars(
        select(PlanImport)
        .where(PlanImport.plan_id == plan.id)
        .order_by(PlanImport.id.desc())
        .limit(SHOWN)
        .options(defer(PlanImport.traces))
    ).all()
