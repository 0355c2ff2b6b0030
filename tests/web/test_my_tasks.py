"""My tasks: what is due, why, for whom; nothing of others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.models.accounts import Account, PlanRole
from app.models.meetings import MeetingState
from app.models.people import ActorKind
from app.models.plans import Goal, Plan
from app.models.tasks import Acceptance, Task, TaskState
from app.services import accounts
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
    sign_in,
)
from tests.web.cost import queries_of

TODAY = dt.date(2017, 2, 21)  # the clock of the tests


def make_world() -> tuple[Plan, Goal, Account]:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    return plan, goal, make_account(plan)


def text_of(client: FlaskClient, address: str = "/meine-aufgaben") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_it_says_what_is_due_for_which_goal_and_where_it_was_agreed(
    app: Flask, client: FlaskClient
) -> None:
    plan, goal, account = make_world()
    meeting = make_meeting(make_cycle(plan), make_body(plan))
    save(
        make_task(
            plan,
            "Umfrage vorbereiten",
            person_of(account),
            dt.date(2017, 7, 14),
            due_label="bis zur Sommerpause",
            goals=[goal],
            meeting=meeting,
        )
    )
    sign_in(client, account)

    page = text_of(client)

    assert "Umfrage vorbereiten" in page
    assert "bis zur Sommerpause (Freitag, 14. Juli 2017)" in page
    assert "Ziel 7.1" in page
    assert "Netzwerke bestehen" in page
    assert "Vereinbart: Auftakt am 29. März 2017" in page


def test_what_comes_next_is_first_and_what_is_overdue_is_asked_for_kindly(
    app: Flask, client: FlaskClient
) -> None:
    plan, goal, account = make_world()
    me = person_of(account)
    save(
        make_task(plan, "Später fällig", me, dt.date(2017, 9, 1), goals=[goal]),
        make_task(plan, "Bald fällig", me, dt.date(2017, 3, 1), goals=[goal]),
        make_task(plan, "Schon vorbei", me, dt.date(2017, 2, 1), goals=[goal]),
        make_task(plan, "Ruht", me, dt.date(2017, 1, 1), goals=[goal], state=TaskState.WAITING),
        make_task(plan, "Ohne Tag", me, None, goals=[goal]),
    )
    sign_in(client, account)

    page = text_of(client)

    assert "Bitte um Rückmeldung" in page
    assert "fällig war Mittwoch, 1. Februar 2017" in page
    titles = ["Bald fällig", "Schon vorbei", "Später fällig", "Ohne Tag", "Ruht"]
    places = [page.index(f">{title}</a>") for title in titles]
    assert places == sorted(places)
    assert "überfällig" not in page


def test_what_was_put_off_stands_as_back_once_its_day_has_come(
    app: Flask, client: FlaskClient
) -> None:
    plan, goal, account = make_world()
    me = person_of(account)
    for title, day in (("Ruhende", dt.date(2017, 12, 1)), ("Wiedergekehrte", dt.date(2017, 2, 21))):
        make_task(plan, title, me, goals=[goal], state=TaskState.POSTPONED, resubmit_on=day)
    save()
    sign_in(client, account)

    page = BeautifulSoup(text_of(client), "html.parser")

    back, resting = (page.select_one(f"#gruppe-{key}") for key in ("again", "at_rest"))
    assert back is not None and resting is not None
    assert "Wiedergekehrte" in back.text and "Ruhende" not in back.text
    assert "zurückgestellt bis Dienstag, 21. Februar 2017: Später" in " ".join(back.text.split())
    assert "Ruhende" in resting.text
    states = [str(option["value"]) for option in back.select("option")]
    assert states == ["in_progress", "waiting", "done"]  # to put it off again is the office's
    assert "Eine zurückgestellte ist wieder vorgelegt." in page.text
    back_url = str(back.select("a")[0]["href"])
    assert "Die Aufgabe ist wieder vorgelegt." in client.get(back_url).get_data(as_text=True)


def test_an_empty_list_says_so(app: Flask, client: FlaskClient) -> None:
    _plan, _goal, account = make_world()
    sign_in(client, account)

    assert "Für Sie sind zurzeit keine Aufgaben eingetragen." in text_of(client)


def test_tasks_of_others_are_not_mine(app: Flask, client: FlaskClient) -> None:
    plan, goal, account = make_world()
    other = make_person(plan, "Vertretung Sportkreis")
    save(make_task(plan, "Fremde Aufgabe", other, goals=[goal]))
    sign_in(client, account)

    assert "Fremde Aufgabe" not in text_of(client)


def test_who_speaks_for_an_organisation_sees_its_tasks(app: Flask, client: FlaskClient) -> None:
    plan, goal, account = make_world()
    me = person_of(account)
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION, contact=me)
    save(make_task(plan, "Aufgabe des Vereins", club, goals=[goal]))
    sign_in(client, account)

    page = text_of(client)

    assert "Aufgabe des Vereins" in page
    assert "Für: Frauenverein" in page


def test_tasks_of_another_plan_stay_in_that_plan(app: Flask, client: FlaskClient) -> None:
    plan, goal, account = make_world()
    other = make_plan("anderer", "Anderer Plan")
    there = make_person(other, "Dieselbe Person")
    accounts.grant(account, other, PlanRole.MEMBER, actor=there, now=CREATED)
    club = make_actor(other, "Verein dort", ActorKind.ASSOCIATION, contact=there)
    save(
        make_task(plan, "Hier", person_of(account), goals=[goal]),
        make_task(other, "Dort", club),
        make_task(other, "Dort erledigt", club, state=TaskState.DONE),
    )
    sign_in(client, account)

    page, overview = text_of(client), client.get("/").get_data(as_text=True)

    assert "1 Aufgabe ist offen." in page and "Dort" not in page
    assert "Meine Aufgaben ansehen (1)" in overview and "Dort" not in overview


def test_a_deputy_sees_the_tasks_of_the_organisation(app: Flask, client: FlaskClient) -> None:
    plan, goal, account = make_world()
    club = make_actor(plan, "Sportkreis", ActorKind.ASSOCIATION)
    body = make_body(plan)
    join(body, make_person(plan, "Vorstand"), on_behalf_of=club, deputy=person_of(account))
    save(make_task(plan, "Aufgabe des Sportkreises", club, goals=[goal]))
    sign_in(client, account)

    assert "Aufgabe des Sportkreises" in text_of(client)


def test_who_takes_part_reads_who_is_accountable(app: Flask, client: FlaskClient) -> None:
    plan, goal, account = make_world()
    office = make_actor(plan, "Gesundheitsamt")
    save(
        make_task(
            plan, "Gemeinsame Aufgabe", office, goals=[goal], further_actors=[person_of(account)]
        )
    )
    sign_in(client, account)

    assert "Sie wirken mit. Verantwortlich: Gesundheitsamt" in text_of(client)


def test_what_was_done_this_year_has_its_own_list(app: Flask, client: FlaskClient) -> None:
    plan, goal, account = make_world()
    me = person_of(account)
    done = {"goals": [goal], "state": TaskState.DONE}
    save(
        make_task(plan, "Dieses Jahr", me, done_on=dt.date(2017, 2, 1), result="Liegt vor", **done),
        make_task(plan, "Voriges Jahr", me, done_on=dt.date(2016, 12, 31), **done),
    )
    sign_in(client, account)

    assert "In diesem Jahr ist 1 Aufgabe erledigt." in text_of(client)
    page = text_of(client, "/meine-aufgaben?zeige=erledigt")
    assert "Dieses Jahr" in page
    assert "Liegt vor" in page
    assert "Voriges Jahr" not in page


def test_meetings_to_come_and_answers_owed_stand_beside_the_tasks(
    app: Flask, client: FlaskClient
) -> None:
    plan, _goal, account = make_world()
    body = make_body(plan)
    join(body, person_of(account))
    save(make_meeting(make_cycle(plan), body, title="Auftakt im März", state=MeetingState.INVITED))
    sign_in(client, account)

    page = text_of(client)

    assert "Ihre Antwort steht noch aus" in page
    assert page.count("Auftakt im März") >= 2
    assert "Mittwoch, 29. März 2017, 14:00 Uhr" in page
    assert "Kalender abonnieren" in page


def test_the_page_costs_the_same_for_one_task_and_for_two_hundred(
    app: Flask, client: FlaskClient
) -> None:
    plan, goal, account = make_world()
    body = make_body(plan)
    join(body, person_of(account))
    meeting = make_meeting(make_cycle(plan), body)
    me = person_of(account)
    save(make_task(plan, "Aufgabe 0", me, goals=[goal], meeting=meeting))
    sign_in(client, account)
    one = queries_of(lambda: text_of(client))

    save(*(many_tasks(plan, goal, me, meeting)))
    many = queries_of(lambda: text_of(client))
    page = text_of(client)

    assert "Seite 1 von 21" in page
    assert one == many
    assert many <= 10


def many_tasks(plan: Plan, goal: Goal, me: object, meeting: object) -> Iterator[Task]:
    second = make_goal(goal.field, 2, "Noch ein Ziel")
    actor = make_actor(plan, "Gesundheitsamt")
    for number in range(1, 201):
        yield make_task(
            plan,
            f"Aufgabe {number}",
            me,  # type: ignore[arg-type]
            TODAY + dt.timedelta(days=number % 60 - 20),
            goals=[goal, second],
            further_actors=[actor],
            meeting=meeting,  # type: ignore[arg-type]
        )


def test_pages_together_show_every_task_once(app: Flask, client: FlaskClient) -> None:
    plan, goal, account = make_world()
    me = person_of(account)
    save(*(make_task(plan, f"Aufgabe {n:03}", me, goals=[goal]) for n in range(45)))
    sign_in(client, account)

    pages = "".join(text_of(client, f"/meine-aufgaben?page={n}") for n in range(1, 6))

    assert all(pages.count(f">Aufgabe {n:03}</a>") == 1 for n in range(45))


def test_a_page_past_the_end_is_the_last_one(app: Flask, client: FlaskClient) -> None:
    plan, goal, account = make_world()
    save(make_task(plan, "Einzige Aufgabe", person_of(account), goals=[goal]))
    sign_in(client, account)

    assert "Einzige Aufgabe" in text_of(client, "/meine-aufgaben?page=99")
    assert "Einzige Aufgabe" in text_of(client, "/meine-aufgaben?page=unsinn")


def test_nobody_sees_it_without_signing_in(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/meine-aufgaben")

    assert answer.status_code == 302
    assert "/anmelden" in answer.headers["Location"]


def test_a_reader_without_tasks_gets_a_calm_page(app: Flask, client: FlaskClient) -> None:
    plan, goal, _account = make_world()
    reader = make_account(plan, "Lesende Stelle", PlanRole.READER)
    save(make_task(plan, "Fremde Aufgabe", goals=[goal]))
    sign_in(client, reader)

    assert "Fremde Aufgabe" not in text_of(client)


def test_one_reports_in_one_step_is_thanked_and_takes_it_back(
    app: Flask, client: FlaskClient
) -> None:
    plan, goal, account = make_world()
    task = make_task(plan, "Umfrage", person_of(account), goals=[goal])
    save(task)
    sign_in(client, account)
    assert 'name="kurz"' in text_of(client)

    answer = client.post(
        f"/aufgaben/{task.uid}/melden",
        data={"kurz": "1", "state": "in_progress", "text": "Begonnen", "percent": "20"},
        follow_redirects=True,
    )
    page = answer.get_data(as_text=True)
    db.session.expire_all()
    assert (task.state, task.percent) == (TaskState.IN_PROGRESS, 20)
    assert "Vielen Dank! Ihr Stand ist eingetragen." in page
    assert "Zurücknehmen" in page

    client.post(f"/aufgaben/{task.uid}/zuruecknehmen", data={"kurz": "1"})
    db.session.expire_all()
    assert (task.state, task.percent) == (TaskState.OPEN, None)


def test_one_line_closes_with_a_link_or_says_why_there_is_none(
    app: Flask, client: FlaskClient
) -> None:
    plan, goal, account = make_world()
    first = make_task(plan, "Umfrage", person_of(account), goals=[goal])
    second = make_task(plan, "Treffen", person_of(account), goals=[goal])
    save(first, second)
    sign_in(client, account)
    done = {"kurz": "1", "state": "done", "text": "Fertig"}

    refused = client.post(f"/aufgaben/{first.uid}/melden", data=done)
    client.post(f"/aufgaben/{first.uid}/melden", data=done | {"nachweis": "https://kreis.example/"})
    client.post(f"/aufgaben/{second.uid}/melden", data=done | {"nachweis": "Es war ein Gespräch"})

    assert refused.status_code == 422
    db.session.expire_all()
    assert (first.state, second.state) == (TaskState.DONE, TaskState.DONE)
    assert first.reports[0].evidence_url == "https://kreis.example/"
    assert second.reports[0].no_evidence == "Es war ein Gespräch"


def test_what_waits_for_my_answer_stands_on_the_page(app: Flask, client: FlaskClient) -> None:
    plan, goal, account = make_world()
    me = person_of(account)
    club = make_actor(plan, "Frauenverein", ActorKind.ASSOCIATION, contact=me)
    asked_at = dt.datetime(2017, 2, 20, 9, tzinfo=dt.UTC)
    save(
        make_task(
            plan, "Umfrage", me, goals=[goal], acceptance=Acceptance.ASKED, asked_at=asked_at
        ),
        make_task(
            plan, "Sommerfest", club, goals=[goal], acceptance=Acceptance.NAMING, asked_at=asked_at
        ),
    )
    sign_in(client, account)

    page = text_of(client)

    assert "Übernehmen Sie diese Aufgabe?" in page
    assert "Bitte benennen Sie eine Person" in page
