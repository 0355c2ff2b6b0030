"""The small cast of the tests, and makers for the things they work on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask.testing import FlaskClient

from app.extensions import db
from app.models.accounts import Account, PlanAccess, PlanRole
from app.models.groups import Body, BodyForm, Membership, MembershipRole
from app.models.meetings import AgendaItem, AgendaKind, Cycle, DatePrecision, Meeting, Phase
from app.models.people import Actor, ActorKind
from app.models.plans import FieldOfAction, Goal, Plan
from app.models.tasks import Task, TaskState
from app.services import accounts, plans

CREATED = dt.datetime(2017, 1, 2, 8, 0, tzinfo=dt.UTC)

ASKED_BY_STATE: dict[TaskState | None, dict[str, Any]] = {
    TaskState.DONE: {"result": "Liegt vor", "done_on": dt.date(2017, 1, 31)},
    TaskState.POSTPONED: {"state_reason": "Später", "resubmit_on": dt.date(2017, 12, 1)},
    TaskState.NOT_FEASIBLE: {
        "state_reason": "Kein Geld",
        "decided_by": "Kreistag",
        "decided_on": dt.date(2017, 1, 31),
    },
}


def save(*things: Any) -> None:
    """Keep what was made, as a door would."""
    db.session.add_all(things)
    db.session.commit()


def make_plan(slug: str = "integrationsplan", title: str = "Integrationsplan") -> Plan:
    plan = plans.create_plan(slug=slug, title=title, county="Landkreis Musterhausen", now=CREATED)
    plan.office_email = "geschaeftsstelle@example.org"
    return plan


def make_field(plan: Plan, number: int = 7, name: str = "Religion") -> FieldOfAction:
    field = FieldOfAction(plan=plan, number=number, name=name)
    db.session.add(field)
    return field


def make_goal(field: FieldOfAction, position: int = 1, title: str = "Netzwerke bestehen") -> Goal:
    goal = Goal(field=field, position=position, official_title=title, created_at=CREATED)
    db.session.add(goal)
    return goal


def make_actor(plan: Plan, name: str, kind: ActorKind = ActorKind.OFFICE, **more: Any) -> Actor:
    actor = Actor(plan_id=plan.id, kind=kind, name=name, created_at=CREATED, **more)
    db.session.add(actor)
    db.session.flush()
    return actor


def make_person(plan: Plan, name: str = "Vertretung Frauenverein", **more: Any) -> Actor:
    return make_actor(plan, name, ActorKind.PERSON, **more)


def make_account(
    plan: Plan,
    name: str = "Vertretung Frauenverein",
    role: PlanRole = PlanRole.MEMBER,
    email: str | None = None,
) -> Account:
    """An account with a person of the same name in the plan."""
    address = email or f"{name.lower().replace(' ', '.')}@example.org"
    account = accounts.create_account(email=address, name=name, now=CREATED)
    person = make_person(plan, name, email=account.email)
    accounts.grant(account, plan, role, actor=person, now=CREATED)
    return account


def make_office(plan: Plan) -> Account:
    return make_account(plan, "Geschaeftsstelle", PlanRole.COORDINATOR)


def person_of(account: Account) -> Actor:
    """The person the account is in its first plan."""
    access: PlanAccess = account.accesses[0]
    assert access.actor is not None
    return access.actor


def make_body(
    plan: Plan,
    name: str = "Peergroup",
    form: BodyForm = BodyForm.PEER_GROUP,
    **more: Any,
) -> Body:
    body = Body(
        plan=plan,
        slug=name.lower().replace(" ", "-"),
        name=name,
        form=form,
        created_at=CREATED,
        **more,
    )
    db.session.add(body)
    return body


def join(
    body: Body,
    person: Actor,
    role: MembershipRole = MembershipRole.MEMBER,
    from_on: dt.date = dt.date(2017, 1, 1),
    **more: Any,
) -> Membership:
    membership = Membership(
        body=body, person=person, role=role, from_on=from_on, created_at=CREATED, **more
    )
    db.session.add(membership)
    return membership


def make_cycle(plan: Plan, year: int = 2017) -> Cycle:
    cycle = Cycle(plan=plan, year=year)
    db.session.add(cycle)
    return cycle


def make_meeting(
    cycle: Cycle,
    body: Body,
    held_on: dt.date | None = dt.date(2017, 3, 29),
    month_on: dt.date | None = None,
    **more: Any,
) -> Meeting:
    """A meeting on a day, or with `held_on=None` in a month, or without any date."""
    precision = (
        DatePrecision.DAY if held_on else DatePrecision.MONTH if month_on else DatePrecision.OPEN
    )
    given: dict[str, Any] = {
        "phase": Phase.KICKOFF,
        "position": 1,
        "title": "Auftakt",
        "begins": dt.time(14, 0) if held_on else None,
        "ends": dt.time(16, 30) if held_on else None,
        "created_at": CREATED,
        "changed_at": CREATED,
    }
    meeting = Meeting(
        cycle=cycle,
        body=body,
        precision=precision,
        held_on=held_on,
        month_on=month_on,
        **(given | more),
    )
    db.session.add(meeting)
    return meeting


def make_agenda_item(meeting: Meeting) -> AgendaItem:
    """The first item, so that nobody is told that the agenda is missing."""
    item = AgendaItem(
        meeting=meeting, number="1", position=1, title="Begrüßung", kind=AgendaKind.INFORMATION
    )
    db.session.add(item)
    return item


def make_task(
    plan: Plan,
    title: str = "Zweiten Austausch vorbereiten",
    accountable: Actor | None = None,
    due_on: dt.date | None = dt.date(2017, 9, 15),
    **more: Any,
) -> Task:
    """A task as agreed, or in the `state` given with the words and days the state asks for."""
    given = {"created_at": CREATED, "changed_at": CREATED}
    task = Task(
        plan=plan,
        title=title,
        accountable=accountable,
        due_on=due_on,
        **(given | ASKED_BY_STATE.get(more.get("state"), {}) | more),
    )
    db.session.add(task)
    return task


def sign_in(
    client: FlaskClient,
    account: Account,
    now: dt.datetime = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC),
) -> None:
    """Give the client's browser a session of the account that is alive at `now`."""
    token = accounts.begin_session(account, now=now)
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
