"""The office's rules of reminders: what is proposed, and what can be one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.domain.errors import RuleBroken
from app.domain.letter_habits import at_night
from app.domain.local_time import local_instant
from app.language import gettext as _
from app.models.groups import Body
from app.models.plans import Plan
from app.models.reminders import LetterHabits, Reach, ReminderRule, ReminderScope

S, R = ReminderScope, Reach
# These ask about what is late, counted on from its day; all others look ahead.
LATE = frozenset({S.OVERDUE, S.UNASSIGNED, S.NAMING, S.MINUTES})
# These belong to the plan as a whole; all others can differ from group to group.
OF_PLAN = frozenset({S.ROUND, S.GOAL})
# Who can stand in the line of recipients; none for deadlines, whose own rules name somebody.
LINES: dict[ReminderScope, tuple[Reach, ...]] = {
    S.MEETING: (R.PERSON,),
    S.ANSWER: (R.PERSON,),
    S.POLL: (R.PERSON,),
    S.AGENDA: (R.CHAIR, R.DEPUTY, R.OFFICE),
    S.UNDATED: (R.OFFICE,),
    S.MINUTES: (R.MINUTE_TAKER, R.DEPUTY, R.CHAIR, R.OFFICE),
    S.DEADLINE: (),
    S.TASK: (R.PERSON, R.DEPUTY, R.CONTACT, R.OFFICE),
    S.OVERDUE: (R.PERSON, R.DEPUTY, R.CONTACT, R.OFFICE),
    S.AGAIN: (R.PERSON, R.DEPUTY, R.CONTACT, R.OFFICE),
    S.UNASSIGNED: (R.OFFICE,),
    S.NAMING: (R.PERSON, R.CONTACT, R.OFFICE),
    S.ROUND: (R.PERSON,),
    S.GOAL: (R.OFFICE,),
}
PROPOSED_LINES = LINES | {S.AGENDA: (R.OFFICE,), S.MINUTES: (R.MINUTE_TAKER, R.DEPUTY, R.OFFICE)}
FURTHEST_DAYS, LONGEST_EVERY = 365, 365
MOST_RULES = 10
NINE = dt.time(9, 0)


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """One rule before it becomes a row: a proposal, or what somebody has typed."""

    scope: ReminderScope
    days: int
    every: int | None = None
    quiet: bool = False
    local_time: dt.time = NINE
    reach: tuple[Reach, ...] = ()
    active: bool = True


def _proposed(scope: ReminderScope, days: int, every: int | None = None) -> RuleDraft:
    return RuleDraft(scope=scope, days=days, every=every, reach=PROPOSED_LINES[scope])


PROPOSED = (
    _proposed(S.MEETING, 7),
    _proposed(S.MEETING, 1),
    _proposed(S.ANSWER, 3),
    _proposed(S.POLL, 3),
    _proposed(S.AGENDA, 16),
    _proposed(S.UNDATED, 7),
    _proposed(S.UNDATED, 1),
    *(_proposed(S.MINUTES, days) for days in (1, 7, 14, 21, 28)),
    _proposed(S.DEADLINE, 0),
    _proposed(S.TASK, 7),
    _proposed(S.TASK, 1),
    _proposed(S.OVERDUE, 1),
    _proposed(S.OVERDUE, 7),
    _proposed(S.OVERDUE, 30, 30),
    _proposed(S.AGAIN, 0),
    _proposed(S.UNASSIGNED, 7, 30),
    *(_proposed(S.NAMING, days) for days in (7, 14, 28)),
    _proposed(S.NAMING, 56, 91),
    _proposed(S.ROUND, 7),
    _proposed(S.ROUND, 1),
    _proposed(S.GOAL, 0),
)


def proposed_of(scope: ReminderScope, days: int) -> RuleDraft | None:
    """What was proposed for a rule; None for one that the office has added."""
    return next((one for one in PROPOSED if (one.scope, one.days) == (scope, days)), None)


def draft_of(rule: ReminderRule) -> RuleDraft:
    """The rule as it stands."""
    return RuleDraft(
        scope=rule.scope,
        days=rule.days,
        every=rule.every,
        quiet=rule.quiet,
        local_time=rule.local_time,
        reach=reach_of(rule),
        active=rule.active,
    )


def rule_of(draft: RuleDraft, plan: Plan, body: Body | None, now: dt.datetime) -> ReminderRule:
    """A row for the draft; not yet saved. It says nothing of thresholds before `now`."""
    return ReminderRule(
        plan=plan,
        body=body,
        scope=draft.scope,
        days=draft.days,
        every=draft.every,
        quiet=draft.quiet,
        local_time=draft.local_time,
        reach=[one.value for one in draft.reach],
        active=draft.active,
        created_at=now,
    )


def reach_of(rule: ReminderRule) -> tuple[Reach, ...]:
    """The line of recipients; the proposed one where the rule names none."""
    named = set(rule.reach)
    return (
        tuple(one for one in LINES[rule.scope] if one.value in named) or PROPOSED_LINES[rule.scope]
    )


def check_rule(
    draft: RuleDraft, others: Sequence[ReminderRule], habits: LetterHabits | None
) -> None:
    """Raise RuleBroken unless the draft can stand beside the `others` of its scope and group."""
    if not 0 <= draft.days <= FURTHEST_DAYS:
        raise RuleBroken(_("Bitte geben Sie eine Zahl von 0 bis 365 ein."), field="days")
    if any(one.days == draft.days for one in others):
        raise RuleBroken(
            _("Für diesen Abstand gibt es schon eine Erinnerung. Bitte ändern Sie diese."),
            field="days",
        )
    if len(others) >= MOST_RULES:
        raise RuleBroken(_("Mehr als zehn Erinnerungen einer Art liest niemand."), field="days")
    if draft.every is not None and not 1 <= draft.every <= LONGEST_EVERY:
        raise RuleBroken(_("Bitte geben Sie eine Zahl von 1 bis 365 ein."), field="every")
    if draft.scope not in LATE and (draft.every is not None or draft.quiet):
        raise RuleBroken(_("Nur eine Nachfrage kann sich wiederholen."), field="every")
    if LINES[draft.scope] and not draft.reach:
        raise RuleBroken(_("Bitte wählen Sie, an wen der Brief gehen kann."), field="reach")
    if habits is not None and at_night(habits, draft.local_time):
        raise RuleBroken(
            _("Um diese Zeit ruht der Versand. Bitte wählen Sie eine Uhrzeit am Tag."),
            field="local_time",
        )


def days_asked(
    rules: Sequence[ReminderRule], zone: ZoneInfo, *, since: dt.datetime, until: dt.datetime
) -> tuple[dt.date, dt.date] | None:
    """The first and last local day on which a rule's clock time lies in the span; None if none."""
    times = {rule.local_time for rule in rules if rule.active}
    found = [
        day
        for day in _days(since.astimezone(zone).date(), until.astimezone(zone).date())
        if any(since < local_instant(day, time, zone) <= until for time in times)
    ]
    return (found[0], found[-1]) if found else None


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += dt.timedelta(days=1)
