"""Whom a status round asks about what, and who gets the letter of each actor."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.domain import rounds as law
from app.domain.days import local_day
from app.domain.reminders import REMINDED_STATES, Directory, Recipient
from app.extensions import db
from app.models.groups import Membership
from app.models.people import Actor
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.tasks import Task, TaskState
from app.queries import reminders as directories
from app.queries.speakers import chairs_of


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An actor who would be asked, about what, and who gets the letter (nobody: by telephone)."""

    actor: Actor
    goals: Sequence[Goal]
    tasks: Sequence[Task]
    recipient: Recipient | None


@dataclass
class _Asked:
    goals: list[Goal] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)


def candidates(plan: Plan, reporting_on: dt.date, now: dt.datetime) -> list[Candidate]:
    """Who would be asked about what; nobody is in it who has nothing to say. By name.

    About a task it is the person who does it, where its organisation has named one.
    """
    asked: dict[Actor, _Asked] = defaultdict(_Asked)
    for goal in _goals(plan):
        if goal.responsible is not None and law.is_asked_goal(goal, reporting_on):
            asked[goal.responsible].goals.append(goal)
    for task in _tasks(plan):
        holder = task.doer or task.accountable
        if holder is not None and law.is_asked_task(task, reporting_on):
            asked[holder].tasks.append(task)
    reach = _reach(plan, list(asked), now)
    return [
        Candidate(actor=actor, goals=work.goals, tasks=work.tasks, recipient=reach.get(actor.id))
        for actor, work in sorted(asked.items(), key=lambda pair: (pair[0].name, pair[0].id))
    ]


def reachable(plan: Plan, persons: Sequence[Actor], now: dt.datetime) -> Mapping[int, Recipient]:
    """How these actors are reached themselves today, by id."""
    return directories.directory(plan, now, *persons).reachable


def _reach(plan: Plan, actors: Sequence[Actor], now: dt.datetime) -> dict[int, Recipient]:
    """Who gets the letter of each actor: itself, its contact, a deputy or chair, its people."""
    today = local_day(now, plan)
    stand_ins_of = {**_deputies(actors, today), **chairs_of(actors, today)}
    organisations = [actor.organisation for actor in actors if actor.organisation]
    stand_ins = [person for found in stand_ins_of.values() for person in found]
    known = directories.directory(plan, now, *actors, *organisations, *stand_ins)
    found = {actor.id: _recipient(known, actor, stand_ins_of.get(actor.id, ())) for actor in actors}
    return {actor_id: one for actor_id, one in found.items() if one is not None}


def _recipient(known: Directory, actor: Actor, stand_ins: Sequence[Actor]) -> Recipient | None:
    organisation = actor.organisation if actor.is_person else None
    line = [actor.id, actor.contact_id, *(one.id for one in stand_ins)]
    if organisation is not None:
        line += [organisation.contact_id, organisation.id]
    return known.reached(line) or next(iter(known.people_of.get(actor.id, ())), None)


def _deputies(actors: Sequence[Actor], today: dt.date) -> dict[int, list[Actor]]:
    rows = db.session.scalars(
        select(Membership)
        .where(
            Membership.person_id.in_([actor.id for actor in actors]),
            Membership.deputy_id.is_not(None),
            Membership.from_on <= today,
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
        )
        .order_by(Membership.id)
        .options(joinedload(Membership.deputy))
    )
    found: dict[int, list[Actor]] = defaultdict(list)
    for membership in rows:
        if membership.deputy is not None:
            found[membership.person_id].append(membership.deputy)
    return found


def _goals(plan: Plan) -> Sequence[Goal]:
    return db.session.scalars(
        select(Goal)
        .join(Goal.field)
        .where(FieldOfAction.plan_id == plan.id, Goal.responsible_id.is_not(None))
        .order_by(FieldOfAction.number, Goal.position)
        .options(
            joinedload(Goal.field),
            joinedload(Goal.responsible).joinedload(Actor.organisation),
            selectinload(Goal.assessments),
        )
    ).all()


def _tasks(plan: Plan) -> Sequence[Task]:
    return db.session.scalars(
        select(Task)
        .where(
            Task.plan_id == plan.id,
            Task.accountable_id.is_not(None),
            Task.state.in_(REMINDED_STATES | {TaskState.POSTPONED}),
        )
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        .options(
            joinedload(Task.accountable).joinedload(Actor.organisation),
            joinedload(Task.person).joinedload(Actor.organisation),
        )
    ).all()
