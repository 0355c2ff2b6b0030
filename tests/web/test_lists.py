"""Lists on the web: their address says all of them, and a file holds no more than the page may."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.models.accounts import Account, PlanRole
from app.models.meetings import AgreementKind
from app.models.plans import Goal, Plan
from app.services import meetings
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
    make_office,
    make_plan,
    make_task,
    person_of,
    save,
    sign_in,
)
from tests.web.cost import queries_of

CANARY = "=cmd|' /C calc'!A0"
LISTS = ("/aufgaben", "/plaene/integrationsplan/ziele", "/akteure", "/vereinbarungen")


@dataclass
class World:
    """A plan whose lists hold a canary each, beside a plan that nobody here may know of."""

    plan: Plan
    goal: Goal
    office: Account
    member: Account


@pytest.fixture
def world(app: Flask) -> World:
    plan, other = make_plan(), make_plan("geheim", "Geheimplan")
    goal = make_goal(make_field(plan), title=CANARY)
    office, member = make_office(plan), make_account(plan)
    _fill(plan, CANARY, member)
    _fill(other, "Geheimes", make_account(other, "Geheime Vertretung"))
    make_goal(make_field(other), title="Geheimes Ziel")
    save()
    return World(plan, goal, office, member)


def _fill(plan: Plan, text: str, account: Account) -> None:
    """An actor, a task and an agreement that say `text`."""
    body = make_body(plan, f"Gruppe {plan.slug}")
    join(body, person_of(account))
    meeting = make_meeting(make_cycle(plan), body)
    make_actor(plan, text)
    make_task(plan, text, person_of(account), meeting=meeting, percent=45)
    meetings.record_agreement(
        meeting, kind=AgreementKind.METHOD, text=text, by=None, now=CREATED, based_on=None
    )


def soup(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.text, "html.parser")


def names(client: FlaskClient, address: str) -> list[str]:
    """What the rows of a list are called."""
    return [
        link.get_text(strip=True)
        for link in soup(client, address).select("tbody th[scope=row] > a")
    ]


def rows_of(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200
    text = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("address", LISTS)
def test_every_list_leaves_as_both_kinds_of_file_without_a_formula(
    world: World, client: FlaskClient, address: str
) -> None:
    sign_in(client, world.office)
    links = [link["href"] for link in soup(client, address).select("a[download]")]

    book, text = (client.get(link) for link in links)

    cells = [
        (cell.value, cell.data_type)
        for row in openpyxl.load_workbook(io.BytesIO(book.data)).worksheets[0].rows
        for cell in row
    ]
    assert (CANARY, "s") in cells
    assert not [value for value, kind in cells if kind == "f"]
    assert f"'{CANARY}" in [cell for row in rows_of(text) for cell in row]
    for answer in (book, text):
        assert "Geheim" not in answer.data.decode("utf-8", "replace")
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_file_is_named_after_list_plan_and_day(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    answer = client.get("/aufgaben/liste?datei=xlsx")

    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=aufgaben-integrationsplan-2017-02-21.xlsx"
    )


def test_a_file_holds_the_whole_list_and_says_to_what_it_was_narrowed(
    world: World, client: FlaskClient
) -> None:
    save(*(make_task(world.plan, f"Aufgabe {n:02} in Böblingen") for n in range(30)))
    save(make_task(world.plan, "Anderswo"))
    sign_in(client, world.office)

    rows = rows_of(
        client.get("/aufgaben/liste?datei=csv&suche=boeblingen&sortiert=-aufgabe&page=2")
    )
    book = client.get("/aufgaben/liste?datei=xlsx&suche=boeblingen&stand=open")

    assert [row[0] for row in rows[1:]] == [
        f"Aufgabe {n:02} in Böblingen" for n in range(29, -1, -1)
    ]
    about = openpyxl.load_workbook(io.BytesIO(book.data))["Angaben"]
    assert [tuple(cell.value for cell in row) for row in about.rows] == [
        ("Liste", "Aufgaben"),
        ("Plan", "Integrationsplan"),
        ("Stand", "21. Februar 2017"),
        ("Suche", "boeblingen"),
        ("Stand", "Offen"),
        ("Zeilen", "30"),
    ]


def test_days_and_shares_are_typed(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    book = openpyxl.load_workbook(io.BytesIO(client.get("/aufgaben/liste?datei=xlsx").data))

    head, row = ([cell.value for cell in row] for row in book.worksheets[0].rows)
    told = dict(zip(head, row, strict=True))
    assert told["Fällig am"].date() == dt.date(2017, 9, 15)
    assert (told["Anteil in Prozent"], told["Erledigt am"]) == (45, None)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/aufgaben/liste?zeige=ohne-ziel", ("Nur zeigen", "Ohne Ziel")),
        (
            "/plaene/integrationsplan/ziele/liste?zeige=ohne-aufgabe",
            ("Nur zeigen", "Offen und ohne Aufgabe"),
        ),
        ("/akteure/liste?art=office", ("Art", "Amt")),
        ("/vereinbarungen/liste?art=method", ("Art", "Methode")),
    ],
)
def test_a_narrowed_list_leaves_as_a_workbook_that_says_how(
    world: World, client: FlaskClient, address: str, said: tuple[str, str]
) -> None:
    sign_in(client, world.office)

    book = client.get(f"{address}&datei=xlsx")

    assert book.status_code == 200
    about = openpyxl.load_workbook(io.BytesIO(book.data))["Angaben"]
    assert said in [tuple(cell.value for cell in row) for row in about.rows]


def test_a_member_takes_along_only_what_the_member_sees(world: World, client: FlaskClient) -> None:
    other = make_account(world.plan, "Vertretung Sportkreis")
    save(make_task(world.plan, "Fremde Aufgabe", person_of(other)))
    sign_in(client, other)

    rows = rows_of(client.get("/aufgaben/liste?datei=csv"))
    agreed = rows_of(client.get("/vereinbarungen/liste?datei=csv"))

    assert [row[0] for row in rows[1:]] == ["Fremde Aufgabe"]
    assert agreed[1:] == []
    assert client.get("/akteure/liste?datei=csv").status_code == 404


def test_a_reader_takes_actors_along_without_addresses(world: World, client: FlaskClient) -> None:
    save(make_actor(world.plan, "Amt", email="amt@example.org", phone="07031 1"))
    sign_in(client, make_account(world.plan, "Leserin", role=PlanRole.READER))

    text = client.get("/akteure/liste?datei=csv").text

    assert "Amt" in text
    assert "amt@example.org" not in text
    assert "07031" not in text


def test_other_kinds_of_file_and_other_people_find_nothing(
    world: World, client: FlaskClient
) -> None:
    for address in LISTS:
        assert "/anmelden" in client.get(f"{address}/liste?datei=csv").headers["Location"]
    sign_in(client, world.office)

    for address in LISTS:
        assert client.get(f"{address}/liste?datei=exe").status_code == 404
        assert client.get(f"{address}/liste").status_code == 404


def test_the_goals_of_another_plan_are_missing(world: World, client: FlaskClient) -> None:
    sign_in(client, world.office)

    assert client.get("/plaene/geheim/ziele").status_code == 404
    assert client.get("/plaene/geheim/ziele/liste?datei=csv").status_code == 404


def test_a_head_sorts_both_ways_and_keeps_the_filters(world: World, client: FlaskClient) -> None:
    save(make_task(world.plan, "Anfang"), make_task(world.plan, "Zum Schluss"))
    sign_in(client, world.office)

    def head(address: str) -> tuple[str | None, str]:
        cell = soup(client, address).select("thead th")[0]
        return cell.get("aria-sort"), str(cell.a["href"])  # type: ignore[index,return-value]

    unsorted, once = head("/aufgaben?stand=open&page=3")
    rising, twice = head(once)
    falling, _ = head(twice)

    assert (unsorted, rising, falling) == (None, "ascending", "descending")
    assert "stand=open" in once and "page" not in once
    assert names(client, once) == [CANARY, "Anfang", "Zum Schluss"]
    assert names(client, twice) == ["Zum Schluss", "Anfang", CANARY]


@pytest.mark.parametrize("address", LISTS[:3])
def test_a_list_says_how_many_it_found_and_what_to_do_when_none(
    world: World, client: FlaskClient, address: str
) -> None:
    sign_in(client, world.office)

    some, none = soup(client, f"{address}?suche=cmd"), soup(client, f"{address}?suche=nirgends")

    assert some.select_one(".wv-found__number").text == "1 Treffer"  # type: ignore[union-attr]
    assert "einem anderen Wort" in none.select_one(".wv-empty").text  # type: ignore[union-attr]
    for page in (some, none):
        assert [link["href"] for link in page.select(".wv-filter a")] == [address]


@pytest.mark.parametrize(
    "more",
    [
        "endpoint=x&_external=1&_scheme=javascript&_anchor=a&_method=POST",
        "page=-1&page=x&sortiert=--&suche=%00&stand=%27",
        "page=99999999999999999999&feld=99999999999999999999&person=-1&jahr=0&gruppe=1e9",
        "suche=" + "ab%20" * 300,
        "slug=geheim&datei=csv",
    ],
)
def test_no_address_breaks_a_list(world: World, client: FlaskClient, more: str) -> None:
    save(*(make_task(world.plan, f"Aufgabe {n}") for n in range(30)))
    sign_in(client, world.office)

    for address in LISTS:
        for where in (f"{address}?", f"{address}?page=2&", f"{address}/liste?datei=csv&"):
            assert client.get(where + more).status_code in (200, 400), where


@pytest.mark.parametrize("address", LISTS[:3])
def test_pages_and_files_cost_the_same_for_few_and_many(
    world: World, client: FlaskClient, address: str
) -> None:
    sign_in(client, world.office)

    def cost() -> list[int]:
        found = []
        for where in (f"{address}?sortiert=stand", f"{address}/liste?datei=csv"):
            client.get(where)
            found.append(queries_of(lambda where=where: client.get(where)))  # type: ignore[misc]
        return found

    few = cost()
    for number in range(40):
        actor = make_actor(world.plan, f"Verein {number}")
        goal = make_goal(world.goal.field, 10 + number, f"Ziel {number}")
        goal.responsible = actor
        make_task(world.plan, f"Aufgabe {number}", actor, goals=[goal])
    save()

    assert cost() == few
    assert max(few) <= 15
