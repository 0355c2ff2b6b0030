"""A full or read-only disk: a sentence and 503, nothing half saved, reading goes on, and back."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.models.audit import AuditEntry
from app.models.people import Actor
from app.services import audit
from tests.conftest import StepClock
from tests.makers import make_office, make_plan, save, sign_in

NEW = "/akteure/neu"
FULL, READ_ONLY = "Der Speicherplatz auf dem Server ist voll", "Zurzeit kann nichts gespeichert"
PERSON = {"name": "x" * 150, "kind": "office", "note": "y" * 4000, "version": ""}


@pytest.fixture
def office(client: FlaskClient, clock: StepClock) -> FlaskClient:
    account = make_office(make_plan())
    save()
    sign_in(client, account, clock())
    return client


@contextmanager
def every_connection(statement: str, back: str) -> Iterator[None]:
    """What the database itself is told, on each connection, until the trouble is over."""

    def tell(connection: object, _record: object, _proxy: object) -> None:
        connection.cursor().execute(statement)  # type: ignore[attr-defined]

    db.session.remove()
    sa.event.listen(db.engine, "checkout", tell)
    try:
        yield
    finally:
        sa.event.remove(db.engine, "checkout", tell)
        db.session.remove()
        db.engine.dispose()
        with db.engine.begin() as connection:
            connection.exec_driver_sql(back)


def _rows() -> tuple[int, int]:
    db.session.remove()
    counts = (sa.select(sa.func.count()).select_from(model) for model in (Actor, AuditEntry))
    found = [db.session.scalar(count) or 0 for count in counts]
    db.session.remove()
    return found[0], found[1]


def test_a_disk_without_room(app: Flask, office: FlaskClient) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's disk cannot be filled from here; its code is tested below")
    before = _rows()
    with db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    with every_connection(f"PRAGMA max_page_count={pages}", "PRAGMA max_page_count=1000000"):
        refused = office.post(NEW, data=PERSON)
        read = office.get("/akteure")

    assert (refused.status_code, FULL in refused.text) == (503, True)
    assert "Retry-After" in refused.headers
    assert read.status_code == 200
    assert _rows() == before
    assert office.post(NEW, data=PERSON).status_code == 302
    assert audit.verify("x") == []


def test_a_database_that_only_reads(app: Flask, office: FlaskClient) -> None:
    before = _rows()
    statement, back = {
        "sqlite": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
        "postgresql": ("SET TRANSACTION READ ONLY", "SELECT 1"),
    }[db.engine.dialect.name]

    with every_connection(statement, back):
        refused = office.post(NEW, data=PERSON)
        read = office.get("/akteure")

    assert (refused.status_code, READ_ONLY in refused.text) == (503, True)
    assert read.status_code == 200
    assert _rows() == before
    assert office.post(NEW, data=PERSON).status_code == 302


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EROFS, "Read-only file system"), READ_ONLY),
    ],
)
def test_an_upload_without_a_place(app: Flask, fault: OSError, words: str) -> None:
    """What the system answers where a file is written; the handler is the door's own."""
    with app.test_request_context("/"):
        text, status, _headers = app.handle_user_exception(fault)  # type: ignore[misc]

    assert (status, words in str(text)) == (503, True)
