"""The office changes the rules from which the deadlines of meetings are counted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain import deadlines as law
from app.domain.deadlines import RuleDraft
from app.extensions import db
from app.models.meetings import DeadlineRule
from app.models.plans import Plan
from app.services import audit

WRITTEN = ("label", "days", "direction", "addressee", "active")


def add_rule(plan: Plan, draft: RuleDraft, *, by: int | None, now: dt.datetime) -> DeadlineRule:
    """A further rule of the plan. Raises RuleBroken."""
    law.check_rule(draft)
    rule = law.rule_of(draft, plan)
    db.session.add(rule)
    db.session.flush()
    _note("deadline_rule.add", plan, {"rule": [None, rule.key], "days": [None, rule.days]}, by, now)
    return rule


def edit_rule(rule: DeadlineRule, draft: RuleDraft, *, by: int | None, now: dt.datetime) -> bool:
    """Change a rule; whether anything changed. Raises RuleBroken.

    Deadlines follow at once, as nothing is stored of them; the planner takes waiting reminders of
    the old day back with its next tick and plans those of the new one.
    """
    law.check_rule(draft)
    before = law.draft_of(rule)
    changed: dict[str, Any] = {
        name: [getattr(before, name), getattr(draft, name)]
        for name in WRITTEN
        if getattr(before, name) != getattr(draft, name)
    }
    for name, (_old, new) in changed.items():
        setattr(rule, name, new.strip() if name == "label" else new)
    db.session.flush()
    if changed:
        _note("deadline_rule.edit", rule.plan, {"rule": [rule.key, rule.key]} | changed, by, now)
    return bool(changed)


def _note(
    action: str, plan: Plan, changes: dict[str, Any], by: int | None, now: dt.datetime
) -> None:
    audit.note(
        action, by=by, now=now, plan_id=plan.id, object_type="deadline_rule", changes=changes
    )
