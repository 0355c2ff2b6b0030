"""Machines learn whether the installation can work, and nothing else."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.models.outbox import OutboxLetter, SystemState
from app.models.revision import REVISION
from app.services import barriers
from app.services.outbox.office import system_state
from tests.conftest import StepClock
from tests.makers import make_plan, save


@pytest.fixture
def healthy(app: Flask, clock: StepClock) -> Flask:
    """Migrated, ticking, with a mail server."""
    app.config["SMTP_URL"] = "smtp://127.0.0.1:2525"

    db.session.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    db.session.execute(sa.text("INSERT INTO alembic_version VALUES (:it)"), {"it": REVISION})
    system_state("127.0.0.1").heartbeat_at = clock()
    save()
    return app


def readiness(client: FlaskClient) -> tuple[int, dict[str, str]]:
    db.session.rollback()
    answer = client.get("/readyz")
    return answer.status_code, answer.get_json()


def test_it_is_ready_when_everything_works(healthy: Flask, client: FlaskClient) -> None:
    assert readiness(client) == (
        200,
        {
            "status": "ok",
            "database": "ok",
            "migrations": "ok",
            "scheduler": "ok",
            "outbox": "ok",
        },
    )


def test_it_is_not_ready_before_migrations(app: Flask, client: FlaskClient) -> None:
    status, checks = readiness(client)

    assert (status, checks["migrations"]) == (503, "failed")


@pytest.mark.parametrize(("seconds", "good"), [(179, True), (180, False)])
def test_three_missed_ticks_are_too_many(
    healthy: Flask, client: FlaskClient, clock: StepClock, seconds: int, good: bool
) -> None:
    clock.advance(seconds=seconds)

    status, checks = readiness(client)

    assert (status == 200) is good
    assert (checks["scheduler"] == "ok") is good


def waiting_letter(clock: StepClock) -> None:
    barriers.report(
        barriers.Report(what="x"), make_plan(), otherwise_to="x@example.org", now=clock()
    )
    save()


@pytest.mark.parametrize(("minutes", "good"), [(10, True), (11, False)])
def test_a_letter_that_could_go_does_not_wait_for_long(
    healthy: Flask, client: FlaskClient, clock: StepClock, minutes: int, good: bool
) -> None:
    waiting_letter(clock)
    clock.advance(minutes=minutes)
    db.session.execute(sa.update(SystemState).values(heartbeat_at=clock()))
    save()

    status, checks = readiness(client)

    assert (status == 200) is good
    assert (checks["outbox"] == "ok") is good


@pytest.mark.parametrize(
    "why",
    ["no relay", "stopped", "relay pauses", "later", "held"],
)
def test_a_letter_that_cannot_go_is_not_waiting(
    healthy: Flask, client: FlaskClient, clock: StepClock, why: str
) -> None:
    waiting_letter(clock)
    clock.advance(minutes=30)
    state = db.session.get_one(SystemState, 1)
    state.heartbeat_at = clock()
    letter = db.session.scalars(sa.select(OutboxLetter)).one()
    match why:
        case "no relay":
            healthy.config["SMTP_URL"] = None
        case "stopped":
            state.mail_enabled = False
        case "relay pauses":
            state.relay_paused_until_at = clock() + dt.timedelta(minutes=5)
        case "later":
            letter.next_at = clock() + dt.timedelta(minutes=5)
        case "held":
            db.session.execute(sa.update(OutboxLetter).values(state="held"))
    save()

    assert readiness(client)[1]["outbox"] == "ok"


def test_a_lost_database_is_said_without_a_word_more(healthy: Flask, client: FlaskClient) -> None:
    db.session.remove()
    db.engine.dispose()
    place = db.engine.url.database
    assert place is not None
    with open(place, "r+b") as file:  # noqa: PTH123
        file.write(b"Schutt" * 100)

    status, checks = readiness(client)
    alive = client.get("/healthz")

    assert (status, checks) == (503, {"status": "failed", "database": "failed"})
    assert (alive.status_code, alive.get_json()) == (200, {"status": "ok"})


def test_a_process_without_its_scheduler_is_not_alive(
    healthy: Flask, client: FlaskClient, clock: StepClock
) -> None:
    clock.advance(minutes=5)
    assert client.get("/healthz").status_code == 200  # the scheduler runs elsewhere

    healthy.extensions["carries_scheduler"] = True

    db.session.rollback()
    assert client.get("/healthz").status_code == 503


def test_figures_are_for_this_machine_only(healthy: Flask, client: FlaskClient) -> None:
    here = client.get("/metrics")
    outside = client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    through_a_proxy = client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"})

    assert here.status_code == 200
    assert 'wiedervorlage_letters{state="due"} 0.0' in here.text.splitlines()
    assert "wiedervorlage_heartbeat_age_seconds 0.0" in here.text.splitlines()
    assert (outside.status_code, through_a_proxy.status_code) == (404, 404)


def test_asking_changes_nothing(healthy: Flask, client: FlaskClient) -> None:
    before = dump()

    for path in ("/healthz", "/readyz", "/metrics"):
        client.get(path)

    db.session.rollback()
    assert dump() == before


def dump() -> list[str]:
    raw = db.session.connection().connection.driver_connection
    assert raw is not None
    return list(raw.iterdump())
