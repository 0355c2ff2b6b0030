"""Groups and memberships on real databases."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.groups import BodyDraft, MembershipDraft
from app.extensions import db
from app.models.accounts import PlanRole
from app.models.audit import AuditEntry
from app.models.groups import BodyForm, MembershipRole, Reinvitation
from app.models.outbox import OutboxLetter
from app.models.plans import Plan
from app.queries import groups as queries
from app.queries import meetings as meeting_queries
from app.queries.accounts import account_by_email
from app.services import groups, meetings
from tests.makers import (
    join,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
)

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


@pytest.fixture
def plan(app: Flask) -> Plan:
    plan = make_plan()
    save(plan)
    return plan


def test_a_group_gets_an_address_of_its_name_that_stays(plan: Plan) -> None:
    goal = make_goal(make_field(plan))
    draft = BodyDraft(name="Runder Tisch", form=BodyForm.WORKSHOP, goals=[goal])

    body = groups.create_body(plan, draft, by=None, now=NOW)
    groups.edit_body(body, BodyDraft(name="Tisch", form=BodyForm.WORKSHOP), by=None, now=NOW)
    save()

    found = queries.by_slug("runder-tisch")
    assert found is body
    assert (body.name, body.goals) == ("Tisch", [])


def test_the_same_name_in_another_plan_gets_another_address(plan: Plan) -> None:
    other = make_plan("zweiter", "Zweiter Plan")
    draft = BodyDraft(name="Peergroup", form=BodyForm.PEER_GROUP)

    slugs = [groups.create_body(p, draft, by=None, now=NOW).slug for p in (plan, other)]

    assert slugs == ["peergroup", "peergroup-2"]


def test_a_new_member_joins_the_lists_of_coming_meetings_and_a_leaving_one_does_not_stay(
    plan: Plan,
) -> None:
    body, cycle = make_body(plan), make_cycle(plan)
    coming = make_meeting(cycle, body, dt.date(2017, 3, 29))
    past = make_meeting(cycle, body, dt.date(2017, 2, 1))
    person = make_person(plan)
    save()

    membership = groups.add_member(
        body, MembershipDraft(person=person, from_on=dt.date(2017, 2, 1)), by=None, now=NOW
    )
    joined = [len(meeting_queries.attendees(m)) for m in (coming, past)]
    groups.end_membership(membership, dt.date(2017, 3, 1), by=None, now=NOW)
    save()

    assert joined == [1, 0]
    assert meeting_queries.attendees(coming) == []
    assert membership.until_on == dt.date(2017, 3, 1)


def test_a_former_member_comes_back_with_a_new_membership(plan: Plan) -> None:
    body, person = make_body(plan), make_person(plan)
    first = groups.add_member(
        body, MembershipDraft(person=person, from_on=dt.date(2010, 1, 1)), by=None, now=NOW
    )
    groups.end_membership(first, dt.date(2013, 9, 30), by=None, now=NOW)

    groups.add_member(
        body,
        MembershipDraft(
            person=person, from_on=dt.date(2017, 3, 29), reinvitation=Reinvitation.CONFIRMED
        ),
        by=None,
        now=NOW,
    )
    save()

    assert [(m.from_on.year, m.until_on) for m in queries.memberships(body)] == [
        (2010, dt.date(2013, 9, 30)),
        (2017, None),
    ]


def test_a_refused_membership_leaves_nothing_behind(plan: Plan) -> None:
    body, person = make_body(plan), make_person(plan)
    save()

    with pytest.raises(RuleBroken):
        groups.add_member(
            body,
            MembershipDraft(
                person=person, from_on=dt.date(2017, 3, 29), until_on=dt.date(2017, 3, 28)
            ),
            by=None,
            now=NOW,
        )

    assert queries.memberships(body) == []


def test_a_dissolved_group_takes_nobody(plan: Plan) -> None:
    body = make_body(plan, dissolved_on=dt.date(2016, 12, 31))
    draft = MembershipDraft(person=make_person(plan), from_on=dt.date(2017, 1, 1))

    with pytest.raises(RuleBroken, match="aufgelöst"):
        groups.add_member(body, draft, by=None, now=NOW)


def test_a_new_role_shows_on_the_lists_of_coming_meetings(plan: Plan) -> None:
    body, person = make_body(plan), make_person(plan)
    meeting = make_meeting(make_cycle(plan), body, dt.date(2017, 3, 29))
    first = MembershipDraft(person=person, from_on=dt.date(2017, 1, 1))
    membership = groups.add_member(body, first, by=None, now=NOW)

    chair = MembershipDraft(person=person, role=MembershipRole.CHAIR, from_on=dt.date(2017, 1, 1))
    groups.edit_membership(membership, chair, by=None, now=NOW)
    save()

    assert [a.role.value for a in meeting_queries.attendees(meeting)] == ["CHAIR"]


def test_an_invited_member_can_sign_in_and_gets_one_letter(plan: Plan) -> None:
    person = make_person(plan, email="vertretung@example.org")
    membership = join(make_body(plan), person, reinvitation=Reinvitation.TO_INVITE)
    save()

    sent = [groups.invite_member(membership, by=None, now=NOW) for _ in range(2)]
    save()

    account = account_by_email("vertretung@example.org")
    assert account is not None
    assert [(a.role, a.actor) for a in account.accesses] == [(PlanRole.MEMBER, person)]
    assert sent == [True, False]
    assert db.session.scalars(select(OutboxLetter.kind)).all() == ["invitation_to_group"]
    assert membership.reinvitation is Reinvitation.INVITED


def test_an_invitation_takes_no_role_away(plan: Plan) -> None:
    office = make_office(plan)
    membership = join(make_body(plan), person_of(office))
    save()

    groups.invite_member(membership, by=None, now=NOW)

    assert [access.role for access in office.accesses] == [PlanRole.COORDINATOR]


def test_an_address_of_somebody_else_is_no_way_in(plan: Plan) -> None:
    make_office(plan)
    twin = make_person(plan, "Zweite", email="geschaeftsstelle@example.org")
    without = make_person(plan, "Ohne Adresse")
    body = make_body(plan)
    save()

    for person in (twin, without):
        with pytest.raises(RuleBroken):
            groups.invite_member(join(body, person), by=None, now=NOW)

    assert db.session.scalars(select(OutboxLetter)).all() == []


def test_every_deed_is_noted(plan: Plan) -> None:
    body = groups.create_body(
        plan, BodyDraft(name="Peergroup", form=BodyForm.PEER_GROUP), by=None, now=NOW
    )
    membership = groups.add_member(
        body, MembershipDraft(person=make_person(plan), from_on=dt.date(2017, 1, 1)),
        by=None, now=NOW,
    )  # fmt: skip
    groups.end_membership(membership, dt.date(2017, 2, 1), by=None, now=NOW)
    meetings.create_cycle(plan, 2017, by=None, now=NOW)
    save()

    noted = set(db.session.scalars(select(AuditEntry.action)))
    assert {"body.create", "membership.add", "membership.end", "cycle.create"} <= noted
