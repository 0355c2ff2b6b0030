"""The second part of the committee's report: who works in which group, by organisations."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.domain.reports.committee import GroupLine
from app.domain.words import BODY_FORM_WORDS
from app.extensions import db
from app.models.groups import Body, BodyForm, Membership, MembershipRole
from app.models.people import Actor, ActorKind
from app.models.plans import Goal
from app.queries.reports.frame import Frame


def groups(frame: Frame) -> list[GroupLine]:
    """Our groups and the bodies in the portfolio, as they are composed at the reporting date."""
    found = db.session.scalars(
        select(Body)
        .where(
            Body.plan_id == frame.plan.id,
            Body.form != BodyForm.COMMITTEE,
            Body.dissolved_on.is_(None) | (Body.dissolved_on > frame.reporting_on),
        )
        .order_by(Body.external, Body.name)
        .options(
            selectinload(Body.goals).joinedload(Goal.field),
            selectinload(Body.fields),
            selectinload(Body.memberships).joinedload(Membership.on_behalf_of),
        )
    ).all()
    return [_group(one, frame.reporting_on) for one in found]


def _group(body: Body, day: dt.date) -> GroupLine:
    """Guests are no members; who speaks for nobody is counted and never named."""
    active: dict[int, Actor | None] = {}
    for one in body.memberships:
        if one.active_on(day) and one.role is not MembershipRole.GUEST:
            active[one.person_id] = active.get(one.person_id) or _organisation(one)
    organisations = {one.id: one for one in active.values() if one is not None}
    migrant = [one for one in organisations.values() if one.kind is ActorKind.MIGRANT_ORGANISATION]
    return GroupLine(
        name=body.name,
        form=body.form_note or BODY_FORM_WORDS[body.form],
        external=body.external,
        since=body.in_portfolio_since,
        members=len(active),
        organisations=sorted(one.name for one in organisations.values()),
        without_organisation=sum(one is None for one in active.values()),
        migrant_organisations=len(migrant),
        goals=[
            *(f"Handlungsfeld {one.number}" for one in body.fields),
            *(f"Ziel {one.key}" for one in body.goals),
        ],
    )


def _organisation(membership: Membership) -> Actor | None:
    found = membership.on_behalf_of
    return found if found is not None and found.kind is not ActorKind.PERSON else None
