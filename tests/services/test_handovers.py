"""Open tasks find somebody before a membership or a person ends, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.domain.errors import RuleBroken
from app.domain.people import ActorDraft
from app.extensions import db
from app.models.people import Actor, ActorKind
from app.models.plans import Goal, Plan
from app.models.tasks import Acceptance, TaskState
from app.queries import handovers as queries
from app.services import accounts, groups, handovers, people
from tests.makers import (
    join,
    make_account,
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
)

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
TODAY = dt.date(2017, 3, 1)
LATER = dt.date(2017, 9, 15)


def make_world() -> tuple[Plan, Goal, Actor]:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    make_office(plan)
    kim = make_person(plan, "Kim")
    save(goal)
    return plan, goal, kim


def leaves(actor: Actor, day: dt.date) -> None:
    draft = ActorDraft(kind=actor.kind, name=actor.name, left_on=day)
    people.edit_actor(actor, draft, by=None, now=NOW)


def test_nobody_leaves_before_open_tasks_are_handed_over(app: Flask) -> None:
    plan, goal, kim = make_world()
    heir = make_person(plan, "Heike")
    task = make_task(plan, "Umfrage", kim, LATER, goals=[goal])
    make_task(plan, "Fertig", kim, LATER, goals=[goal], state=TaskState.DONE)
    db.session.commit()

    with pytest.raises(RuleBroken, match="noch eine offene Aufgabe") as caught:
        leaves(kim, TODAY)
    db.session.rollback()
    handovers.hand_over(task, kim, heir, by=None, now=NOW)
    leaves(kim, TODAY)

    assert caught.value.field == "left_on"
    assert (task.accountable, task.acceptance) == (heir, Acceptance.ASKED)
    assert kim.left_on == TODAY


def test_what_is_due_before_the_end_can_still_be_done(app: Flask) -> None:
    plan, goal, kim = make_world()
    make_task(plan, "Umfrage", kim, dt.date(2017, 4, 1), goals=[goal])
    db.session.commit()

    leaves(kim, dt.date(2017, 4, 30))

    assert kim.left_on == dt.date(2017, 4, 30)


def test_a_membership_ends_after_its_own_tasks_have_somebody(app: Flask) -> None:
    plan, goal, kim = make_world()
    body, other = make_body(plan), make_body(plan, "Andere Gruppe")
    membership, staying = join(body, kim), join(other, kim)
    meeting = make_meeting(make_cycle(plan), body)
    task = make_task(plan, "Umfrage", kim, LATER, goals=[goal], meeting=meeting)
    db.session.commit()

    with pytest.raises(RuleBroken, match="zu übergeben"):
        groups.end_membership(membership, TODAY, by=None, now=NOW)
    groups.end_membership(staying, TODAY, by=None, now=NOW)
    handovers.hand_over(task, kim, None, by=None, now=NOW)
    groups.end_membership(membership, TODAY, by=None, now=NOW)

    assert (task.accountable, membership.until_on) == (None, TODAY)


def test_who_takes_over_from_a_named_person_is_named_by_the_same_organisation(app: Flask) -> None:
    plan, goal, kim = make_world()
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION)
    heir = make_person(plan, "Heike")
    task = make_task(plan, "Umfrage", club, LATER, goals=[goal], person=kim)
    db.session.commit()

    handovers.hand_over(task, kim, heir, by=None, now=NOW)

    assert (task.accountable, task.doer) == (club, heir)


def test_a_task_without_an_active_person_is_found(app: Flask) -> None:
    plan, goal, kim = make_world()
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION)
    gone = make_person(plan, "Weg", left_on=dt.date(2017, 2, 28))
    locked = make_account(plan, "Gesperrt")
    given = {"goals": [goal]}
    make_task(plan, "Mit Person", kim, LATER, **given)
    make_task(plan, "Benannt", club, LATER, person=kim, **given)
    make_task(plan, "Nicht benannt", club, dt.date(2017, 4, 1), **given)
    make_task(plan, "Weg", gone, dt.date(2017, 4, 2), **given)
    make_task(plan, "Gesperrt", person_of(locked), dt.date(2017, 4, 3), **given)
    make_task(plan, "Niemand", None, dt.date(2017, 4, 4), **given)
    make_task(plan, "Geschlossen", None, LATER, state=TaskState.DONE, **given)
    accounts.disable(locked, now=NOW)
    db.session.commit()

    found = [task.title for task in queries.tasks_without_person(plan, TODAY)]

    assert found == ["Nicht benannt", "Weg", "Gesperrt", "Niemand"]
