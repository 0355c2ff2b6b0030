"""Reads the part of a plan's world on which its reminders depend."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from app.domain.letter_habits import day_before
from app.domain.preferences import GATHERED_FOR
from app.domain.reminders import World
from app.extensions import db
from app.models.groups import MembershipRole
from app.models.meetings import Cycle, DatePoll, DeadlineRule, Meeting, MeetingState
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.reminders import LetterHabits, ReminderRule, ReminderScope
from app.models.rounds import StatusRound
from app.models.tasks import Task
from app.queries import polls, preferences
from app.queries import rounds as round_queries
from app.queries.reminders import facts, rules, some_tasks
from app.queries.reminders.directories import directory_of, in_line

DEADLINE_MOVED = 14  # days a deadline can be pushed by weekends and holidays
WAITED_AT_MOST = dt.timedelta(days=400)  # how old a letter can be when it is checked again
SET_BACK_AT_MOST = dt.timedelta(days=60)  # how far the clock can go back after it was planned


@dataclass(frozen=True, kw_only=True)
class _Frame:
    """A plan with its rules, and the days that are looked at on a day."""

    plan: Plan
    first: dt.date
    last: dt.date
    today: dt.date
    rules: Sequence[ReminderRule]
    deadline_rules: Sequence[DeadlineRule]
    habits: LetterHabits | None

    @property
    def reach(self) -> dt.timedelta:
        """How far from the span the day of something can lie that asks for a letter in it."""
        leads = (rule.days for rule in self.rules)
        steps = (abs(rule.days) for rule in self.deadline_rules)
        return dt.timedelta(days=DEADLINE_MOVED + max(leads, default=0) + max(steps, default=0))


def world_between(plan: Plan, first: dt.date, last: dt.date, *, today: dt.date) -> World:
    """The world with everything that may ask for a reminder from `first` to `last`."""
    frame = _frame(plan, first, last, today)
    begin, end = first - frame.reach, last + frame.reach
    met = db.session.scalars(
        _meetings(plan).where(
            Meeting.held_on.between(begin, end) | Meeting.answer_by_on.between(begin, end)
        )
    ).all()
    goals = _goals(plan).where(Goal.resubmit_on.between(begin, end))
    return _world(
        frame,
        met,
        some_tasks.asking(plan, frame.rules, frame.habits, first, last, today=today),
        round_queries.waiting_for(plan, begin, end),
        [poll for poll in polls.open_in(plan) if begin <= poll.answer_by <= end],
        db.session.scalars(goals).all(),
        whole=_announced(frame, met),
        persons=(),
    )


def world_of(
    plan: Plan,
    uids: Collection[uuid.UUID],
    actor_ids: Collection[int],
    *,
    today: dt.date,
    last: dt.date | None = None,
) -> World:
    """The world with only the meetings, tasks and rounds named by `uids`, to check letters again.

    Its directory knows `actor_ids`, whoever stands before them in the line of recipients, and
    the office: enough to say whether a letter to them is still right. With `last` it looks from
    `today` on to that day, and knows everybody.
    """
    begin, end = (today, last) if last else (today - WAITED_AT_MOST, today + SET_BACK_AT_MOST)
    frame = _frame(plan, begin, end, today)
    met = db.session.scalars(_meetings(plan).where(Meeting.uid.in_(uids))).all()
    return _world(
        frame,
        met,
        some_tasks.named(plan, uids),
        round_queries.waiting_in(plan, uids),
        [poll for poll in polls.open_in(plan) if poll.uid in uids],
        db.session.scalars(_goals(plan).where(Goal.uid.in_(uids))).all(),
        whole={one.body_id for one in met} if last else (),
        persons=actor_ids,
    )


def _frame(plan: Plan, first: dt.date, last: dt.date, today: dt.date) -> _Frame:
    return _Frame(
        plan=plan,
        first=first,
        last=last,
        today=today,
        rules=rules.rules_of(plan),
        deadline_rules=rules.deadline_rules_of(plan),
        habits=rules.habits_of(plan.id),
    )


def _announced(frame: _Frame, met: Sequence[Meeting]) -> set[int]:
    """The bodies of meetings that a rule, or somebody's own lead time, announces in the span."""
    leads = {one.days for one in frame.rules if one.scope is ReminderScope.MEETING and one.active}
    leads |= preferences.own_lead_days()
    begin = frame.first - (GATHERED_FOR if preferences.anybody_gathers() else dt.timedelta(0))
    region = frame.plan.holiday_region
    return {
        meeting.body_id
        for meeting in met
        if meeting.held_on is not None
        for days in leads
        if begin
        <= day_before(frame.habits, meeting.held_on - dt.timedelta(days=days), region)
        <= frame.last
    }


def _world(
    frame: _Frame,
    met: Sequence[Meeting],
    worked_on: Sequence[Task],
    rounds: Sequence[tuple[StatusRound, frozenset[int]]],
    asked: Sequence[DatePoll],
    goals: Sequence[Goal],
    *,
    whole: Collection[int],
    persons: Collection[int],
) -> World:
    plan, today = frame.plan, frame.today
    meeting_ids, task_ids = [one.id for one in met], [one.id for one in worked_on]
    members = facts.members(whole, met, persons)
    speakers, owing = facts.speakers(worked_on, today), facts.owing(met)
    waiting_polls = facts.waiting_polls(asked, today)
    concerned = {
        *persons,
        *in_line(chain.from_iterable((one.accountable, one.person) for one in worked_on)),
        *in_line(chain.from_iterable((one.chair, one.minute_taker) for one in met)),
        *(one.person_id for found in members.values() for one in found if _counts(one.role)),
        *(person for found in speakers.values() for person in found),
        *(person_id for _meeting, person_id in owing),
        *chain.from_iterable(waiting for _round, waiting in rounds),
        *chain.from_iterable(waiting for _poll, waiting in waiting_polls),
    }
    found = directory_of(plan, today, concerned, speakers)
    return World(
        plan=plan,
        first=frame.first,
        last=frame.last,
        rules=frame.rules,
        deadline_rules=frame.deadline_rules,
        habits=frame.habits,
        meetings=met,
        tasks=worked_on,
        directory=found,
        members=members,
        preferences=preferences.by_recipient([*found.reachable.values(), *found.office]),
        declined=facts.declined(meeting_ids),
        owing=owing,
        rounds=rounds,
        polls=waiting_polls,
        goals=goals,
        minutes_out=facts.minutes_out(meeting_ids),
        deadlines_met=facts.deadlines_met(meeting_ids),
        with_agenda=facts.with_agenda(meeting_ids),
        unassigned=facts.unassigned(plan, task_ids, today),
        reported=facts.reported(plan, task_ids),
    )


def _counts(role: MembershipRole) -> bool:
    return role is not MembershipRole.GUEST


def _meetings(plan: Plan) -> Select[Meeting]:
    return (
        select(Meeting)
        .join(Meeting.cycle)
        .where(Cycle.plan_id == plan.id, Meeting.state != MeetingState.CANCELLED)
        .options(
            joinedload(Meeting.body), joinedload(Meeting.chair), joinedload(Meeting.minute_taker)
        )
        .order_by(Meeting.id)
    )


def _goals(plan: Plan) -> Select[Goal]:
    return (
        select(Goal)
        .join(Goal.field)
        .where(FieldOfAction.plan_id == plan.id, Goal.resubmit_on.is_not(None))
        .options(contains_eager(Goal.field))
        .order_by(Goal.id)
    )
