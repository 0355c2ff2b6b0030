"""Reads the part of a plan's world on which its reminders depend."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.domain.days import local_day
from app.domain.reminders import REMINDED_STATES, Directory, Recipient, World
from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole
from app.models.groups import Body, Membership, MembershipRole
from app.models.meetings import (
    Attendee,
    Cycle,
    DeadlineRule,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    PartStat,
    Uninvited,
)
from app.models.outbox import ReminderRule
from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.rounds import StatusRound
from app.models.tasks import Acceptance, Task, TaskReport, TaskState
from app.queries import preferences
from app.queries import rounds as round_queries
from app.queries.speakers import speakers_of

MOVED_AT_MOST = 14  # days a deadline can be pushed by weekends and holidays
WAITED_AT_MOST = dt.timedelta(days=400)  # how old a letter can be when it is checked again


def plans() -> Sequence[Plan]:
    """All plans, oldest first."""
    return db.session.scalars(select(Plan).order_by(Plan.id)).all()


def world_between(plan: Plan, first: dt.date, last: dt.date, *, today: dt.date) -> World:
    """The world with everything that may ask for a reminder from `first` to `last`."""
    rules, deadline_rules = _rules(plan)
    reach = dt.timedelta(
        days=MOVED_AT_MOST
        + max((rule.days for rule in rules), default=0)
        + max((abs(rule.days) for rule in deadline_rules), default=0)
    )
    meetings = _meetings(plan).where(
        Meeting.held_on.between(first - reach, last + reach)
        | Meeting.answer_by_on.between(first - reach, last + reach)
    )
    tasks = _tasks(plan).where(
        (Task.due_on <= last + reach)
        | (Task.acceptance == Acceptance.NAMING)
        | Task.resubmit_on.between(first - reach, last + reach)
    )
    rounds = round_queries.waiting_for(plan, first - reach, last + reach)
    goals = _goals(plan).where(Goal.resubmit_on.between(first - reach, last + reach))
    span = (first, last)
    return _world(plan, span, rules, deadline_rules, meetings, tasks, rounds, goals, today)


def world_of(
    plan: Plan, uids: Collection[uuid.UUID], actor_ids: Collection[int], *, today: dt.date
) -> World:
    """The world with only the meetings, tasks and rounds named by `uids`, to check a letter again.

    Its directory knows `actor_ids`, whoever stands before them in the line of recipients, and
    the office: enough to say whether a letter to them is still right.
    """
    rules, deadline_rules = _rules(plan)
    meetings = _meetings(plan).where(Meeting.uid.in_(uids))
    tasks = _tasks(plan).where(Task.uid.in_(uids))
    rounds = round_queries.waiting_in(plan, uids)
    goals = _goals(plan).where(Goal.uid.in_(uids))
    span = (today - WAITED_AT_MOST, today)
    return _world(
        plan, span, rules, deadline_rules, meetings, tasks, rounds, goals, today, actor_ids
    )


def directory(plan: Plan, now: dt.datetime, *actors: Actor | None) -> Directory:
    """Whether and how `actors` can be reached in the plan at `now`, and the office."""
    return _directory(plan, local_day(now, plan), _in_line(actors))


def _world(
    plan: Plan,
    span: tuple[dt.date, dt.date],
    rules: Sequence[ReminderRule],
    deadline_rules: Sequence[DeadlineRule],
    meetings: Select[Meeting],
    tasks: Select[Task],
    rounds: Sequence[tuple[StatusRound, frozenset[int]]],
    goals: Select[Goal],
    today: dt.date,
    actor_ids: Collection[int] | None = None,
) -> World:
    met, worked_on = db.session.scalars(meetings).all(), db.session.scalars(tasks).all()
    speakers = _speakers(worked_on, today)
    if actor_ids is not None:
        takers = [meeting.minute_taker for meeting in met] + [
            membership.person
            for meeting in met
            for membership in meeting.body.memberships
            if membership.role is MembershipRole.MINUTE_TAKER
        ]
        holders = [actor for task in worked_on for actor in (task.accountable, task.person)]
        asked = {person for found in speakers.values() for person in found}
        actor_ids = {*actor_ids, *_in_line([*takers, *holders]), *asked}
    found = replace(_directory(plan, today, actor_ids), speakers=speakers)
    return World(
        plan=plan,
        first=span[0],
        last=span[1],
        rules=rules,
        deadline_rules=deadline_rules,
        meetings=met,
        tasks=worked_on,
        directory=found,
        preferences=preferences.by_recipient([*found.reachable.values(), *found.office]),
        declined=_declined([meeting.id for meeting in met]),
        owing=_owing([one.id for one in met if one.state is MeetingState.INVITED]),
        rounds=rounds,
        goals=db.session.scalars(goals).all(),
        minutes_out=_minutes_out([meeting.id for meeting in met]),
        reported=_reported(plan, [task.id for task in worked_on]),
    )


def _speakers(tasks: Iterable[Task], today: dt.date) -> dict[int, list[int]]:
    """Who speaks for each organisation that has been asked to name a person."""
    asked = {task.accountable for task in tasks if task.acceptance is Acceptance.NAMING} - {None}
    return {
        actor.id: [person.id for person in speakers_of(actor, today)]
        for actor in asked
        if actor is not None
    }


def _in_line(actors: Iterable[Actor | None]) -> set[int]:
    """Each actor and its contact."""
    known = [actor for actor in actors if actor is not None]
    contacts = [actor.contact_id for actor in known if actor.contact_id is not None]
    return {*(actor.id for actor in known), *contacts}


def _rules(plan: Plan) -> tuple[Sequence[ReminderRule], Sequence[DeadlineRule]]:
    own = select(ReminderRule).where(ReminderRule.plan_id == plan.id).order_by(ReminderRule.id)
    steps = select(DeadlineRule).where(DeadlineRule.plan_id == plan.id).order_by(DeadlineRule.id)
    return db.session.scalars(own).all(), db.session.scalars(steps).all()


def _meetings(plan: Plan) -> Select[Meeting]:
    return (
        select(Meeting)
        .join(Meeting.cycle)
        .where(Cycle.plan_id == plan.id, Meeting.state != MeetingState.CANCELLED)
        .options(
            joinedload(Meeting.body).selectinload(Body.memberships).joinedload(Membership.person),
            joinedload(Meeting.minute_taker),
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


def _tasks(plan: Plan) -> Select[Task]:
    return (
        select(Task)
        .where(Task.plan_id == plan.id, Task.state.in_(REMINDED_STATES | {TaskState.POSTPONED}))
        .options(
            joinedload(Task.accountable),
            joinedload(Task.meeting),
            selectinload(Task.goals).joinedload(Goal.field),
        )
        .order_by(Task.id)
    )


def _declined(meeting_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """Who does not come: by the person's own word, or taken off the list by the office."""
    declined = select(Attendee.meeting_id, Attendee.person_id).where(
        Attendee.meeting_id.in_(meeting_ids), Attendee.partstat == PartStat.DECLINED
    )
    off = select(Uninvited.meeting_id, Uninvited.person_id).where(
        Uninvited.meeting_id.in_(meeting_ids)
    )
    rows = db.session.execute(declined.union(off))
    return frozenset((meeting_id, person_id) for meeting_id, person_id in rows)


def _reported(plan: Plan, task_ids: Collection[int]) -> dict[int, dt.date]:
    """The local day on which each task was last reported on."""
    rows = db.session.execute(
        select(TaskReport.task_id, func.max(TaskReport.reported_at))
        .where(TaskReport.task_id.in_(task_ids))
        .group_by(TaskReport.task_id)
    )
    return {task_id: local_day(at, plan) for task_id, at in rows}


def _minutes_out(meeting_ids: Collection[int]) -> frozenset[int]:
    """The meetings whose minutes have left the writer's desk."""
    rows = db.session.scalars(
        select(Minutes.meeting_id).where(
            Minutes.meeting_id.in_(meeting_ids), Minutes.state != MinutesState.DRAFT
        )
    )
    return frozenset(rows)


def _owing(meeting_ids: Collection[int]) -> dict[tuple[int, int], dt.datetime]:
    """Who has not answered an invitation, and since when the person is on the list."""
    if not meeting_ids:
        return {}
    rows = db.session.execute(
        select(Attendee.meeting_id, Attendee.person_id, Attendee.created_at)
        .where(Attendee.meeting_id.in_(meeting_ids), Attendee.partstat == PartStat.NEEDS_ACTION)
        .order_by(Attendee.id)
    )
    return {(meeting_id, person_id): since for meeting_id, person_id, since in rows}


def _directory(plan: Plan, today: dt.date, actor_ids: Collection[int] | None) -> Directory:
    """The directory of all actors, or of `actor_ids`, their deputies and their people."""
    deputies = _deputies(plan, today, actor_ids)
    wanted = select(Actor).where(Actor.plan_id == plan.id).order_by(Actor.id)
    if actor_ids is not None:
        actor_ids = {*actor_ids, *(one for found in deputies.values() for one in found)}
        wanted = wanted.where(Actor.id.in_(actor_ids) | Actor.organisation_id.in_(actor_ids))
    actors = db.session.scalars(wanted).all()
    accesses = _accesses(plan, None if actor_ids is None else [actor.id for actor in actors])
    accounts = {access.actor_id: access.account for access in accesses if access.actor_id}
    reachable: dict[int, Recipient] = {}
    people_of: dict[int, list[Recipient]] = defaultdict(list)
    for actor in actors:
        recipient = _recipient(actor, accounts.get(actor.id), today)
        if recipient is None:
            continue
        reachable[actor.id] = recipient
        if actor.is_person and actor.organisation_id is not None:
            people_of[actor.organisation_id].append(recipient)
    return Directory(
        reachable=reachable,
        people_of=people_of,
        office=_office(plan, accesses, today),
        deputies=deputies,
    )


def _deputies(
    plan: Plan, today: dt.date, actor_ids: Collection[int] | None
) -> dict[int, list[int]]:
    """Who stands in for whom in the plan's groups today."""
    wanted = (
        select(Membership)
        .join(Membership.body)
        .where(Body.plan_id == plan.id, Membership.deputy_id.is_not(None))
        .order_by(Membership.id)
    )
    if actor_ids is not None:
        wanted = wanted.where(Membership.person_id.in_(actor_ids))
    found: dict[int, list[int]] = defaultdict(list)
    for membership in db.session.scalars(wanted):
        if membership.active_on(today) and membership.deputy_id is not None:
            found[membership.person_id].append(membership.deputy_id)
    return found


def _accesses(plan: Plan, actor_ids: Collection[int] | None) -> Sequence[PlanAccess]:
    wanted = select(PlanAccess).where(PlanAccess.plan_id == plan.id).order_by(PlanAccess.id)
    if actor_ids is not None:
        wanted = wanted.where(
            PlanAccess.actor_id.in_(actor_ids) | (PlanAccess.role == PlanRole.COORDINATOR)
        )
    account, actor = joinedload(PlanAccess.account), joinedload(PlanAccess.actor)
    return db.session.scalars(wanted.options(account, actor)).all()


def _recipient(actor: Actor, account: Account | None, today: dt.date) -> Recipient | None:
    """How to reach an actor: by the account if there is one, and then only while it is active."""
    if _has_left(actor, today):
        return None
    if account is not None:
        return _of_account(account, actor.id) if account.active else None
    if actor.email is None:
        return None
    return Recipient(name=actor.name, address=actor.email, actor_id=actor.id)


def _has_left(actor: Actor, today: dt.date) -> bool:
    return actor.left_on is not None and actor.left_on < today


def _of_account(account: Account, actor_id: int | None) -> Recipient:
    return Recipient(
        name=account.name, address=account.email, actor_id=actor_id, account_id=account.id
    )


def _office(plan: Plan, accesses: Sequence[PlanAccess], today: dt.date) -> list[Recipient]:
    """The active coordinators; without any, the office's own mailbox."""
    coordinators = [
        _of_account(access.account, access.actor_id)
        for access in accesses
        if access.role is PlanRole.COORDINATOR
        and access.account.active
        and (access.actor is None or not _has_left(access.actor, today))
    ]
    if coordinators or plan.office_email is None:
        return coordinators
    return [Recipient(name=plan.office_name, address=plan.office_email)]
