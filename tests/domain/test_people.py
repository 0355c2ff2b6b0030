"""Laws of actors, on objects never saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain import people as law
from app.domain.errors import RuleBroken
from app.domain.people import ActorDraft
from app.models.people import Actor, ActorAlias, ActorKind
from app.models.plans import Plan

CREATED = dt.datetime(2017, 1, 2, 8, tzinfo=dt.UTC)
PLAN = Plan(slug="plan", title="Plan", created_at=CREATED)


def actor_of(name: str, kind: ActorKind = ActorKind.MIGRANT_ORGANISATION, **more: Any) -> Actor:
    aliases = more.pop("aliases", ())
    actor = Actor(
        plan_id=more.pop("plan_id", None), kind=kind, name=name, created_at=CREATED, **more
    )
    for alias in aliases:
        ActorAlias(actor=actor, name=alias)
    return actor


def refused_field(draft: ActorDraft, others: list[Actor], actor: Actor | None = None) -> str | None:
    with pytest.raises(RuleBroken) as refused:
        law.check_actor(draft, PLAN, others, actor)
    return refused.value.field


def test_two_spellings_of_one_association_are_refused_and_a_similar_name_is_not() -> None:
    nisa = actor_of("NISA Frauenverein", aliases=["Nisa e. V."])
    kind = ActorKind.ASSOCIATION

    assert refused_field(ActorDraft(name="nisa  frauenverein", kind=kind), [nisa]) == "name"
    assert refused_field(ActorDraft(name="NISA e. V.", kind=kind), [nisa]) == "name"
    law.check_actor(ActorDraft(name="NIKA", kind=kind), PLAN, [nisa], None)
    law.check_actor(ActorDraft(name="NISA Frauenverein", kind=kind), PLAN, [nisa], nisa)


def test_persons_may_share_a_name() -> None:
    known = actor_of("Vertretung", ActorKind.PERSON)

    law.check_actor(ActorDraft(name="Vertretung", kind=ActorKind.PERSON), PLAN, [known], None)


def test_an_actor_needs_a_name() -> None:
    assert refused_field(ActorDraft(name="  ", kind=ActorKind.OFFICE), []) == "name"


def test_nothing_belongs_to_itself_or_to_a_person() -> None:
    top = actor_of("Landratsamt", ActorKind.OFFICE)
    below = actor_of("Amt", ActorKind.OFFICE, organisation=top)
    person = actor_of("Leitung", ActorKind.PERSON)
    kind = ActorKind.OFFICE

    circle = ActorDraft(name="Landratsamt", kind=kind, organisation=below)
    assert refused_field(circle, [], top) == "organisation"
    assert refused_field(ActorDraft(name="Neu", kind=kind, organisation=person), []) == (
        "organisation"
    )


def test_a_contact_is_a_person_of_the_same_plan() -> None:
    office = actor_of("Amt", ActorKind.OFFICE)
    stranger = actor_of("Fremd", ActorKind.PERSON, plan_id=99)

    assert refused_field(ActorDraft(name="Neu", kind=ActorKind.OFFICE, contact=office), []) == (
        "contact"
    )
    assert refused_field(ActorDraft(name="Neu", kind=ActorKind.OFFICE, contact=stranger), []) == (
        "contact"
    )


def test_further_names_are_kept_once() -> None:
    assert law.tidy_aliases(["NISA", " nisa ", "", "Nisa  e. V."], "NISA") == ["Nisa e. V."]
