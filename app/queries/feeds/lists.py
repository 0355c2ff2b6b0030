"""The feeds of an account and of the installation, and what can be chosen for a new one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.domain.access import Viewer
from app.extensions import db
from app.models.feeds import Feed
from app.models.groups import Body
from app.models.meetings import DatePrecision, Meeting
from app.models.plans import Plan
from app.queries import visible


def feeds_of(account_id: int, plan_id: int) -> Sequence[Feed]:
    """The account's living feeds in one plan, oldest first."""
    return db.session.scalars(
        select(Feed)
        .where(Feed.account_id == account_id, Feed.plan_id == plan_id, Feed.revoked_at.is_(None))
        .order_by(Feed.id)
    ).all()


def all_feeds() -> Sequence[Feed]:
    """Every feed of the installation with its owner, plan and group, for operators."""
    whole = (joinedload(Feed.account), joinedload(Feed.plan), joinedload(Feed.body))
    return db.session.scalars(select(Feed).options(*whole).order_by(Feed.id)).all()


def by_id(feed_id: int) -> Feed | None:
    """The feed with the number that operators see."""
    return db.session.get(Feed, feed_id)


def by_uid(uid: uuid.UUID) -> Feed | None:
    """The living feed with this uid."""
    return db.session.scalar(select(Feed).where(Feed.uid == uid, Feed.revoked_at.is_(None)))


def bodies_to_choose(viewer: Viewer) -> Sequence[Body]:
    """The living groups and bodies of the current plan that the viewer may see, by name."""
    if viewer.plan is None:
        return []
    return db.session.scalars(
        select(Body)
        .where(visible.bodies(viewer, viewer.plan), Body.dissolved_on.is_(None))
        .order_by(Body.name)
    ).all()


def body_by_slug(plan_id: int, slug: str) -> Body | None:
    """The group with this short name in the plan."""
    return db.session.scalar(select(Body).where(Body.plan_id == plan_id, Body.slug == slug))


def public_meetings(plan: Plan) -> int:
    """How many meetings the plan's public calendar would show, were it open."""
    chosen = (
        select(func.count(Meeting.id))
        .join(Body, Body.id == Meeting.body_id)
        .where(Body.plan_id == plan.id, Meeting.public)
        .where(Meeting.precision != DatePrecision.OPEN)
    )
    return db.session.scalar(chosen) or 0
