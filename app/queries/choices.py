"""What can be chosen in a form: the goals, fields, topics, actors and meetings of a plan."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.domain.access import Viewer
from app.extensions import db
from app.models.groups import Body, Membership
from app.models.meetings import Cycle, Meeting, MeetingState
from app.models.people import Actor, ActorKind
from app.models.plans import FieldOfAction, Goal, Plan, Topic
from app.queries import visible


def goals_of(plan: Plan) -> Sequence[Goal]:
    """All goals of the plan in order, for a choice."""
    return db.session.scalars(
        select(Goal)
        .join(Goal.field)
        .where(FieldOfAction.plan_id == plan.id)
        .order_by(FieldOfAction.number, Goal.position)
        .options(contains_eager(Goal.field))
    ).all()


def fields_of(plan: Plan) -> Sequence[FieldOfAction]:
    return db.session.scalars(
        select(FieldOfAction).where(FieldOfAction.plan_id == plan.id).order_by(FieldOfAction.number)
    ).all()


def topics_of(plan: Plan) -> Sequence[Topic]:
    return db.session.scalars(
        select(Topic)
        .join(Topic.field)
        .where(FieldOfAction.plan_id == plan.id)
        .order_by(FieldOfAction.number, Topic.position)
        .options(contains_eager(Topic.field))
    ).all()


def actors_of(plan: Plan) -> Sequence[Actor]:
    """Actors that can be made responsible: everybody who has not left, by name."""
    return db.session.scalars(
        select(Actor).where(Actor.plan_id == plan.id, Actor.left_on.is_(None)).order_by(Actor.name)
    ).all()


def actors_known_to(viewer: Viewer, plan: Plan) -> Sequence[Actor]:
    """The same as far as the viewer may know of them: people only of the viewer's own groups."""
    if viewer.sees_whole(plan.id):
        return actors_of(plan)
    mates = select(Membership.person_id).where(Membership.body_id.in_(list(viewer.body_roles)))
    known = (
        (Actor.kind != ActorKind.PERSON)
        | Actor.id.in_(mates)
        | Actor.id.in_(list(viewer.acts_as(plan.id)))
    )
    return db.session.scalars(
        select(Actor)
        .where(Actor.plan_id == plan.id, Actor.left_on.is_(None), known)
        .order_by(Actor.name)
    ).all()


def groups_of(plan: Plan) -> Sequence[Body]:
    """Groups and bodies that can be given a task and are no actor yet, by name."""
    known = select(Actor.name).where(Actor.plan_id == plan.id, Actor.kind != ActorKind.PERSON)
    return db.session.scalars(
        select(Body)
        .where(Body.plan_id == plan.id, Body.dissolved_on.is_(None), Body.name.not_in(known))
        .order_by(Body.name)
    ).all()


def bodies_of(viewer: Viewer, plan: Plan) -> Sequence[Body]:
    """The groups and bodies the viewer may know of, by name."""
    return db.session.scalars(
        select(Body)
        .where(visible.bodies(viewer, plan), Body.dissolved_on.is_(None))
        .order_by(Body.name)
    ).all()


def meetings_of(plan: Plan) -> Sequence[Meeting]:
    """Meetings a task can be due by: neither held nor cancelled, in the order of their dates."""
    return db.session.scalars(
        select(Meeting)
        .join(Meeting.cycle)
        .where(
            Cycle.plan_id == plan.id,
            Meeting.state.not_in((MeetingState.HELD, MeetingState.CANCELLED)),
        )
        .order_by(Cycle.year, Meeting.position, Meeting.id)
        .options(contains_eager(Meeting.cycle), joinedload(Meeting.body))
    ).all()
