"""Targets agreed and measured, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.domain.errors import RuleBroken
from app.domain.targets import ValueDraft
from app.extensions import db
from app.models.meetings import Agreement, AgreementKind
from app.models.plans import Goal
from app.models.targets import Resources, Target, TargetValue
from app.queries import targets as queries
from app.services import targets
from app.services.targets import TargetDraft
from tests.makers import (
    CREATED,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_plan,
    save,
)

NOW = dt.datetime(2017, 9, 21, 9, tzinfo=dt.UTC)


def a_goal(slug: str = "integrationsplan") -> Goal:
    goal = make_goal(make_field(make_plan(slug)))
    save(goal)
    return goal


def an_agreement(goal: Goal) -> Agreement:
    plan = goal.field.plan
    cycle = make_cycle(plan)
    meeting = make_meeting(cycle, make_body(plan, f"Gruppe {plan.slug}"))
    agreement = Agreement(
        cycle=cycle,
        meeting=meeting,
        number=1,
        kind=AgreementKind.TARGET,
        text="Zwölf Kurse",
        created_at=CREATED,
    )
    save(agreement)
    return agreement


def a_target(goal: Goal) -> Target:
    target = targets.add(goal, TargetDraft(title="Mehr Kurse"), by=None, now=NOW)
    db.session.commit()
    return target


def measured(**parts: Any) -> ValueDraft:
    given: dict[str, Any] = {
        "value": 2.0,
        "measured_on": dt.date(2017, 9, 1),
        "source": "Kursliste",
    }
    return ValueDraft(**(given | parts))


def test_a_target_may_be_incomplete_but_not_run_backwards(app: Flask) -> None:
    target = a_target(a_goal())

    with pytest.raises(RuleBroken):
        targets.edit(
            target,
            TargetDraft(
                title="Mehr Kurse",
                baseline_on=dt.date(2017, 3, 1),
                target_on=dt.date(2017, 2, 1),
            ),
            by=None,
            now=NOW,
        )
    db.session.rollback()

    assert target.target_on is None


def test_a_target_rests_on_an_agreement_of_its_own_plan_only(app: Flask) -> None:
    goal = a_goal()
    own, foreign = an_agreement(goal), an_agreement(a_goal("anderer"))
    target = a_target(goal)

    draft = TargetDraft(title="Mehr Kurse", agreement=own, resources=Resources.YES)
    targets.edit(target, draft, by=None, now=NOW)
    db.session.commit()
    with pytest.raises(RuleBroken, match="aus der Liste"):
        targets.edit(target, TargetDraft(title="Mehr Kurse", agreement=foreign), by=None, now=NOW)
    db.session.rollback()

    assert (target.agreement, target.resources) == (own, Resources.YES)
    assert queries.by_agreement([own.id, foreign.id]) == {own.id: [target]}
    assert list(queries.agreements_of(goal.field.plan)) == [own]


def test_a_measured_value_is_corrected_once_and_never_overwritten(app: Flask) -> None:
    target = a_target(a_goal())
    first = targets.record(target, measured(), by=None, now=NOW)
    db.session.commit()

    targets.correct(first, measured(value=3.0, reason="Ein Kurs fehlte"), by=None, now=NOW)
    db.session.commit()
    with pytest.raises(RuleBroken, match="schon berichtigt"):
        targets.correct(first, measured(value=4.0, reason="Noch einer"), by=None, now=NOW)
    db.session.rollback()

    db.session.expire_all()
    assert [(row.value, row.corrects_id) for row in target.values] == [(2.0, None), (3.0, first.id)]


def test_the_database_knows_that_an_entry_is_corrected_once_and_with_a_reason(app: Flask) -> None:
    target = a_target(a_goal())
    first = targets.record(target, measured(), by=None, now=NOW)
    targets.correct(first, measured(value=3.0, reason="Ein Kurs fehlte"), by=None, now=NOW)
    db.session.commit()

    for wrong in (
        {"value": 4.0, "corrects": first, "reason": "Noch einer"},
        {"value": None},
        {"value": 4.0, "corrects": target.values[-1]},
    ):
        db.session.add(
            TargetValue(
                target=target,
                measured_on=dt.date(2017, 9, 1),
                source="Kursliste",
                author_id=None,
                created_at=NOW,
                **wrong,
            )
        )
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_a_value_is_not_measured_tomorrow(app: Flask) -> None:
    target = a_target(a_goal())

    with pytest.raises(RuleBroken, match="Zukunft"):
        targets.record(target, measured(measured_on=dt.date(2017, 9, 22)), by=None, now=NOW)

    db.session.rollback()
    assert target.values == []
