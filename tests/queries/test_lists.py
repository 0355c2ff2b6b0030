"""Lists find, sort and cut in the database, the same on both, and show nobody too much."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.access import Viewer
from app.domain.people import ActorDraft
from app.extensions import db
from app.models.accounts import PlanRole
from app.models.folding import fold
from app.models.people import Actor
from app.models.plans import Assessment, AssessmentSource, Category, Goal, Plan
from app.models.tasks import Task, TaskState
from app.queries import actor_lists, goal_lists, task_lists
from app.queries.paging import Order
from app.services import people
from tests.makers import (
    CREATED,
    make_actor,
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


def office_of(plan: Plan) -> Viewer:
    return Viewer(account_id=1, name="Stelle", plan=plan, roles={plan.id: PlanRole.COORDINATOR})


def member_of(plan: Plan, person: Actor) -> Viewer:
    roles, persons = {plan.id: PlanRole.MEMBER}, {plan.id: person.id}
    return Viewer(account_id=2, name="Mitglied", plan=plan, roles=roles, actor_ids=persons)


def assess(goal: Goal, category: Category, percent: int | None = None) -> Assessment:
    return Assessment(
        goal=goal,
        reporting_on=dt.date(2017, 2, 20),
        status_raw="",
        category=category,
        percent=percent,
        source=AssessmentSource.IMPORTED,
        created_at=CREATED,
    )


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Böblingen", "boeblingen"),
        ("BÖBLINGEN", "boeblingen"),
        ("Bo\u0308blingen", "boeblingen"),
        ("weiß", "weiss"),
        ("Straße", "strasse"),
        ("Yaşam  Evi\n", "yasam evi"),
        ("Café", "cafe"),
        ("ﬁnden", "finden"),
        ("", ""),
    ],
)
def test_folding_forgets_case_marks_and_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    "words",
    [
        "Böblingen",
        "boeblingen",
        "BÖBLINGEN",
        "weiss",
        "weiß",
        "betreuung",
        "BLING ganztag",
        "100 %",
    ],
)
def test_the_search_finds_spellings_and_parts_of_words(app: Flask, words: str) -> None:
    plan = make_plan()
    save(
        make_task(plan, "Ganztagsbetreuung in Böblingen", description="Weiße Flecken zu 100 %"),
        make_task(plan, "Ein anderes", description="1000 Dinge"),
    )

    page = task_lists.listed(office_of(plan), plan, TODAY, task_lists.Filter(words=words))

    assert [row.task.title for row in page] == ["Ganztagsbetreuung in Böblingen"]


@pytest.mark.parametrize("words", ["%", "_", "/", "'", '"', "\\", "%%%", "1' OR '1'='1"])
def test_signs_of_the_database_are_looked_for_as_they_are(app: Flask, words: str) -> None:
    plan = make_plan()
    save(make_task(plan, "Ganz gewöhnlich"))

    assert (
        task_lists.listed(office_of(plan), plan, TODAY, task_lists.Filter(words=words)).total == 0
    )


def test_the_search_knows_the_words_as_they_are_now(app: Flask) -> None:
    plan = make_plan()
    task = make_task(plan, "Alt")
    save(task)

    task.title = "Neue Größe"
    save()

    assert db.session.scalar(select(Task.folded)) == "neue groesse"


def test_the_search_knows_other_names_that_came_or_went(app: Flask) -> None:
    plan = make_plan()
    actor = make_actor(plan, "Frauenverein")
    save(actor)

    def rename(*aliases: str) -> None:
        draft = ActorDraft(name=actor.name, kind=actor.kind, aliases=aliases)
        db.session.expire_all()
        people.edit_actor(actor, draft, by=None, now=CREATED)
        save()

    def found(words: str) -> int:
        return actor_lists.listed(office_of(plan), plan, actor_lists.Filter(words=words)).total

    rename("Nisa e. V.")
    assert (found("nisa"), found("yasam")) == (1, 0)
    rename("Yaşam Evi")
    assert (found("nisa"), found("yasam")) == (0, 1)
    rename()
    assert (found("nisa"), found("yasam"), found("frauen")) == (0, 0, 1)


def test_keeping_the_folded_words_raises_no_version(app: Flask) -> None:
    plan = make_plan()
    task = make_task(plan, goals=[make_goal(make_field(plan))])
    save(task)
    version = task.version

    task.goals = []
    save()

    assert task.version == version


def test_goals_are_found_by_key_and_by_words(app: Flask) -> None:
    plan = make_plan()
    field = make_field(plan)
    one, two = make_goal(field, 1, "Netzwerke bestehen"), make_goal(field, 11, "Räume finden")
    two.official_description = "Auch in Böblingen"
    save(one, two)

    def keys(words: str) -> list[str]:
        page = goal_lists.listed(office_of(plan), plan, goal_lists.Filter(words=words))
        return [row.key for row in page]

    assert keys("7.1") == ["7.1"]
    assert keys("raeume") == keys("boebling") == ["7.11"]
    assert keys("") == ["7.1", "7.11"]


def test_goals_are_narrowed_by_all_that_they_hang_on(app: Flask) -> None:
    plan = make_plan()
    first, second = make_field(plan, 1, "Sprache"), make_field(plan, 2, "Bildung")
    one, two, three = make_goal(first), make_goal(second), make_goal(second, 2)
    office = make_actor(plan, "Amt")
    one.responsible = office
    body = make_body(plan)
    body.goals.append(two)
    meeting = make_meeting(make_cycle(plan), body)
    save(
        assess(two, Category.DONE, 100),
        make_task(plan, goals=[three], accountable=office, cycle=meeting.cycle),
    )

    def keys(**wanted: object) -> list[str]:
        page = goal_lists.listed(office_of(plan), plan, goal_lists.Filter(**wanted))  # type: ignore[arg-type]
        return [row.key for row in page]

    assert keys(field_id=second.id) == ["2.1", "2.2"]
    assert keys(category=Category.DONE) == ["2.1"]
    assert keys(category=Category.UNKNOWN) == ["1.1", "2.2"]
    assert keys(body_id=body.id) == ["2.1"]
    assert keys(actor_id=office.id) == ["1.1", "2.2"]
    assert keys(year=2017) == ["2.2"]
    assert keys(year=2016) == []
    assert keys(without_task=True) == ["1.1"]


def test_goals_sort_with_what_is_unknown_last_either_way(app: Flask) -> None:
    plan = make_plan()
    field = make_field(plan)
    goals = [make_goal(field, place) for place in (1, 2, 3, 4)]
    save(
        assess(goals[0], Category.IN_PROGRESS, 50),
        assess(goals[1], Category.DONE, 100),
        assess(goals[2], Category.STARTED),
    )

    def keys(word: str) -> list[str]:
        order = Order.read(word, goal_lists.SORTED_BY)
        page = goal_lists.listed(office_of(plan), plan, goal_lists.Filter(), order)
        return [row.key for row in page]

    assert keys("anteil") == ["7.1", "7.2", "7.3", "7.4"]
    assert keys("-anteil") == ["7.2", "7.1", "7.3", "7.4"]
    assert keys("-ziel") == ["7.4", "7.3", "7.2", "7.1"]
    assert keys("stand") == ["7.2", "7.1", "7.3", "7.4"]
    assert keys("unsinn") == ["7.1", "7.2", "7.3", "7.4"]


def test_tasks_sort_by_each_column(app: Flask) -> None:
    plan = make_plan()
    amt, verein = make_actor(plan, "Ämter"), make_actor(plan, "Verein")
    save(
        make_task(plan, "Ölspur", verein, dt.date(2017, 5, 1), state=TaskState.DONE),
        make_task(plan, "oben", amt, dt.date(2017, 4, 1)),
        make_task(plan, "Unten", None, None, state=TaskState.WAITING),
    )

    def titles(word: str) -> list[str]:
        order = Order.read(word, task_lists.SORTED_BY)
        page = task_lists.listed(office_of(plan), plan, TODAY, task_lists.Filter(), order)
        return [row.task.title for row in page]

    assert titles("aufgabe") == ["oben", "Ölspur", "Unten"]
    assert titles("-aufgabe") == ["Unten", "Ölspur", "oben"]
    assert titles("frist") == ["oben", "Ölspur", "Unten"]
    assert titles("-frist") == ["Ölspur", "oben", "Unten"]
    assert titles("zustaendig") == ["oben", "Ölspur", "Unten"]
    assert titles("stand") == ["oben", "Unten", "Ölspur"]


def test_tasks_are_narrowed_by_group_and_year(app: Flask) -> None:
    plan = make_plan()
    body = make_body(plan)
    meeting = make_meeting(make_cycle(plan), body)
    save(
        make_task(plan, "Aus der Sitzung", meeting=meeting, cycle=meeting.cycle),
        make_task(plan, "Ohne Sitzung"),
    )

    def titles(**wanted: object) -> list[str]:
        chosen = task_lists.Filter(**wanted)  # type: ignore[arg-type]
        page = task_lists.listed(office_of(plan), plan, TODAY, chosen)
        return [row.task.title for row in page]

    assert titles(body_id=body.id) == ["Aus der Sitzung"]
    assert titles(year=2017) == ["Aus der Sitzung"]
    assert titles(year=2016) == []


def test_a_group_that_one_may_not_know_of_narrows_to_nothing(app: Flask) -> None:
    plan = make_plan()
    person = make_person(plan)
    hidden = make_body(plan, "Geheim")
    goal = make_goal(make_field(plan))
    hidden.goals.append(goal)
    meeting = make_meeting(make_cycle(plan), hidden)
    save(make_task(plan, "Meine", person, meeting=meeting))
    member = member_of(plan, person)

    tasks = task_lists.listed(member, plan, TODAY, task_lists.Filter(body_id=hidden.id))
    goals = goal_lists.listed(member, plan, goal_lists.Filter(body_id=hidden.id))

    assert (tasks.total, goals.total) == (0, 0)
    assert task_lists.listed(member, plan, TODAY, task_lists.Filter()).total == 1


def test_a_member_finds_no_tasks_of_others_by_searching_or_through_goals(app: Flask) -> None:
    plan = make_plan()
    me, other = make_person(plan), make_person(plan, "Andere")
    goal = make_goal(make_field(plan))
    save(make_task(plan, "Meine", me), make_task(plan, "Geheim", other, goals=[goal]))
    member = member_of(plan, me)

    assert task_lists.listed(member, plan, TODAY, task_lists.Filter(words="Geheim")).total == 0
    whole = list(task_lists.whole(member, plan, TODAY, task_lists.Filter()))
    assert [row.title for row, _links in whole] == ["Meine"]
    assert goal_lists.listed(member, plan, goal_lists.Filter(actor_id=other.id)).total == 0


def test_a_page_past_the_end_is_the_last_and_the_whole_list_is_whole(app: Flask) -> None:
    plan = make_plan()
    save(*(make_task(plan, f"Aufgabe {n:02}") for n in range(45)))
    order = Order("aufgabe")

    last = task_lists.listed(office_of(plan), plan, TODAY, task_lists.Filter(), order, 99)
    whole = list(task_lists.whole(office_of(plan), plan, TODAY, task_lists.Filter(), order))

    found = task_lists.Filter(words="aufgabe")
    searched = task_lists.listed(office_of(plan), plan, TODAY, found, order, 99)

    assert (last.page, last.pages, last.total, len(last.items)) == (3, 3, 45, 5)
    assert [row.task.title for row in searched] == [row.task.title for row in last]
    assert (searched.page, searched.total) == (3, 45)
    assert [row.title for row, _links in whole] == [f"Aufgabe {n:02}" for n in range(45)]


def test_actors_are_found_by_their_organisation_and_those_who_left_come_last(app: Flask) -> None:
    plan = make_plan()
    county = make_actor(plan, "Landratsamt Böblingen")
    save(
        make_person(plan, "Zuletzt", organisation=county),
        make_person(plan, "Anfang", organisation=county, left_on=dt.date(2016, 1, 1)),
        make_person(plan, "Niemand"),
    )

    def names(**wanted: object) -> list[str]:
        chosen = actor_lists.Filter(**wanted)  # type: ignore[arg-type]
        return [actor.name for actor in actor_lists.listed(office_of(plan), plan, chosen)]

    assert names(words="boeblingen") == ["Landratsamt Böblingen", "Zuletzt", "Anfang"]
    assert names(words="zuletzt boeblingen") == ["Zuletzt"]
    assert names(gone=True) == ["Anfang"]
