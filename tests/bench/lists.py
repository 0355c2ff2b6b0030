"""The overview, the lists and their files with 1,000 goals and 10,000 tasks behind them."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import tempfile
from pathlib import Path

from flask import Flask

from app import clock, create_app
from app.cli import migrating
from app.extensions import db
from app.models.accounts import Account
from app.models.plans import Assessment, AssessmentSource, Category, Goal
from app.models.tasks import TaskState
from config import load as load_settings
from tests.bench.figures import Figure
from tests.bench.served import PAGES_ALONE, Server, served
from tests.bench.starting import SERVE, _resident_megabytes
from tests.makers import (
    CREATED,
    make_account,
    make_cycle,
    make_field,
    make_goal,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    sign_in,
)
from tests.web.cost import queries_of

GOALS, TASKS, MINE = 1_000, 10_000, 200
FEW, MANY = 4, 4_000  # tasks of two further people
ROUNDS = 50
MOST_FLOORS = 12.0
FEWER_FLOORS = {"my 200 tasks": 2.5}  # the page most members open, and on a phone

PAGES = {
    "a page of nothing but words": ("/barrierefreiheit", 10.0, 5),
    "overview": ("/", 60.0, 15),
    "tasks": ("/aufgaben", 50.0, 12),
    "tasks, searched and sorted": ("/aufgaben?suche=boebling&sortiert=zustaendig", 50.0, 12),
    "tasks, last page": ("/aufgaben?sortiert=-frist&page=500", 50.0, 12),
    "goals": ("/plaene/integrationsplan/ziele?sortiert=anteil", 50.0, 12),
    "my 200 tasks": ("/meine-aufgaben", 50.0, 10),
}
FILES = {
    "10,000 tasks as CSV": ("/aufgaben/liste?datei=csv", 3.0),
    "10,000 tasks as XLSX": ("/aufgaben/liste?datei=xlsx", 6.0),
}


def measure_lists() -> list[Figure]:
    """Counts queries in this process; times, processor and memory over HTTP beside the floor."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cookies, counted = _build(folder)
        cookie = cookies["office"]
        database = str(folder / "wiedervorlage.db")
        whole = [sys.executable, "-c", SERVE, "serve", "--port"]
        floor = [sys.executable, "-m", "tests.bench.floor", database]
        with served(folder, whole) as one:
            one.settle()
            planned = round(_resident_megabytes(one.pid))
        with served(folder, PAGES_ALONE) as ours, served(folder, floor) as bare:
            return [
                *counted,
                *_pages(ours, bare, cookie),
                _growth(ours, cookies),
                *_files(ours, cookie),
                Figure(
                    "memory after pages and files", round(_resident_megabytes(ours.pid)), 200, "MB"
                ),
                Figure("memory of `serve`, 10,000 letters planned", planned, 300, "MB"),
            ]


def _build(folder: Path) -> tuple[dict[str, str], list[Figure]]:
    """A filled installation, the cookies of who is signed in, and what the office's pages ask."""
    app = create_app(load_settings({"WIEDERVORLAGE_INSTANCE_DIR": str(folder)}))
    with app.app_context():
        migrating.upgrade()
        people = _fill()
        cookies = {name: _cookie(app, account) for name, account in people.items()}
        client = app.test_client()
        client.set_cookie("session", cookies["office"])
        found = []
        for name, (address, _goal, most) in PAGES.items():
            client.get(address)
            number = queries_of(lambda address=address: client.get(address))  # type: ignore[misc]
            found.append(Figure(f"{name}: queries", number, most, ""))
        db.session.remove()
        db.engine.dispose()
    return cookies, found


def _cookie(app: Flask, account: Account) -> str:
    client = app.test_client()
    sign_in(client, account, clock.now())
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def _pages(ours: Server, bare: Server, cookie: str) -> list[Figure]:
    """Medians of interleaved requests, and of their processor's time against the floor's."""
    found = []
    for name, (address, goal, _most) in PAGES.items():
        ours.get(address, cookie)
        times, floors = [], []
        for _ in range(ROUNDS):
            began, floor_began = ours.worked(), bare.worked()
            times.append(ours.get(address, cookie))
            bare.get("/")
            floors.append((ours.worked() - began) / (bare.worked() - floor_began))
        ratio = statistics.median(floors)
        most_floors = FEWER_FLOORS.get(name, MOST_FLOORS)
        found += [
            Figure(f"{name}: median", round(statistics.median(times), 1), goal, "ms"),
            Figure(f"{name}: processor, times the floor", round(ratio, 1), most_floors, "x"),
        ]
    return found


def _growth(ours: Server, cookies: dict[str, str]) -> Figure:
    """What the page of somebody with 4,000 tasks costs against that of somebody with 4."""
    used: dict[str, list[float]] = {"few": [], "many": []}
    for _ in range(4 * ROUNDS):  # what is to be told apart is less than what single looks differ by
        for name, worked in used.items():
            before = ours.worked()
            ours.get("/meine-aufgaben", cookies[name])
            worked.append(ours.worked() - before)
    few, many = (statistics.median(worked) for worked in used.values())
    return Figure("my 4,000 tasks against 4: processor", round(many / few, 2), 1.2, "x")


def _files(ours: Server, cookie: str) -> list[Figure]:
    return [
        Figure(name, round(min(ours.get(address, cookie) for _ in range(3)) / 1000, 2), goal, "s")
        for name, (address, goal) in FILES.items()
    ]


def _fill() -> dict[str, Account]:
    """A plan of 20 fields, seeded and so the same in every run."""
    dice = random.Random(2017)
    plan = make_plan()
    office = make_office(plan)
    few, many = make_account(plan, "Wenig"), make_account(plan, "Viel")
    holders = [*[person_of(office)] * MINE, *[person_of(few)] * FEW, *[person_of(many)] * MANY]
    cycle = make_cycle(plan)
    persons = [make_person(plan, f"Vertretung {n}") for n in range(40)]
    goals = [
        make_goal(field, place, f"Ziel {field.number}.{place} im Raum Böblingen")
        for field in (make_field(plan, n, f"Handlungsfeld {n}") for n in range(1, 21))
        for place in range(1, GOALS // 20 + 1)
    ]
    for goal in goals:
        for on in (dt.date(2016, 2, 20), dt.date(2017, 2, 20)):
            db.session.add(_assessment(goal, on, dice))
    for number in range(TASKS):
        mine = number < len(holders)
        make_task(
            plan,
            f"Aufgabe {number} in {'Böblingen' if number % 9 == 0 else 'Herrenberg'}",
            holders[number] if mine else dice.choice(persons),
            dt.date(2017, 1, 1) + dt.timedelta(days=dice.randrange(365)),
            goals=[dice.choice(goals)],
            cycle=cycle,
            state=TaskState.OPEN if mine else dice.choice((TaskState.OPEN, TaskState.IN_PROGRESS)),
            description="Mit den Trägern abstimmen und den Stand berichten. " * 3,
        )
    db.session.commit()
    return {"office": office, "few": few, "many": many}


def _assessment(goal: Goal, on: dt.date, dice: random.Random) -> Assessment:
    category = dice.choice(list(Category))
    percents = {Category.DONE: 100, Category.IN_PROGRESS: dice.randrange(5, 95)}
    return Assessment(
        goal=goal,
        reporting_on=on,
        status_raw="",
        category=category,
        percent=percents.get(category),
        source=AssessmentSource.IMPORTED,
        created_at=CREATED,
    )
