"""Making a plan and editing its parts."""

from __future__ import annotations

import datetime as dt

from app.domain.deadlines import DEFAULT_RULES
from app.extensions import db
from app.models.meetings import DeadlineRule
from app.models.outbox import ReminderRule, ReminderScope
from app.models.plans import Plan
from app.services import audit

DEFAULT_REMINDERS = (  # of what, how many days before or after, and again every so many days
    (ReminderScope.MEETING, 7, None),
    (ReminderScope.MEETING, 1, None),
    (ReminderScope.TASK, 7, None),
    (ReminderScope.TASK, 1, None),
    (ReminderScope.OVERDUE, 1, None),
    (ReminderScope.OVERDUE, 7, None),
    (ReminderScope.OVERDUE, 30, 30),
    (ReminderScope.DEADLINE, 0, None),
)


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
    for scope, days, every in DEFAULT_REMINDERS:
        db.session.add(ReminderRule(plan=plan, scope=scope, days=days, every=every, created_at=now))
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
