"""The Bilanz of a date: what was known then, what was done since, what people wrote instead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from flask import Flask

from app.domain.goals import Average
from app.domain.progress import Changes, Move
from app.domain.reports.content import Bilanz
from app.domain.rounds import GoalAnswer, RoundDraft
from app.models.groups import BodyForm
from app.models.plans import Assessment, AssessmentSource, Category, Goal, Plan
from app.models.rounds import Channel, Occasion, Verdict
from app.models.tasks import Task, TaskState
from app.queries import reports
from app.queries import rounds as round_queries
from app.queries.reports import Words
from app.services import body_results, rounds, tasks
from app.services.body_results import ResultDraft
from app.services.rounds.answering import Speaker
from tests.makers import (
    make_actor,
    make_body,
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
    make_task,
    save,
)

FIRST, SECOND = dt.date(2017, 2, 20), dt.date(2017, 10, 16)
SIGNED = Speaker(channel=Channel.SIGNED)


@dataclass
class World:
    plan: Plan
    goals: list[Goal]
    task: Task
    office: int


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    field = make_field(plan)
    goals = [make_goal(field, place, f"Ziel {place}") for place in (1, 2, 3)]
    for goal in goals:
        goal.official_description = f"Beschreibung {goal.position}"
    office = make_office(plan)
    task = make_task(plan, "Austausch", make_actor(plan, "Amt"))
    task.goals = goals[:1]
    save()
    return World(plan, goals, task, office.id)


def assess(goal: Goal, on: dt.date, status: str, category: Category, percent: int | None) -> None:
    save(
        Assessment(
            goal=goal,
            reporting_on=on,
            status_raw=status,
            category=category,
            percent=percent,
            source=AssessmentSource.SET,
            created_at=dt.datetime(2017, 10, 20, 9, tzinfo=dt.UTC),
        )
    )


def report(task: Task, at: dt.datetime, text: str) -> None:
    tasks.report_progress(
        task, state=TaskState.IN_PROGRESS, text=text, by=None, now=at, office=True
    )
    save()


def of(world: World, on: dt.date, compared_on: dt.date | None, **more: Words) -> Bilanz:
    return reports.bilanz(world.plan, on, compared_on, **more)


def test_each_date_has_its_own_statuses_and_the_later_one_tells_what_moved(world: World) -> None:
    first, second, third = world.goals
    assess(first, FIRST, "Umsetzung 10%", Category.IN_PROGRESS, 10)
    assess(second, FIRST, "100% umgesetzt", Category.DONE, 100)
    assess(first, SECOND, "Umsetzung 30%", Category.IN_PROGRESS, 30)
    assess(second, SECOND, "Umsetzung 80%", Category.IN_PROGRESS, 80)
    assess(first, dt.date(2017, 12, 1), "später", Category.DONE, 100)

    before, after = of(world, FIRST, None), of(world, SECOND, FIRST)

    assert [goal.status for goal in before.fields[0].goals] == [
        "Umsetzung 10%",
        "100% umgesetzt",
        "",
    ]
    assert (before.figures.mean, before.figures.changes) == (Average(55, 2), None)
    assert [(goal.status, goal.before, goal.move) for goal in after.fields[0].goals] == [
        ("Umsetzung 30%", "Umsetzung 10%", Move.FURTHER),
        ("Umsetzung 80%", "100% umgesetzt", Move.BACK),
        ("", "", Move.SAME),
    ]
    assert {goal.reported_on for goal in after.fields[0].goals} == {None}
    late = of(world, dt.date(2017, 11, 15), None)
    assert [goal.reported_on for goal in late.fields[0].goals] == [SECOND, SECOND, None]
    assert after.figures.changes == Changes(further=1, back=1, same=1)
    assert after.figures.counts == {Category.IN_PROGRESS: 2, Category.UNKNOWN: 1}
    assert third.key not in {goal.key for goal in after.fields[0].goals if goal.status}


def test_what_was_done_is_proposed_from_what_was_reported_between_the_dates(world: World) -> None:
    """The days are the plan's own: half past eleven in the evening is still the reporting date."""
    report(world.task, dt.datetime(2017, 2, 20, 22, 30, tzinfo=dt.UTC), "Am Stichtag selbst.")
    report(world.task, dt.datetime(2017, 5, 2, 9, tzinfo=dt.UTC), "Drei Gemeinden sagen zu.")
    report(world.task, dt.datetime(2017, 10, 16, 21, 30, tzinfo=dt.UTC), "Der Raum steht.")
    report(world.task, dt.datetime(2017, 10, 16, 22, 30, tzinfo=dt.UTC), "Zu spät gemeldet.")
    body = make_body(world.plan, "Netzwerk", BodyForm.EXISTING_BODY)
    save()
    found = ResultDraft(text="Kurse fehlen.", found_on=dt.date(2017, 6, 1), goals=world.goals[1:2])
    body_results.record(body, found, by=None, now=dt.datetime(2017, 6, 2, 9, tzinfo=dt.UTC))
    save()

    goals = of(world, SECOND, FIRST).fields[0].goals

    assert [goal.done for goal in goals] == [
        "Austausch: Drei Gemeinden sagen zu. Der Raum steht.",
        "Netzwerk: Kurse fehlen.",
        "Beschreibung 3",
    ]


def test_a_report_that_was_taken_back_is_not_proposed(world: World) -> None:
    now = dt.datetime(2017, 5, 2, 9, tzinfo=dt.UTC)
    tasks.report_progress(
        world.task, state=TaskState.IN_PROGRESS, text="Verschrieben.", by=world.office, now=now
    )
    save()
    tasks.undo(world.task, by=world.office, now=now)
    save()

    assert of(world, SECOND, FIRST).fields[0].goals[0].done == "Beschreibung 1"


def test_a_rounds_sentences_tell_what_was_done_and_its_figures_the_status(world: World) -> None:
    """Who sends the old status back with another number has said nothing new in words."""
    person = make_person(world.plan, "Vertretung", email="vertretung@example.org")
    for goal, words in zip(
        world.goals, ("Umsetzung 10%", "noch nicht", "Umsetzung 5%"), strict=True
    ):
        goal.responsible = person
        assess(goal, FIRST, words, Category.IN_PROGRESS, 10)
    asked = dt.datetime(2017, 9, 25, 7, tzinfo=dt.UTC)
    draft = RoundDraft(occasion=Occasion.COMMITTEE, reporting_on=SECOND, answer_by=SECOND)
    uid = rounds.open_round(world.plan, draft, by=None, now=asked).uid
    save()
    opened = round_queries.by_uid(uid)
    assert opened is not None
    first, second, third = (one for request in opened.requests for one in request.items if one.goal)
    answers = {first: "Drei Treffen mit fünf Gemeinden.", third: "Umsetzung 5%"}
    for item, said in answers.items():
        given = GoalAnswer(category=Category.IN_PROGRESS, percent=60, said=said)
        rounds.answer_goal(item, given, of=SIGNED, now=asked)
        save()
        rounds.decide(item.answers[-1], Verdict.ACCEPTED, by=world.office, now=asked)
        save()
    rounds.say_unchanged(second, of=SIGNED, now=asked)
    save()
    rounds.close(opened, by=world.office, now=dt.datetime(2017, 10, 17, 9, tzinfo=dt.UTC))
    save()

    goals = of(world, SECOND, FIRST).fields[0].goals

    assert [(goal.done, goal.status, goal.before) for goal in goals] == [
        ("Drei Treffen mit fünf Gemeinden.", "In Arbeit, 60 %", "Umsetzung 10%"),
        ("Beschreibung 2", "noch nicht", "noch nicht"),
        ("Beschreibung 3", "In Arbeit, 60 %", "Umsetzung 5%"),
    ]


def test_what_people_wrote_stands_in_place_of_proposals(world: World) -> None:
    written = Words(of_goals={world.goals[0].id: ""}, foreword="Erster.\n\nZweiter.")

    bilanz = of(world, SECOND, None, words=written)

    assert [goal.done for goal in bilanz.fields[0].goals][:2] == ["", "Beschreibung 2"]
    assert bilanz.foreword == ["Erster.", "Zweiter."]
