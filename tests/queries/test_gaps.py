"""What is missing in a plan, counted and listed, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from flask import Flask

from app.extensions import db
from app.models.groups import Body, BodyForm
from app.models.meetings import Agreement, AgreementKind
from app.models.people import Actor
from app.models.plans import Assessment, AssessmentSource, Category, Goal, GoalNote, Plan
from app.models.targets import Target
from app.models.tasks import TaskReport, TaskState
from app.queries import gaps
from app.queries.gaps import Kind
from tests.makers import (
    CREATED,
    join,
    make_account,
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
)
from tests.web.cost import queries_of

TODAY = dt.date(2017, 9, 21)
LONG_AGO = dt.date(2017, 2, 20)


def assess(goal: Goal, category: Category, day: dt.date, *, ongoing: bool = False) -> Assessment:
    return Assessment(
        goal=goal,
        reporting_on=day,
        status_raw=category.value,
        category=category,
        ongoing_duty=ongoing,
        source=AssessmentSource.SET,
        created_at=CREATED,
    )


@dataclass
class World:
    plan: Plan
    goal: Goal  # in every respect as it should be
    person: Actor


@pytest.fixture
def world(app: Flask) -> World:
    """A plan without a gap, beside another plan that has one of every kind."""
    other = make_plan("anderer")
    foreign = make_goal(make_field(other))
    save(
        make_task(other, "Fremd", due_on=None),
        Target(goal=foreign, title="Fremd", created_at=CREATED),
        make_body(other, "Fremdes Gremium", BodyForm.EXISTING_BODY, external=True),
        an_agreement(other),
    )
    plan = make_plan()
    goal = make_goal(make_field(plan))
    person = make_person(plan)
    goal.responsible = person
    save(
        assess(goal, Category.STARTED, dt.date(2017, 9, 1)),
        make_task(plan, "In Ordnung", person, goals=[goal]),
    )
    return World(plan, goal, person)


def an_agreement(plan: Plan, kind: AgreementKind = AgreementKind.AGREEMENT) -> Agreement:
    cycle = make_cycle(plan)
    return Agreement(
        cycle=cycle,
        meeting=make_meeting(cycle, make_body(plan, f"Gruppe {plan.slug} {kind}")),
        number=1,
        kind=kind,
        text="Vereine einbinden",
        created_at=CREATED,
    )


def found(plan: Plan, kind: Kind, today: dt.date = TODAY) -> list[str]:
    """The titles of what has this gap; the count agrees with the list."""
    db.session.expire_all()
    titles = [row.title for row in gaps.page_of(kind, plan, today)]
    assert gaps.count_all(plan, today)[kind] == len(titles)
    return titles


def test_a_plan_in_order_has_no_gap_and_others_do_not_show(world: World) -> None:
    assert set(gaps.count_all(world.plan, TODAY).values()) == {0}


def test_a_goal_without_a_clear_status_a_task_or_a_responsible_actor(world: World) -> None:
    bare = make_goal(world.goal.field, 2, "Räume finden")
    said = make_goal(world.goal.field, 3, "Nichts gesagt")
    finished = make_goal(world.goal.field, 4, "Fertig")
    duty = make_goal(world.goal.field, 5, "Fertig, Daueraufgabe")
    save(
        assess(said, Category.UNKNOWN, LONG_AGO),
        assess(finished, Category.DONE, LONG_AGO),
        assess(duty, Category.DONE, TODAY, ongoing=True),
        bare,
    )

    assert found(world.plan, Kind.GOAL_UNCLEAR) == ["Räume finden", "Nichts gesagt"]
    for kind in (Kind.GOAL_WITHOUT_TASK, Kind.GOAL_WITHOUT_ACTOR):
        assert found(world.plan, kind) == ["Räume finden", "Nichts gesagt", "Fertig, Daueraufgabe"]


def test_a_goal_is_silent_when_neither_status_nor_report_is_younger_than_the_plan_says(
    world: World,
) -> None:
    silent = make_goal(world.goal.field, 2, "Lange nichts gehört")
    reported = make_goal(world.goal.field, 3, "Bericht im Juli")
    finished = make_goal(world.goal.field, 4, "Fertig")
    task = make_task(world.plan, "Bericht", world.person, goals=[reported])
    save(
        assess(silent, Category.STARTED, LONG_AGO),
        assess(reported, Category.STARTED, LONG_AGO),
        assess(finished, Category.DONE, LONG_AGO),
        TaskReport(
            task=task,
            author_id=None,
            state=TaskState.IN_PROGRESS,
            text="Es geht voran",
            reported_at=dt.datetime(2017, 7, 3, 9, tzinfo=dt.UTC),
        ),
    )

    assert found(world.plan, Kind.GOAL_SILENT) == ["Lange nichts gehört"]
    assert found(world.plan, Kind.GOAL_SILENT, dt.date(2017, 8, 19)) == []
    world.plan.silent_after_months = 2
    save()
    assert found(world.plan, Kind.GOAL_SILENT) == ["Lange nichts gehört", "Bericht im Juli"]


def test_a_goal_comes_back_on_its_resubmission_date_even_when_done(world: World) -> None:
    done = make_goal(world.goal.field, 2, "Fertig")
    done.resubmit_on, world.goal.resubmit_on = TODAY, TODAY + dt.timedelta(days=1)
    save(assess(done, Category.DONE, LONG_AGO))

    assert found(world.plan, Kind.GOAL_RESUBMITTED) == ["Fertig"]


def test_a_postponed_task_comes_back_on_its_day(world: World) -> None:
    rests = {"state": TaskState.POSTPONED, "state_reason": "Personalwechsel"}
    for title, day in (("Wieder da", TODAY), ("Ruht noch", TODAY + dt.timedelta(days=1))):
        save(make_task(world.plan, title, goals=[world.goal], resubmit_on=day, **rests))

    assert found(world.plan, Kind.TASK_RESUBMITTED) == ["Wieder da"]


def test_a_target_that_lacks_any_part_and_says_which(world: World) -> None:
    whole = {
        "indicator": "Kurse",
        "unit": "Kurse",
        "baseline_value": 0.0,
        "baseline_on": LONG_AGO,
        "target_value": 4.0,
        "target_on": TODAY,
        "data_source": "Liste",
        "evidence": "Bericht",
    }
    save(
        Target(goal=world.goal, title="Vollständig", created_at=CREATED, **whole),
        Target(
            goal=world.goal,
            title="Ohne Nachweis",
            created_at=CREATED,
            **(whole | {"evidence": "", "baseline_on": None}),
        ),
    )

    assert found(world.plan, Kind.TARGET_OPEN) == ["Ohne Nachweis"]
    row = next(iter(gaps.page_of(Kind.TARGET_OPEN, world.plan, TODAY)))
    assert row.note == "Es fehlt: Datum des Ausgangswerts, Nachweis"


def test_tasks_without_goal_person_or_date(world: World) -> None:
    gone = make_person(world.plan, "Ehemals", left_on=dt.date(2017, 6, 30))
    locked = make_account(world.plan, "Gesperrt")
    locked.active = False
    meeting = make_meeting(make_cycle(world.plan), make_body(world.plan), None, position=2)
    goals = [world.goal]
    save(
        make_task(world.plan, "Ohne Ziel", world.person),
        make_task(world.plan, "Ohne Person", goals=goals),
        make_task(world.plan, "Person ist fort", gone, goals=goals),
        make_task(world.plan, "Konto ist gesperrt", person_of(locked), goals=goals),
        make_task(world.plan, "Amt nennt niemanden", make_actor(world.plan, "Amt"), goals=goals),
        make_task(world.plan, "Ohne Frist", world.person, None, goals=goals),
        make_task(
            world.plan, "Bis zur Sitzung", world.person, None, goals=goals, due_meeting=meeting
        ),
        make_task(world.plan, "Erledigt", due_on=None, state=TaskState.DONE),
        make_task(world.plan, "Termin festlegen", due_on=None, fixes_meeting=meeting),
    )

    assert found(world.plan, Kind.TASK_WITHOUT_GOAL) == ["Ohne Ziel"]
    assert found(world.plan, Kind.TASK_WITHOUT_PERSON) == [
        "Ohne Person",
        "Person ist fort",
        "Konto ist gesperrt",
        "Amt nennt niemanden",
    ]
    assert found(world.plan, Kind.TASK_WITHOUT_DATE) == ["Ohne Frist"]


def test_an_agreement_from_which_nothing_came(world: World) -> None:
    agreement = an_agreement(world.plan)
    save(agreement)
    assert found(world.plan, Kind.AGREEMENT_IDLE) == ["Vereine einbinden"]

    later = Agreement(
        cycle=agreement.cycle,
        meeting=agreement.meeting,
        based_on=agreement,
        number=2,
        kind=AgreementKind.METHOD,
        text="In zwei Treffen",
        created_at=CREATED,
    )
    save(later)

    assert found(world.plan, Kind.AGREEMENT_IDLE) == []


def test_an_existing_body_without_anybody_to_ask(world: World) -> None:
    def existing(name: str, **more: object) -> Body:
        return make_body(world.plan, name, BodyForm.EXISTING_BODY, external=True, **more)

    asked = existing("Bündnis Wohnen")
    join(asked, world.person)
    left = existing("Netzwerk Sprache")
    join(left, world.person, until_on=dt.date(2017, 3, 1))
    committee = make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    save(asked, left, committee, existing("Aufgelöst", dissolved_on=dt.date(2017, 1, 1)))

    assert found(world.plan, Kind.BODY_WITHOUT_CONTACT) == ["Netzwerk Sprache"]


def test_a_field_narrows_every_kind(world: World) -> None:
    other = make_field(world.plan, 8, "Kultur")
    goal = make_goal(other, 1, "Feste feiern")
    body = make_body(world.plan, "Runder Tisch", BodyForm.EXISTING_BODY, external=True)
    body.fields.append(other)
    save(
        Target(goal=goal, title="Zwei Feste", created_at=CREATED),
        make_task(world.plan, "Fest vorbereiten", None, None, goals=[goal]),
        body,
    )
    wanted = {
        Kind.GOAL_UNCLEAR,
        Kind.GOAL_WITHOUT_ACTOR,
        Kind.TARGET_OPEN,
        Kind.TASK_WITHOUT_PERSON,
        Kind.TASK_WITHOUT_DATE,
        Kind.BODY_WITHOUT_CONTACT,
    }

    in_other = gaps.count_all(world.plan, TODAY, other)
    in_first = gaps.count_all(world.plan, TODAY, world.goal.field)

    assert {kind for kind, number in in_other.items() if number} == wanted
    assert set(in_first.values()) == {0}
    rows = gaps.first_of_each(world.plan, TODAY, sorted(wanted), other)
    assert all(len(found) == 1 for found in rows.values())


def test_lists_are_cut_in_the_database_and_cost_the_same_for_many(world: World) -> None:
    def whole_page() -> None:
        counts = gaps.count_all(world.plan, TODAY)
        gaps.first_of_each(world.plan, TODAY, [kind for kind in Kind if counts[kind]])

    make_task(world.plan, "Aufgabe 0")
    save()
    few = queries_of(whole_page)
    save(*(make_task(world.plan, f"Aufgabe {number}") for number in range(1, 120)))

    assert queries_of(whole_page) == few
    last = gaps.page_of(Kind.TASK_WITHOUT_GOAL, world.plan, TODAY, number=99)
    assert (last.page, last.pages, last.total, len(last.items)) == (3, 3, 120, 20)


def test_doubtful_spots_are_listed_with_their_note(world: World) -> None:
    save(GoalNote(goal=world.goal, text="Widerspruch zu 2.3"))

    assert [(row.key, row.note) for row in gaps.doubtful(world.plan)] == [
        ("7.1", "Widerspruch zu 2.3")
    ]
