"""A meeting's page with sixty items and two hundred open tasks, and its minute-taker's page."""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app import clock, create_app
from app.cli import migrating
from app.extensions import db
from app.models.accounts import Account
from app.models.agenda_tasks import AgendaTask
from app.models.groups import MembershipRole
from app.models.meetings import AgendaFile, AgendaItem, AgendaKind, Meeting
from app.models.people import Actor
from app.models.plans import Goal, Plan
from app.services import meetings
from config import load
from tests import makers
from tests.bench.figures import Figure
from tests.bench.served import Server, served
from tests.bench.starting import SERVE
from tests.web.cost import queries_of

ITEMS, TASKS, MEMBERS, ROUNDS = 60, 200, 25, 25
MOST_MILLISECONDS, MOST_QUERIES = 150.0, 25


@dataclass(frozen=True, kw_only=True)
class Case:
    """A page as one person sees it; `cookie` is that person's session."""

    name: str
    address: str
    cookie: str


def measure_agenda() -> list[Figure]:
    """Counts queries in this process; times and processor time over HTTP, from another one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app(load({"WIEDERVORLAGE_INSTANCE_DIR": name}))
        with app.app_context():
            migrating.upgrade()
            counted, cases = _prepare(app)
            db.session.remove()
            db.engine.dispose()
        with served(folder, [sys.executable, "-c", SERVE, "serve", "--port"]) as server:
            return [*counted, *(figure for case in cases for figure in _timed(server, case))]


def _timed(server: Server, case: Case) -> list[Figure]:
    """The median until the whole page is there, and the processor's mean, after one to warm up."""
    server.get(case.address, case.cookie)
    before = server.worked()
    times = [server.get(case.address, case.cookie) for _ in range(ROUNDS)]
    used = (server.worked() - before) / ROUNDS
    return [
        Figure(f"{case.name}: median", round(statistics.median(times)), MOST_MILLISECONDS, "ms"),
        Figure(f"{case.name}: processor", round(used), MOST_MILLISECONDS, "ms"),
    ]


def _prepare(app: Flask) -> tuple[list[Figure], list[Case]]:
    """The meeting behind us, whose tasks are open, and the one ahead that takes them up."""
    plan = makers.make_plan()
    chair, member = makers.make_account(plan, "Vorsitz"), makers.make_account(plan, "Mitglied")
    last, ahead = _fill(plan, chair, member)
    counted, cases = [], []
    for name, address, account in (
        ("agenda, chair", f"/sitzungen/{ahead.uid}", chair),
        ("agenda, member", f"/sitzungen/{ahead.uid}", member),
        ("meeting held, chair", f"/sitzungen/{last.uid}", chair),
        ("taking minutes, chair", f"/sitzungen/{last.uid}/protokoll", chair),
    ):
        number, cookie = _asked(app, account, address)
        counted.append(Figure(f"{name}: queries", number, MOST_QUERIES, ""))
        cases.append(Case(name=name, address=address, cookie=cookie))
    return counted, cases


def _asked(app: Flask, account: Account, address: str) -> tuple[int, str]:
    """How many queries the page costs, and the cookie of who asked for it."""
    client = app.test_client()
    makers.sign_in(client, account, clock.now())
    client.get(address)
    db.session.expire_all()
    number = queries_of(lambda: client.get(address))
    cookie = client.get_cookie("session")
    assert cookie is not None
    return number, cookie.value


def _fill(plan: Plan, chair: Account, member: Account) -> tuple[Meeting, Meeting]:
    today = clock.now().date()
    body = makers.make_body(plan)
    makers.join(body, makers.person_of(chair), MembershipRole.CHAIR)
    makers.join(body, makers.person_of(member))
    persons = [makers.make_person(plan, f"Vertretung {number}") for number in range(MEMBERS)]
    for person in persons:
        makers.join(body, person)
    goals = [
        makers.make_goal(field, place)
        for field in (makers.make_field(plan, number) for number in range(1, 9))
        for place in range(1, 5)
    ]
    cycle = makers.make_cycle(plan, today.year)
    last, ahead = (
        makers.make_meeting(cycle, body, today + dt.timedelta(days=away), position=place)
        for place, away in enumerate((-30, 60))
    )
    makers.save()
    for meeting in (last, ahead):
        meetings.invite_members(meeting, by=None, now=clock.now())
    behind, before = _items(last, persons, goals), _items(ahead, persons, goals)
    for number in range(TASKS):
        task = makers.make_task(
            plan,
            f"Aufgabe {number}: mit den Trägern abstimmen",
            persons[number % MEMBERS],
            today + dt.timedelta(days=number % 90),
            goals=[goals[number % len(goals)]],
            meeting=last,
            agenda_item=behind[number % ITEMS],
        )
        db.session.add(AgendaTask(agenda_item=before[number % ITEMS], task=task))
    makers.save()
    return last, ahead


def _items(meeting: Meeting, persons: list[Actor], goals: list[Goal]) -> list[AgendaItem]:
    """Each with presenter, minutes, two goals and a paper."""
    items = [
        AgendaItem(
            meeting=meeting,
            number=str(place),
            position=place,
            title=f"Punkt {place}: Stand und weiteres Vorgehen",
            kind=list(AgendaKind)[place % len(AgendaKind)],
            minutes_planned=5,
            presenter=persons[place % MEMBERS],
            goals=[goals[place % len(goals)], goals[(place + 7) % len(goals)]],
        )
        for place in range(1, ITEMS + 1)
    ]
    db.session.add_all(items)
    db.session.add_all(
        AgendaFile(
            item=item,
            file_name=f"Vorlage {item.number}.pdf",
            media_type="application/pdf",
            size=120_000,
            sha256="0" * 64,
            created_at=makers.CREATED,
        )
        for item in items
    )
    return items
