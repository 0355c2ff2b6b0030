"""How fast letters leave, end to end: written, sent to a local sink, their mark committed."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select, update

from app.extensions import db
from app.mail.relay import Relay
from app.mail.smtp import Courier
from app.models.outbox import LetterState, OutboxLetter
from app.models.people import Actor, ActorKind
from app.services import outbox
from app.services.outbox.posting import URGENT
from jobs import dispatcher
from tests.bench.figures import Figure
from tests.bench.installation import installed
from tests.faults.dispatchers import dispatchers
from tests.jobs.letters import NOW
from tests.mail.sink import sinking
from tests.makers import make_plan, make_task

MORNING = 1000  # letters due at nine
URGENT_ONES = 50
READY = b"Message-ID: <ready@plan.example.org>\r\nSubject: Bereit\r\n\r\n" + b"Wort " * 1000


def measure_letters() -> list[Figure]:
    """A floor of ready bytes, one dispatcher on SQLite, two on PostgreSQL; less is better."""
    return [_floor(), *_one_on_sqlite(), _two_on_postgres()]


def queue(count: int) -> None:
    """A letter about a new task to each of so many people."""
    plan = make_plan()
    people = [
        Actor(
            plan_id=plan.id,
            kind=ActorKind.PERSON,
            name=f"Vertretung {number}",
            email=f"vertretung-{number}@example.org",
            created_at=NOW,
        )
        for number in range(count)
    ]
    db.session.add_all(people)
    db.session.flush()
    tasks = [make_task(plan, f"Aufgabe {one.id}", one) for one in people]
    db.session.flush()
    for task in tasks:
        outbox.queue_task_assigned(task, now=NOW)
    db.session.commit()
    db.session.remove()


def _floor() -> Figure:
    with installed("sqlite") as (_app, _settings, folder), sinking(folder) as sink:
        courier = Courier(Relay.from_url(sink.url), helo="bench")

        def send() -> None:
            for _ in range(MORNING):
                courier.deliver(sender="a@b.example", recipient="c@d.example", intend=lambda: READY)

        seconds, _work = _timed(send)
        courier.close()
    return Figure("floor: ready bytes, kept connection", _each(seconds), 10, "ms")


def _one_on_sqlite() -> list[Figure]:
    with installed("sqlite") as (app, _settings, folder), sinking(folder) as sink:
        app.config["SMTP_URL"] = sink.url
        queue(MORNING)
        ids = select(OutboxLetter.id).order_by(OutboxLetter.id.desc()).limit(URGENT_ONES)
        urgent = update(OutboxLetter).where(OutboxLetter.id.in_(ids)).values(priority=URGENT)
        db.session.execute(urgent)
        db.session.commit()
        db.session.remove()
        seconds, work = _timed(lambda: dispatcher.run(app))
        first = {f"<{identity}>" for identity, _digest, _second in sink.taken()[:URGENT_ONES]}
        wanted = set(
            db.session.scalars(
                select(OutboxLetter.message_id).where(OutboxLetter.priority == URGENT)
            )
        )
        left = MORNING - len(sink.taken())
    return [
        Figure("a letter, one dispatcher, SQLite", _each(seconds), 10, "ms"),
        Figure("its work alone (CPU)", _each(work), 10, "ms"),
        Figure(f"{MORNING} due at nine gone", round(seconds, 1), 60, "s"),
        Figure("not gone", left, 0, ""),
        Figure("urgent ones overtaken", len(wanted - first), 0, ""),
    ]


def _two_on_postgres() -> Figure:
    with (
        installed("postgresql") as (_app, settings, folder),
        sinking(folder) as sink,
        dispatchers(settings, sink.url) as nursery,
    ):
        queue(MORNING)
        db.session.remove()

        def both() -> None:
            nursery.order("go", 2)
            nursery.ends()

        seconds, _work = _timed(both)
        sent = db.session.query(OutboxLetter).filter_by(state=LetterState.SENT).count()
        assert sent == MORNING == len(sink.copies())
    return Figure("a letter, two dispatchers, PostgreSQL", _each(seconds), 5, "ms")


def _timed(deed: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the wall, and of this process's work."""
    began, worked = time.perf_counter(), time.process_time()
    deed()
    return time.perf_counter() - began, time.process_time() - worked


def _each(seconds: float) -> float:
    return round(seconds * 1000 / MORNING, 2)
