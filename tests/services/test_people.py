"""Actors on real databases."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.people import ActorDraft
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.people import ActorKind
from app.models.plans import Plan
from app.queries import people as queries
from app.services import people
from tests.makers import join, make_body, make_person, make_plan, save

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)


@pytest.fixture
def plan(app: Flask) -> Plan:
    plan = make_plan()
    save(plan)
    return plan


def test_a_kept_alias_survives_an_edit(plan: Plan) -> None:
    kind = ActorKind.ASSOCIATION
    actor = people.create_actor(
        plan, ActorDraft(name="NISA", kind=kind, aliases=["Nisa e. V.", "Alt"]), by=None, now=NOW
    )
    save()

    people.edit_actor(
        actor, ActorDraft(name="NISA", kind=kind, aliases=["Nisa e. V.", "Neu"]), by=None, now=NOW
    )
    save()

    assert sorted(alias.name for alias in actor.aliases) == ["Neu", "Nisa e. V."]


def test_addresses_are_checked_and_belong_to_one_person(plan: Plan) -> None:
    kind = ActorKind.PERSON
    people.create_actor(
        plan, ActorDraft(name="Vertretung A", kind=kind, email="A@Example.org"), by=None, now=NOW
    )
    save()

    for address in ("a@example.org", "keine Adresse"):
        with pytest.raises(RuleBroken) as refused:
            people.create_actor(
                plan, ActorDraft(name="Vertretung B", kind=kind, email=address), by=None, now=NOW
            )
        assert refused.value.field == "email"


def test_whoever_leaves_leaves_the_groups_too(plan: Plan) -> None:
    person = make_person(plan)
    membership = join(make_body(plan), person)
    save()

    people.edit_actor(
        person,
        ActorDraft(name=person.name, kind=ActorKind.PERSON, left_on=dt.date(2017, 6, 30)),
        by=None,
        now=NOW,
    )
    save()

    assert membership.until_on == dt.date(2017, 6, 30)
    assert person not in queries.persons(plan.id)


def test_the_log_keeps_no_addresses(plan: Plan) -> None:
    person = make_person(plan, email="alt@example.org")
    people.edit_actor(
        person,
        ActorDraft(name=person.name, kind=ActorKind.PERSON, email="neu@example.org"),
        by=None,
        now=NOW,
    )
    save()

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "actor.edit")).one()
    assert entry.changes == {"email": ["…", "…"]}


def test_the_office_becomes_an_actor_once(plan: Plan) -> None:
    first = people.office_actor(plan, now=NOW)
    save()

    assert people.office_actor(plan, now=NOW) is first
    assert (first.kind, first.name) == (ActorKind.FUNCTION, plan.office_name)
