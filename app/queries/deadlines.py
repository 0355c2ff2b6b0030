"""The rules of deadlines, and what another rule would change for the meetings to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.deadlines import Deadline, RuleDraft, deadlines_of, rule_of
from app.domain.reminders import Reminder, World, reminders
from app.extensions import db
from app.models.meetings import DeadlineRule, Meeting
from app.models.plans import Plan
from app.queries import reminders as worlds

AHEAD = dt.timedelta(days=400)  # the rest of this year's cycle and the next


@dataclass(frozen=True, kw_only=True)
class Step:
    """One deadline, and the letters that remind of it."""

    meeting: Meeting
    deadline: Deadline
    letters: Sequence[Reminder]

    @property
    def facts(self) -> tuple[object, ...]:
        """What somebody would notice of it."""
        deadline = self.deadline
        letters = [(one.at, one.recipient.key) for one in self.letters]
        return (deadline.on, deadline.label, deadline.school_holiday, letters)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One meeting's deadline as it is and as it would be; None where there is none."""

    meeting: Meeting
    before: Step | None
    after: Step | None


def by_id(rule_id: int) -> DeadlineRule | None:
    """The rule with this id, in whatever plan."""
    return db.session.scalar(
        select(DeadlineRule)
        .where(DeadlineRule.id == rule_id)
        .options(joinedload(DeadlineRule.plan))
    )


def changes(
    plan: Plan, rule: DeadlineRule | None, draft: RuleDraft, today: dt.date
) -> list[Change]:
    """What `draft` in place of `rule` (None: a further one) would change from `today` on.

    Deadlines that lie behind us both ways are left out: no letter leaves for them any more.
    """
    world = replace(worlds.world_between(plan, today, today + AHEAD, today=today), tasks=[])
    before = _steps(replace(world, deadline_rules=[rule] if rule else []))
    after = _steps(replace(world, deadline_rules=[rule_of(draft, plan)]))
    found = []
    for meeting in sorted(world.meetings, key=lambda one: (one.held_on or dt.date.max, one.id)):
        old, new = before.get(meeting.id), after.get(meeting.id)
        days = [step.deadline.on for step in (old, new) if step]
        if days and max(days) >= today and (old and old.facts) != (new and new.facts):
            found.append(Change(meeting=meeting, before=old, after=new))
    return found


def _steps(world: World) -> dict[int, Step]:
    """The one deadline of each meeting in a world with one rule."""
    asked = reminders(world)
    found = {}
    for meeting in world.meetings:
        for deadline in deadlines_of(meeting, world.deadline_rules, world.plan.holiday_region):
            letters = [
                one
                for one in asked
                if one.subject is meeting and one.about_on == deadline.on and one.step
            ]
            found[meeting.id] = Step(meeting=meeting, deadline=deadline, letters=letters)
    return found
