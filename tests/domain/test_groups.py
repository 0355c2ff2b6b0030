"""Laws of groups and memberships, on objects never saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain import groups as law
from app.domain.errors import RuleBroken
from app.domain.groups import BodyDraft, MembershipDraft
from app.models.groups import Body, BodyForm, Membership, MembershipRole
from app.models.people import Actor, ActorKind
from app.models.plans import FieldOfAction, Plan

CREATED = dt.datetime(2017, 1, 2, 8, tzinfo=dt.UTC)
START = dt.date(2017, 3, 29)


def plan_of_tests() -> Plan:
    return Plan(slug="plan", title="Plan", created_at=CREATED)


def body_of(plan: Plan, name: str = "Peergroup", **more: Any) -> Body:
    return Body(
        plan=plan,
        slug=name.lower(),
        name=name,
        form=BodyForm.PEER_GROUP,
        created_at=CREATED,
        **more,
    )


def actor_of(name: str = "Vertretung", kind: ActorKind = ActorKind.PERSON, **more: Any) -> Actor:
    return Actor(
        plan_id=more.pop("plan_id", None), kind=kind, name=name, created_at=CREATED, **more
    )


def refused_field(
    draft: BodyDraft, plan: Plan, others: list[Body], body: Body | None
) -> str | None:
    with pytest.raises(RuleBroken) as refused:
        law.check_body(draft, plan, others, body)
    return refused.value.field


def test_a_group_needs_a_name_of_its_own() -> None:
    plan = plan_of_tests()
    known = body_of(plan)

    assert refused_field(BodyDraft(name=" ", form=BodyForm.WORKSHOP), plan, [], None) == "name"
    same = BodyDraft(name="PEERGROUP", form=BodyForm.WORKSHOP)
    assert refused_field(same, plan, [known], None) == "name"
    law.check_body(same, plan, [known], known)


def test_another_form_of_work_says_which() -> None:
    draft = BodyDraft(name="Runde", form=BodyForm.OTHER)

    assert refused_field(draft, plan_of_tests(), [], None) == "form_note"


def test_no_group_stands_above_itself() -> None:
    plan = plan_of_tests()
    top = body_of(plan, "Oben")
    below = body_of(plan, "Unten", parent=top)
    draft = BodyDraft(name="Oben", form=BodyForm.PEER_GROUP, parent=below)

    assert refused_field(draft, plan, [], top) == "parent"


def test_nothing_of_another_plan_hangs_on_a_group() -> None:
    plan, other = plan_of_tests(), plan_of_tests()
    form = BodyForm.WORKSHOP
    strange_parent = BodyDraft(name="Neu", form=form, parent=body_of(other))
    strange_field = BodyDraft(
        name="Neu", form=form, fields=[FieldOfAction(plan=other, number=1, name="Sprache")]
    )

    assert refused_field(strange_parent, plan, [], None) == "parent"
    assert refused_field(strange_field, plan, [], None) == "fields"


def test_short_names_are_plain_and_free() -> None:
    assert law.slug_of("Bündnis für Wohnen & Bauen", []) == "buendnis-fuer-wohnen-bauen"
    assert law.slug_of("Peergroup", ["peergroup", "peergroup-2"]) == "peergroup-3"
    assert law.slug_of("???", []) == "gruppe"
    assert law.slug_of("Neu", []) == "neu-2"  # /gruppen/neu is a form
    assert len(law.slug_of("x" * 200, ["x" * 55])) <= 60


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until_on": dt.date(2017, 3, 28)}, "until_on"),
        ({"person": actor_of("Amt", ActorKind.OFFICE)}, "person"),
        ({"deputy": actor_of("Amt", ActorKind.OFFICE)}, "deputy"),
        ({"on_behalf_of": actor_of("Jemand")}, "on_behalf_of"),
        ({"person": actor_of("Fremd", plan_id=99)}, "person"),
        ({"on_behalf_of": actor_of("Fremd", ActorKind.OFFICE, plan_id=99)}, "on_behalf_of"),
        ({"person": actor_of("Früher", left_on=dt.date(2016, 12, 31))}, "person"),
    ],
)
def test_a_membership_that_cannot_be_is_refused_at_its_field(
    changes: dict[str, Any], field: str
) -> None:
    draft = MembershipDraft(**({"person": actor_of(), "from_on": START} | changes))

    with pytest.raises(RuleBroken) as refused:
        law.check_membership(draft, body_of(plan_of_tests()))

    assert refused.value.field == field


def test_nobody_stands_in_for_themselves() -> None:
    person = actor_of()

    with pytest.raises(RuleBroken) as refused:
        law.check_membership(
            MembershipDraft(person=person, deputy=person, from_on=START),
            body_of(plan_of_tests()),
        )

    assert refused.value.field == "deputy"


def test_the_same_role_twice_at_a_time_is_refused_and_one_after_the_other_is_not() -> None:
    body, person = body_of(plan_of_tests()), actor_of()
    Membership(
        body=body, person=person, from_on=dt.date(2013, 1, 1), until_on=dt.date(2016, 12, 31),
        created_at=CREATED,
    )  # fmt: skip

    law.check_membership(MembershipDraft(person=person, from_on=dt.date(2017, 1, 1)), body)
    law.check_membership(
        MembershipDraft(person=person, role=MembershipRole.CHAIR, from_on=dt.date(2016, 1, 1)),
        body,
    )
    with pytest.raises(RuleBroken, match="schon diese Rolle"):
        law.check_membership(MembershipDraft(person=person, from_on=dt.date(2016, 12, 31)), body)


def test_a_membership_ends_on_its_first_day_at_the_earliest() -> None:
    body = body_of(plan_of_tests())
    membership = Membership(body=body, person=actor_of(), from_on=START, created_at=CREATED)

    law.check_end(membership, START)
    with pytest.raises(RuleBroken):
        law.check_end(membership, dt.date(2017, 3, 28))
