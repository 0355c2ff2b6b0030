"""How far a new installation is: what the office has yet to enter before the first year begins."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from app.extensions import db
from app.models.groups import Body, Membership
from app.models.meetings import Cycle, Meeting
from app.models.outbox import LetterState, OutboxLetter
from app.models.plans import FieldOfAction, Goal, Plan

MAIL_TEST = "mail_test"  # the kind of letter that somebody sends to themselves


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What there is of each step.

    `tried` is the last letter that the account sent to itself, `has_sent` whether a relay has
    ever taken a letter of the plan.
    """

    has_office: bool
    goals: int
    members: int
    meetings: int
    has_sent: bool
    tried: OutboxLetter | None


def standing(plan: Plan, account_id: int, today: dt.date) -> Standing:
    """How far the plan is with its installation; two queries."""
    members = (
        select(func.count(Membership.person_id.distinct()))
        .join(Membership.body)
        .where(
            Body.plan_id == plan.id,
            ~Body.external,
            Membership.until_on.is_(None) | (Membership.until_on >= today),
        )
    )
    goals = select(func.count(Goal.id)).join(Goal.field).where(FieldOfAction.plan_id == plan.id)
    meetings = (
        select(func.count(Meeting.id))
        .join(Meeting.cycle)
        .where(Cycle.plan_id == plan.id, Cycle.year >= today.year)
    )
    sent = select(OutboxLetter.id).where(
        OutboxLetter.plan_id == plan.id, OutboxLetter.state == LetterState.SENT
    )
    row = db.session.execute(
        select(
            goals.scalar_subquery().label("goals"),
            members.scalar_subquery().label("members"),
            meetings.scalar_subquery().label("meetings"),
            sent.exists().label("has_sent"),
        )
    ).one()
    tried = db.session.scalar(
        select(OutboxLetter)
        .where(OutboxLetter.kind == MAIL_TEST, OutboxLetter.account_id == account_id)
        .order_by(OutboxLetter.id.desc())
        .limit(1)
    )
    return Standing(
        has_office=bool(plan.county and plan.office_name and plan.office_email),
        tried=tried,
        **row._mapping,
    )
