"""Who has a task: asked, named, accepted, handed back, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.groups import BodyDraft
from app.domain.tasks import TaskDraft
from app.extensions import db
from app.models.groups import MembershipRole
from app.models.outbox import OutboxLetter
from app.models.people import Actor, ActorKind
from app.models.plans import Goal, Plan
from app.models.tasks import Acceptance, EntryKind, Task, TaskEntry
from app.queries.speakers import people_to_name, speakers_of
from app.services import outbox, tasks
from app.services.groups import edit_body
from tests.makers import (
    join,
    make_account,
    make_actor,
    make_body,
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
    save,
)

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
TODAY = dt.date(2017, 3, 1)


def make_world() -> tuple[Plan, Goal]:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    make_office(plan)
    save(goal)
    return plan, goal


def handed_out(plan: Plan, goal: Goal, accountable: Actor | None) -> Task:
    draft = TaskDraft(
        title="Umfrage", goals=[goal], accountable=accountable, due_on=dt.date(2017, 9, 15)
    )
    return tasks.create_task(plan, draft, by=None, now=NOW)


def letters() -> list[tuple[str, str]]:
    found = select(OutboxLetter.kind, OutboxLetter.address).order_by(OutboxLetter.id)
    return [(kind, address) for kind, address in db.session.execute(found)]


def kinds(task: Task) -> list[EntryKind]:
    found = select(TaskEntry.kind).where(TaskEntry.task_id == task.id).order_by(TaskEntry.id)
    return list(db.session.scalars(found))


def test_a_person_is_asked_by_letter_and_says_yes(app: Flask) -> None:
    plan, goal = make_world()
    kim = make_person(plan, "Kim", email="kim@example.org")

    task = handed_out(plan, goal, kim)
    asked = task.acceptance
    tasks.accept(task, kim, by=None, now=NOW, signer=kim)
    tasks.accept(task, kim, by=None, now=NOW, signer=kim)
    db.session.commit()

    assert (asked, task.acceptance, task.asked_at) == (Acceptance.ASKED, Acceptance.ACCEPTED, None)
    assert letters() == [("task_assigned", "kim@example.org")]
    assert kinds(task) == [EntryKind.CREATE, EntryKind.ACCEPT]


def test_an_organisation_names_a_person_and_stays_accountable(app: Flask) -> None:
    plan, goal = make_world()
    speaker = make_person(plan, "Vorstand", email="vorstand@example.org")
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION, contact=speaker)
    kim = make_person(plan, "Kim", email="kim@example.org", organisation=club)

    task = handed_out(plan, goal, club)
    assert (task.acceptance, task.doer) == (Acceptance.NAMING, None)
    tasks.name_person(task, kim, by=None, now=NOW, signer=speaker)
    db.session.commit()

    assert (task.accountable, task.doer, task.acceptance) == (club, kim, Acceptance.ASKED)
    assert letters() == [
        ("task_naming", "vorstand@example.org"),
        ("task_assigned", "kim@example.org"),
    ]


def test_who_names_itself_is_not_asked_again(app: Flask) -> None:
    plan, goal = make_world()
    speaker = make_person(plan, "Vorstand", email="vorstand@example.org")
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION, contact=speaker)
    task = handed_out(plan, goal, club)

    tasks.name_person(task, speaker, by=None, now=NOW, signer=speaker, says_yes=True)

    assert (task.doer, task.acceptance) == (speaker, Acceptance.ACCEPTED)
    assert [kind for kind, _address in letters()] == ["task_naming"]


def test_a_groups_chair_speaks_for_the_group(app: Flask) -> None:
    plan, goal = make_world()
    group = make_actor(plan, "AG Sprache", ActorKind.GROUP)
    body = make_body(plan, "AG Sprache")
    deputy = make_person(plan, "Stellvertretung", email="zwei@example.org")
    chair = make_person(plan, "Vorsitz", email="eins@example.org")
    join(body, deputy, MembershipRole.DEPUTY_CHAIR)
    join(body, chair, MembershipRole.CHAIR)
    member = make_person(plan, "Mitglied")
    join(body, member)
    db.session.flush()

    handed_out(plan, goal, group)

    assert speakers_of(group, TODAY) == [chair, deputy]
    assert people_to_name(group, TODAY) == [member, deputy, chair]
    assert letters() == [("task_naming", "eins@example.org")]


def test_a_group_is_given_a_task_and_its_chair_asked_until_somebody_is_named(app: Flask) -> None:
    plan, goal = make_world()
    body = make_body(plan, "AG Sprache")
    chair = make_person(plan, "Vorsitz", email="eins@example.org")
    member = make_person(plan, "Mitglied", email="zwei@example.org")
    join(body, chair, MembershipRole.CHAIR)
    join(body, member)
    draft = TaskDraft(title="Umfrage", goals=[goal], group=body, due_on=dt.date(2017, 9, 15))

    task = tasks.create_task(plan, draft, by=None, now=NOW)
    second = tasks.create_task(plan, replace(draft, title="Zweite"), by=None, now=NOW)
    db.session.commit()

    group = task.accountable
    assert group is not None
    assert (group.name, group.kind, group.plan_id) == ("AG Sprache", ActorKind.GROUP, plan.id)
    assert second.accountable is group
    assert task.acceptance is Acceptance.NAMING
    assert letters() == [("task_naming", "eins@example.org")] * 2

    renamed = BodyDraft(name="AG Sprache und Bildung", form=body.form)
    edit_body(body, renamed, by=None, now=NOW)
    tasks.name_person(second, member, by=None, now=NOW)
    outbox.plan_reminders(host="127.0.0.1", now=NOW + dt.timedelta(days=6))
    outbox.plan_reminders(host="127.0.0.1", now=NOW + dt.timedelta(days=8))
    db.session.commit()

    assert group.name == "AG Sprache und Bildung"
    assert letters()[2:] == [
        ("task_assigned", "zwei@example.org"),
        ("naming_reminder", "eins@example.org"),  # of the first task alone
    ]


def test_a_group_that_is_dissolved_or_of_another_plan_gets_no_task(app: Flask) -> None:
    plan, goal = make_world()
    gone = make_body(plan, "AG Alt", dissolved_on=dt.date(2017, 1, 31))
    foreign = make_body(make_plan("anderer"), "AG Fremd")
    save()

    for body, reason in ((gone, "aufgelöst"), (foreign, "aus der Liste")):
        with pytest.raises(RuleBroken, match=reason):
            tasks.create_task(
                plan, TaskDraft(title="Umfrage", goals=[goal], group=body), by=None, now=NOW
            )
    assert db.session.scalars(select(Task)).all() == []


def test_a_task_handed_back_returns_to_the_office_which_hears_why(app: Flask) -> None:
    plan, goal = make_world()
    kim = make_person(plan, "Kim", email="kim@example.org")
    task = handed_out(plan, goal, kim)

    with pytest.raises(RuleBroken, match="warum"):
        tasks.hand_back(task, kim, reason=" ", by=None, now=NOW)
    tasks.hand_back(task, kim, reason="Elternzeit", by=None, now=NOW, signer=kim)
    db.session.commit()

    assert (task.accountable, task.acceptance) == (None, Acceptance.HANDED_BACK)
    assert letters()[-1] == ("task_handed_back", "geschaeftsstelle@example.org")
    entry = db.session.scalars(select(TaskEntry).order_by(TaskEntry.id.desc())).first()
    assert entry is not None
    assert (entry.kind, entry.reason, entry.signer) == (EntryKind.HAND_BACK, "Elternzeit", kim)


def test_who_was_named_hands_back_and_the_speaker_is_asked_again(app: Flask) -> None:
    plan, goal = make_world()
    speaker = make_person(plan, "Vorstand", email="vorstand@example.org")
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION, contact=speaker)
    kim = make_person(plan, "Kim", email="kim@example.org", organisation=club)
    task = handed_out(plan, goal, club)
    tasks.name_person(task, kim, by=None, now=NOW)

    later = NOW + dt.timedelta(days=1)
    tasks.hand_back(task, kim, reason="Umzug", by=None, now=later)

    assert (task.accountable, task.doer, task.acceptance) == (club, None, Acceptance.NAMING)
    assert letters()[-2:] == [
        ("task_handed_back", "geschaeftsstelle@example.org"),
        ("task_naming", "vorstand@example.org"),
    ]


def test_handing_back_is_taken_back_on_the_same_day(app: Flask) -> None:
    plan, goal = make_world()
    kim = make_person(plan, "Kim", email="kim@example.org")
    account = make_account(plan, "Kim Zwei")
    task = handed_out(plan, goal, kim)

    tasks.hand_back(task, kim, reason="Irrtum", by=account.id, now=NOW)
    tasks.undo(task, by=account.id, now=NOW)
    db.session.commit()

    assert (task.accountable, task.acceptance) == (kim, Acceptance.ASKED)
    assert task.asked_at == NOW


def test_nobody_is_asked_about_the_past(app: Flask) -> None:
    plan, goal = make_world()
    kim = make_person(plan, "Kim", email="kim@example.org")
    draft = TaskDraft(title="Alt", goals=[goal], accountable=kim, due_on=dt.date(2017, 2, 1))

    task = tasks.create_task(plan, draft, by=None, now=NOW)

    assert (task.acceptance, letters()) == (Acceptance.NOT_ASKED, [])


def test_who_has_left_gets_no_task_and_cannot_be_named(app: Flask) -> None:
    plan, goal = make_world()
    gone = make_person(plan, "Kim", left_on=dt.date(2017, 2, 28))
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION)
    task = handed_out(plan, goal, club)

    with pytest.raises(RuleBroken, match="nicht mehr dabei"):
        handed_out(plan, goal, gone)
    with pytest.raises(RuleBroken, match="nicht mehr dabei"):
        tasks.assign(task, gone, by=None, now=NOW)
    with pytest.raises(RuleBroken, match="nicht mehr dabei"):
        tasks.name_person(task, gone, by=None, now=NOW)

    assert (task.accountable, task.doer) == (club, None)
