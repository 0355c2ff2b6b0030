"""Real databases, an own clock, and no way out of this machine."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, current_app, has_request_context, request, request_tearing_down
from flask.testing import FlaskClient

from app import language
from app.extensions import READING, db
from app.orm import Base
from config import PROJECT, Settings
from tests.databases import EmptyPostgres, server_of_the_wheel
from tests.running import Running

SECRET = re.compile(
    r"/(?:r|abbestellen|anmelden/link|kalender)/[\w.-]{30,}"  # what opens a page or a calendar
    r"|session=[\w.-]{20,}|\$argon2|scrypt:|ein langes Passwort"
    r"|[\w.+-]+@(?:[\w-]+\.)*example\.(?:org|com|net)"
)
# Their own servers and parsers log what a test hands them; the product's names are ours.
LIBRARIES = {"mail", "aiosmtpd", "asyncio", "hypothesis", "faker"}
BOTH = ("services", "queries", "jobs", "faults")
START = dt.datetime(2017, 2, 21, 9, 0, tzinfo=dt.UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="run the long fault runs too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--nightly"):
        return
    long = pytest.mark.skip(reason="long run, only with --nightly")
    for item in items:
        if item.get_closest_marker("nightly"):
            item.add_marker(long)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Floors that talk to the database are tested on SQLite and PostgreSQL."""
    if "database_url" not in metafunc.fixturenames:
        return
    folder = metafunc.definition.path.relative_to(PROJECT / "tests").parts[0]
    if folder in BOTH or metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


class StepClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def set(self, now: dt.datetime) -> None:
        self.now = now

    def advance(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


@pytest.fixture
def clock() -> StepClock:
    return StepClock(START)


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0]
            assert host in ("127.0.0.1", "::1", "localhost"), f"a socket to {host} was opened"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _no_letter_without_limit() -> Iterator[None]:
    """Whoever can set letters going could send a thousand: the route must count them (S-12)."""
    unlimited: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "INSERT INTO outbox_letter" in statement and has_request_context():
            view = current_app.view_functions[request.endpoint or ""]
            if not getattr(view, "limits", ()):
                unlimited.add(request.endpoint or "")

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert unlimited == set(), "routes that write letters and have no limit (app/web/limits.py)"


class Listening(logging.Handler):
    """Keeps what a log would hold of secrets and of people's addresses."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        self.leaks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        if record.name.split(".")[0] not in LIBRARIES and SECRET.search(line):
            self.leaks.append(line)


@pytest.fixture(autouse=True)
def _no_secret_in_a_log() -> Iterator[None]:
    """Whatever a test does, no log of it may hold a token, a password or an address (S-26)."""
    listening, root = Listening(), logging.getLogger()
    rooms = [logging.getLogger(name) for name in ("app", "jobs")]
    before = [room.level for room in rooms]
    root.addHandler(listening)
    for room in rooms:
        room.setLevel(logging.DEBUG)  # also what an installation may choose to keep
    yield
    root.removeHandler(listening)
    for room, level in zip(rooms, before, strict=True):
        room.setLevel(level)
    assert listening.leaks == []


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, to be copied by each test."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server: the one that is named, or one from a wheel."""
    named = os.environ.get("WIEDERVORLAGE_TEST_DATABASE_URL")
    if named:
        yield named
    else:
        with server_of_the_wheel() as uri:
            yield uri


@pytest.fixture(scope="session")
def empty_postgres(postgres_server: str, worker_id: str) -> Iterator[EmptyPostgres]:
    """A database of this test process's own with all tables and no rows."""
    with EmptyPostgres.made(postgres_server, f"wv_{worker_id}_{os.getpid()}") as database:
        yield database


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    workerinput = getattr(request.config, "workerinput", None)
    return str(workerinput["workerid"]) if workerinput else "main"


@pytest.fixture
def postgres_url(empty_postgres: EmptyPostgres) -> str:
    """An emptied PostgreSQL database."""
    empty_postgres.empty_again()
    return empty_postgres.url


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test of this process finds its own SQLite file: a link to it."""
    return tmp_path_factory.mktemp("here") / "test.db"


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_place: Path, empty_sqlite: Path) -> str:
    """A fresh SQLite database, always under the same address."""
    path = tmp_path / "test.db"
    shutil.copy(empty_sqlite, path)
    sqlite_place.unlink(missing_ok=True)
    sqlite_place.symlink_to(path)
    return f"sqlite:///{sqlite_place}"


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite, or both databases in the floors that talk to it (see pytest_generate_tests)."""
    kind = getattr(request, "param", "sqlite")
    fixture = "sqlite_url" if kind == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(
        instance_dir=tmp_path / "instance",
        database_url=database_url,
        base_url="http://127.0.0.1:8000",
        secret_key="a key for tests only",
        smtp_url=None,
        mail_from="geschaeftsstelle@example.org",
        timezone="Europe/Berlin",
        demo=False,
    )


@pytest.fixture(scope="session")
def running() -> Running:
    """The applications of this test process, one a database."""
    return Running()


@pytest.fixture
def app(running: Running, settings: Settings, clock: StepClock) -> Iterator[Flask]:
    """An application with its context, on an empty database; CSRF is off (tested on its own).

    It is the one of all tests on this database, as good as new: what it has compiled (addresses,
    templates, SQL) is dear and the same for all.
    """
    app = running.app(settings, clock)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), request_tearing_down.connected_to(_end_reading, app):
        yield app
        db.session.remove()
        db.engine.dispose()


def _end_reading(_app: Flask, **_more: Any) -> None:
    """A test's context outlives its requests, and PostgreSQL's readers would stay readers."""
    if db.engine.dialect.name == "postgresql" and request.method in READING:
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(params=language.NAMES)
def each_language(request: pytest.FixtureRequest) -> Iterator[None]:
    """The test once in each language there is."""
    with language.speaking(request.param):
        yield
