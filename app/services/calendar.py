"""The mark that tells calendars that something of a plan has changed."""

from __future__ import annotations

from sqlalchemy import update

from app.extensions import db
from app.models.plans import Plan


def touch(plan_id: int) -> None:
    """Move the plan's calendar mark; called by every verb that changes what a feed shows.

    A bare UPDATE: the mark is no edit of the plan and must not collide with one.
    """
    db.session.execute(
        update(Plan)
        .where(Plan.id == plan_id)
        .values(calendar_mark=Plan.calendar_mark + 1)
        .execution_options(synchronize_session=False)
    )
