"""Results of existing bodies, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from app.domain.body_results import ResultDraft
from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.body_results import BodyResult
from app.models.groups import Body, BodyForm
from app.models.plans import Goal
from app.queries import body_results as queries
from app.services import body_results
from tests.makers import make_body, make_field, make_goal, make_plan, save

NOW = dt.datetime(2017, 9, 21, 9, tzinfo=dt.UTC)


def a_body_with_goal(slug: str = "integrationsplan") -> tuple[Body, Goal]:
    plan = make_plan(slug)
    goal = make_goal(make_field(plan))
    body = make_body(plan, f"Netzwerk {slug}", BodyForm.EXISTING_BODY, external=True)
    save(goal, body)
    return body, goal


def a_draft(**parts: Any) -> ResultDraft:
    given: dict[str, Any] = {
        "found_on": dt.date(2017, 6, 1),
        "text": "Es fehlen Kurse am Abend.",
        "perspective": "Flüchtlingsperspektive",
        "source": "Protokoll vom 1. Juni",
    }
    return ResultDraft(**(given | parts))


def test_a_result_keeps_its_perspective_and_its_goals(app: Flask) -> None:
    body, goal = a_body_with_goal()

    result = body_results.record(body, a_draft(goals=[goal]), by=None, now=NOW)
    db.session.commit()
    body_results.edit(
        result, a_draft(text="Es fehlen Kurse.", source=" ", goals=[goal]), by=None, now=NOW
    )
    db.session.commit()

    (kept,) = queries.of_body(body)
    assert (kept.text, kept.source, kept.perspective, kept.goals) == (
        "Es fehlen Kurse.",
        None,
        "Flüchtlingsperspektive",
        [goal],
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " "}, "text"),
        ({"found_on": dt.date(2017, 9, 22)}, "found_on"),
        ({"found_on": dt.date(1917, 6, 1)}, "found_on"),
    ],
)
def test_what_cannot_be_a_result_is_refused(app: Flask, wrong: dict[str, Any], field: str) -> None:
    body, _goal = a_body_with_goal()

    with pytest.raises(RuleBroken) as caught:
        body_results.record(body, a_draft(**wrong), by=None, now=NOW)

    assert caught.value.field == field
    assert db.session.query(BodyResult).count() == 0


def test_a_goal_of_another_plan_is_refused(app: Flask) -> None:
    body, _goal = a_body_with_goal()
    _other, foreign = a_body_with_goal("anderer")

    with pytest.raises(RuleBroken, match="aus der Liste"):
        body_results.record(body, a_draft(goals=[foreign]), by=None, now=NOW)
