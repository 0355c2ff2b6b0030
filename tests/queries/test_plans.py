"""How far a plan is and what is missing, on both databases."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from app.domain.goals import Average
from app.models.meetings import MeetingState
from app.models.plans import Assessment, AssessmentSource, Category, Goal, Plan
from app.models.tasks import TaskState
from app.queries import overview, plans, progress
from tests.makers import (
    CREATED,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_person,
    make_plan,
    make_task,
    save,
)

TODAY = dt.date(2017, 3, 1)
SNAPSHOT = dt.date(2017, 2, 20)


def assess(
    goal: Goal,
    category: Category,
    percent: int | None = None,
    day: dt.date = SNAPSHOT,
    ongoing: bool = False,
) -> Assessment:
    return Assessment(
        goal=goal,
        reporting_on=day,
        status_raw=category.value,
        category=category,
        percent=percent,
        ongoing_duty=ongoing,
        source=AssessmentSource.SET,
        created_at=CREATED,
    )


def make_goals() -> tuple[Plan, list[Goal]]:
    plan = make_plan()
    first, second = make_field(plan, 1, "Ankommen"), make_field(plan, 2, "Wohnen")
    goals = [make_goal(first, n) for n in (1, 2, 3)] + [make_goal(second, 1)]
    save(*goals)
    return plan, goals


def test_only_the_newest_assessment_of_a_goal_counts(app: Flask) -> None:
    plan, (one, two, three, four) = make_goals()
    save(
        assess(one, Category.DONE, 100, dt.date(2017, 2, 28)),
        assess(one, Category.IN_PROGRESS, 40),
        assess(two, Category.NOT_STARTED),
        assess(two, Category.IN_PROGRESS, 20),  # of one day, what was written last
    )

    found = progress.of(plan)

    assert found.counts == {"done": 1, "in_progress": 1, "unknown": 2}
    assert found.mean == Average(60, 2)
    assert found.as_of == dt.date(2017, 2, 28)
    assert [(part.listed, part.mean) for part in found.fields] == [
        (3, Average(60, 2)),
        (1, Average(None, 0)),
    ]
    page = plans.plan_page(plan)
    assert [row.category for part in page.fields for row in part.goals] == [
        Category.DONE,
        Category.IN_PROGRESS,
        Category.UNKNOWN,
        Category.UNKNOWN,
    ]
    assert (page.counts, page.mean, page.as_of) == (found.counts, found.mean, found.as_of)
    assert three.key == "1.3"
    assert four.key == "2.1"


def test_a_goal_is_found_by_its_key_only_in_its_plan(app: Flask) -> None:
    _plan, (one, *_others) = make_goals()
    make_plan("anderer")

    assert plans.goal_by_key("integrationsplan", "1.1") is one
    for slug, key in (("anderer", "1.1"), ("integrationsplan", "9.1"), ("integrationsplan", "1.")):
        assert plans.goal_by_key(slug, key) is None


def test_what_is_missing_is_counted_within_the_plan(app: Flask) -> None:
    plan, (one, two, three, four) = make_goals()
    other = make_plan("anderer")
    foreign = make_goal(make_field(other))
    person = make_person(plan)
    cycle, body = make_cycle(plan), make_body(plan)
    undated = make_meeting(cycle, body, None, dt.date(2017, 7, 1), position=2)
    save(
        assess(one, Category.DONE, 100),  # finished: needs no task
        assess(two, Category.DONE, 100, ongoing=True),  # an ongoing duty does
        assess(three, Category.UNKNOWN),
        undated,
        make_meeting(cycle, body, None, dt.date(2017, 1, 1), position=3),  # its month is over
        make_meeting(
            cycle,
            body,
            None,
            dt.date(2017, 9, 1),
            position=4,
            state=MeetingState.CANCELLED,
            cancelled_at=CREATED,
        ),
        make_task(plan, "Mit Ziel", person, dt.date(2017, 1, 1), goals=[four]),
        make_task(plan, "Ohne Ziel", person),
        make_task(plan, "Ohne Person", goals=[four]),
        make_task(plan, "Erledigt", due_on=dt.date(2017, 1, 1), state=TaskState.DONE),
        make_task(plan, "Termin festlegen", fixes_meeting=undated),
        make_task(other, "Fremd", due_on=dt.date(2017, 1, 1), goals=[foreign]),
    )

    found = overview.gaps(plan, TODAY)

    assert found == overview.Gaps(
        unclear_goals=2,
        goals_without_task=2,
        undated_meetings=1,
        tasks_without_person=1,
        tasks_without_goal=1,
        overdue_tasks=1,
    )


def test_the_inventory_counts_one_plan_only(app: Flask) -> None:
    plan, (one, *_others) = make_goals()
    other = make_plan("anderer")
    save(
        make_goal(make_field(other)),
        make_person(plan),
        make_person(plan, "Ehemals", left_on=dt.date(2016, 1, 1)),
        make_meeting(make_cycle(plan), make_body(plan)),
        make_task(plan, goals=[one]),
        make_task(plan, "Erledigt", goals=[one], state=TaskState.DONE),
    )

    there = overview.inventory(plan)

    assert (there.fields, there.goals, there.actors, there.bodies) == (2, 4, 1, 1)
    assert (there.cycles, there.meetings, there.open_tasks) == (1, 1, 1)
