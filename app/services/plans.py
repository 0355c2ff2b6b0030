"""Making a plan and editing its parts."""

from __future__ import annotations

import datetime as dt

from app.domain import letter_habits
from app.domain.deadlines import DEFAULT_RULES
from app.domain.reminders.rules import PROPOSED, rule_of
from app.extensions import db
from app.models.meetings import DeadlineRule
from app.models.plans import Plan
from app.services import audit


def create_plan(
    *,
    slug: str,
    title: str,
    now: dt.datetime,
    by: int | None = None,
    subtitle: str | None = None,
    county: str = "",
) -> Plan:
    """A new, empty plan with the default rules for reminders and deadlines."""
    plan = Plan(slug=slug, title=title, subtitle=subtitle, county=county, created_at=now)
    db.session.add(plan)
    db.session.add(letter_habits.row_of(letter_habits.STANDARD, plan))
    db.session.add_all(rule_of(proposed, plan, None, now) for proposed in PROPOSED)
    for rule in DEFAULT_RULES:
        db.session.add(
            DeadlineRule(
                plan=plan,
                scope=rule.scope,
                key=rule.key,
                label=rule.label,
                days=rule.days,
                direction=rule.direction,
                addressee=rule.addressee,
            )
        )
    db.session.flush()
    audit.note("plan.create", by=by, now=now, plan_id=plan.id, object_type="plan")
    return plan
