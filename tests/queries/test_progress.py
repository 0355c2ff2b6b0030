"""How far a plan is, how it moved, and how its tasks come in and are done."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from flask import Flask

from app.domain.goals import Average
from app.domain.progress import Changes
from app.models.plans import Assessment, AssessmentSource, Category, Goal
from app.models.rounds import Occasion, RoundState, StatusRound
from app.models.tasks import TaskState
from app.queries import burn_up, progress
from tests.makers import (
    CREATED,
    make_cycle,
    make_field,
    make_goal,
    make_plan,
    make_task,
    save,
)

FEBRUARY, OCTOBER, NOVEMBER = dt.date(2017, 2, 20), dt.date(2017, 10, 16), dt.date(2017, 11, 2)


def assess(
    goal: Goal,
    on: dt.date,
    category: Category,
    percent: int | None = None,
    source: AssessmentSource = AssessmentSource.IMPORTED,
) -> Assessment:
    return Assessment(
        goal=goal,
        reporting_on=on,
        status_raw="",
        category=category,
        percent=percent,
        source=source,
        created_at=CREATED,
    )


def test_one_reporting_date_shows_no_change(app: Flask) -> None:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    save(assess(goal, FEBRUARY, Category.DONE, 100))

    found = progress.of(plan)

    assert (found.as_of, found.since) == (FEBRUARY, None)


def test_a_plan_without_goals_has_no_progress(app: Flask) -> None:
    found = progress.of(make_plan())

    assert (found.as_of, found.since, found.counts) == (None, None, {})


def test_changes_count_from_the_reporting_date_before(app: Flask) -> None:
    plan, other = make_plan(), make_plan("anderer")
    first, second = make_field(plan, 1, "Sprache"), make_field(plan, 2, "Bildung")
    further, same = make_goal(first, 1), make_goal(first, 2)
    back, silent, unclear = (make_goal(second, place) for place in (1, 2, 3))
    save(
        assess(further, FEBRUARY, Category.STARTED),
        assess(further, OCTOBER, Category.IN_PROGRESS, 50),
        assess(same, FEBRUARY, Category.DONE, 100),
        assess(back, FEBRUARY, Category.IN_PROGRESS, 60),
        assess(back, OCTOBER, Category.IN_PROGRESS, 40),
        assess(silent, FEBRUARY, Category.IN_PROGRESS, None),
        assess(silent, OCTOBER, Category.IN_PROGRESS, 10),
        assess(unclear, OCTOBER, Category.DONE, 100),
        assess(make_goal(make_field(other)), dt.date(2017, 9, 1), Category.DONE, 100),
    )

    found = progress.of(plan)

    assert (found.as_of, found.since) == (OCTOBER, FEBRUARY)
    assert found.changes == Changes(further=1, back=1, same=2, unclear=1)
    assert [part.changes for part in found.fields] == [
        Changes(further=1, same=1),
        Changes(back=1, same=1, unclear=1),
    ]
    assert found.mean == Average(60, 5)


def test_a_status_set_by_hand_is_news_since_the_last_date_and_no_date_itself(app: Flask) -> None:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    save(
        assess(goal, FEBRUARY, Category.STARTED),
        assess(goal, OCTOBER, Category.IN_PROGRESS, 50, AssessmentSource.SET),
        assess(goal, NOVEMBER, Category.DONE, 100, AssessmentSource.SET),
    )

    found = progress.of(plan)

    assert (found.as_of, found.since) == (NOVEMBER, FEBRUARY)


def test_a_closed_round_is_a_reporting_date_and_an_open_one_is_not(app: Flask) -> None:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    save(
        assess(goal, FEBRUARY, Category.STARTED),
        assess(goal, NOVEMBER, Category.DONE, 100, AssessmentSource.SET),
        round_ := StatusRound(
            plan=plan,
            occasion=Occasion.COMMITTEE,
            reporting_on=OCTOBER,
            answer_by=OCTOBER,
            opened_at=CREATED,
        ),
    )
    assert progress.of(plan).since == FEBRUARY

    round_.state, round_.closed_at = RoundState.CLOSED, CREATED
    save()

    assert progress.of(plan).since == OCTOBER


def test_tasks_of_the_year_come_by_the_day_they_were_made_and_done(app: Flask) -> None:
    plan = make_plan()
    cycle, before = make_cycle(plan), make_cycle(plan, 2016)
    day = CREATED.date()
    save(
        make_task(plan, cycle=cycle),
        make_task(plan, cycle=cycle, state=TaskState.DONE, done_on=dt.date(2017, 7, 3)),
        make_task(plan, "Ohne Jahr"),
        make_task(plan, "Vorjahr", cycle=before),
        make_task(make_plan("anderer"), "Fremd"),
    )

    made, done = burn_up.of(plan, 2017)

    assert made == Counter({day: 3})
    assert done == Counter({dt.date(2017, 7, 3): 1})
    assert burn_up.of(plan, 2016)[0] == Counter({day: 1})
