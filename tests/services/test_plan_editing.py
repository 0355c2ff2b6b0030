"""The plan is edited, a status appended, on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.goals import StatusDraft
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.plans import Assessment, AssessmentSource, Category, FieldOfAction, Goal
from app.services import plan_editing
from app.services.plan_editing import FieldDraft, GoalDraft, PlanDraft
from tests.makers import (
    CREATED,
    make_actor,
    make_field,
    make_goal,
    make_office,
    make_plan,
    save,
)

NOW = dt.datetime(2017, 3, 30, 9, tzinfo=dt.UTC)
SNAPSHOT = dt.date(2017, 2, 20)


def make_field_with_goal() -> tuple[FieldOfAction, Goal]:
    field = make_field(make_plan())
    goal = make_goal(field)
    save(goal)
    return field, goal


def last_entry() -> AuditEntry:
    db.session.commit()
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()


def test_a_status_set_by_hand_is_added_and_the_snapshot_stays(app: Flask) -> None:
    field, goal = make_field_with_goal()
    office = make_office(field.plan)
    imported = Assessment(
        goal=goal,
        reporting_on=SNAPSHOT,
        status_raw="Umsetzung 40%",
        category=Category.IN_PROGRESS,
        percent=40,
        source=AssessmentSource.IMPORTED,
        created_at=CREATED,
    )
    save(imported)

    draft = StatusDraft(
        status_raw="Umsetzung 60%",
        category=Category.IN_PROGRESS,
        percent=60,
        reporting_on=dt.date(2017, 3, 29),
        reason="Gemeldet in der Sitzung",
    )
    plan_editing.set_status(goal, draft, by=office.id, now=NOW)
    db.session.commit()
    db.session.expire_all()

    assert [(row.status_raw, row.percent, row.source) for row in goal.assessments] == [
        ("Umsetzung 40%", 40, AssessmentSource.IMPORTED),
        ("Umsetzung 60%", 60, AssessmentSource.SET),
    ]
    assert goal.latest is not None
    assert (goal.latest.author_id, goal.latest.reason) == (office.id, "Gemeldet in der Sitzung")
    assert last_entry().action == "goal.status"


def test_a_status_of_an_earlier_day_does_not_become_the_newest(app: Flask) -> None:
    _field, goal = make_field_with_goal()
    for day, words in ((dt.date(2017, 3, 29), "neu"), (SNAPSHOT, "alt")):
        draft = StatusDraft(
            status_raw=words, category=Category.STARTED, reporting_on=day, reason="Grund"
        )
        plan_editing.set_status(goal, draft, by=None, now=NOW)
    db.session.commit()
    db.session.expire_all()

    assert goal.latest is not None
    assert goal.latest.status_raw == "neu"


def test_a_goal_keeps_its_wording_beside_the_working_title(app: Flask) -> None:
    field, goal = make_field_with_goal()
    holder = make_actor(field.plan, "Gesundheitsamt")

    draft = GoalDraft(working_title="Kurz gesagt", responsible=holder)
    plan_editing.edit_goal(goal, draft, by=None, now=NOW)
    db.session.commit()

    assert (goal.official_title, goal.title) == ("Netzwerke bestehen", "Kurz gesagt")
    assert last_entry().changes == {
        "id": [None, goal.id],
        "working_title": [None, "Kurz gesagt"],
        "responsible": [None, holder.id],
    }


def test_a_goal_takes_nothing_from_elsewhere(app: Flask) -> None:
    field, goal = make_field_with_goal()
    topic = plan_editing.add_topic(make_field(field.plan, 3), "Kurse", by=None, now=NOW)
    stranger = make_actor(make_plan("anderer"), "Fremd")

    for draft in (GoalDraft(topic=topic), GoalDraft(responsible=stranger)):
        with pytest.raises(RuleBroken):
            plan_editing.edit_goal(goal, draft, by=None, now=NOW)


def test_new_parts_get_the_next_place(app: Flask) -> None:
    field, goal = make_field_with_goal()
    plan = field.plan

    second = plan_editing.add_goal(field, title="Zweites", by=None, now=NOW)
    example = plan_editing.add_example(field, "Ein Fest", by=None, now=NOW)
    further = plan_editing.add_field(plan, FieldDraft(name="Sport"), by=None, now=NOW)
    topic = plan_editing.add_topic(further, "Vereine", by=None, now=NOW)
    db.session.commit()

    assert (goal.key, second.key) == ("7.1", "7.2")
    assert (example.position, further.number, topic.position) == (1, 8, 1)


def test_a_topic_is_named_once(app: Flask) -> None:
    field, _goal = make_field_with_goal()
    plan_editing.add_topic(field, "Vereine", by=None, now=NOW)

    with pytest.raises(RuleBroken, match="gibt es"):
        plan_editing.add_topic(field, " vereine ", by=None, now=NOW)


def test_stated_counts_may_be_empty_and_are_never_zero_by_themselves(app: Flask) -> None:
    field, _goal = make_field_with_goal()

    draft = FieldDraft(name="Religion", motto=" ", stated_goals=6)
    plan_editing.edit_field(field, draft, by=None, now=NOW)
    db.session.commit()

    assert (field.stated_goals, field.stated_measures, field.motto) == (6, None, None)


def test_the_log_keeps_no_address_of_the_office(app: Flask) -> None:
    plan = make_plan()
    save()

    plan_editing.edit_plan(
        plan, PlanDraft(title="Plan", office_email="neu@example.org"), by=None, now=NOW
    )

    assert plan.office_email == "neu@example.org"
    assert "example.org" not in str(last_entry().changes)
    assert last_entry().changes["office_email"] == ["…", "…"]  # type: ignore[index]
