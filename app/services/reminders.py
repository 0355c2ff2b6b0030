"""The office changes the rules of reminders, and when letters rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from app.domain import letter_habits
from app.domain.letter_habits import Habits
from app.domain.reminders import rules as law
from app.domain.reminders.rules import RuleDraft
from app.extensions import db
from app.models.groups import Body
from app.models.plans import Plan
from app.models.reminders import LetterHabits, ReminderRule
from app.queries import reminders as queries
from app.services import audit

WRITTEN = ("days", "every", "quiet", "local_time", "reach", "active")


def add_rule(
    plan: Plan, body: Body | None, draft: RuleDraft, *, by: int | None, now: dt.datetime
) -> ReminderRule:
    """A further rule of the plan, or of one of its groups. Raises RuleBroken."""
    others = queries.beside(plan, body, draft.scope)
    law.check_rule(draft, others, queries.habits_of(plan.id))
    rule = law.rule_of(draft, plan, body, now)
    db.session.add(rule)
    db.session.flush()
    changes = {"rule": [None, draft.scope.value], "days": [None, draft.days]}
    _note("reminder_rule.add", plan.id, changes, by, now)
    return rule


def edit_rule(rule: ReminderRule, draft: RuleDraft, *, by: int | None, now: dt.datetime) -> bool:
    """Change a rule; whether anything changed. Raises RuleBroken.

    The planner takes back what waits and is no longer asked for with its next tick.
    """
    others = [one for one in queries.beside(rule.plan, rule.body, rule.scope) if one is not rule]
    law.check_rule(draft, others, queries.habits_of(rule.plan_id))
    before = law.draft_of(rule)
    changed = [name for name in WRITTEN if getattr(before, name) != getattr(draft, name)]
    for name in changed:
        setattr(rule, name, _stored(getattr(draft, name)))
    db.session.flush()
    if changed:
        changes: dict[str, Any] = {"rule": [rule.scope.value, rule.scope.value]}
        for name in changed:
            changes[name] = [_told(getattr(before, name)), _told(getattr(draft, name))]
        _note("reminder_rule.edit", rule.plan_id, changes, by, now)
    return bool(changed)


def keep_habits(row: LetterHabits, habits: Habits, *, by: int | None, now: dt.datetime) -> None:
    """Set when the plan's letters rest. Raises RuleBroken."""
    letter_habits.check_habits(habits)
    before, after = asdict(letter_habits.habits_of(row)), asdict(habits)
    changed = {name: [before[name], new] for name, new in after.items() if before[name] != new}
    for name in changed:
        setattr(row, name, after[name])
    db.session.flush()
    if changed:
        audit.note(
            "reminders.rest",
            by=by,
            now=now,
            plan_id=row.plan_id,
            object_type="letter_habits",
            changes={name: [_told(old), _told(new)] for name, (old, new) in changed.items()},
        )


def _stored(value: Any) -> Any:
    return [one.value for one in value] if isinstance(value, tuple) else value


def _told(value: Any) -> Any:
    """The value as the audit's JSON holds it."""
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes")
    return _stored(value)


def _note(
    action: str, plan_id: int, changes: dict[str, Any], by: int | None, now: dt.datetime
) -> None:
    audit.note(
        action, by=by, now=now, plan_id=plan_id, object_type="reminder_rule", changes=changes
    )
