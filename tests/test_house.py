"""The house keeps its own rules."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from config import PROJECT
from tests.conftest import Listening


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    silent = sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "policy")
    )

    assert silent == []


@pytest.mark.both_databases
def test_the_migrations_lead_to_what_the_models_say(settings: object, tmp_path: object) -> None:
    import sqlalchemy as sa

    from app import create_app
    from app.cli import migrating
    from app.extensions import db
    from app.models.revision import REVISION
    from app.orm import Base

    app = create_app(settings)  # type: ignore[arg-type]
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        migrating.upgrade()
        migrating.check()
        assert migrating.newest_revision() == REVISION
        migrating.downgrade("base")
        left = set(sa.inspect(db.engine).get_table_names())
        Base.metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
        db.engine.dispose()

    assert left <= {"alembic_version"}


@pytest.mark.parametrize(
    "said",
    [
        "GET /r/WyJwb2xsIlx7InBvbGwiOjF9XQ.nglCThNcLcp-OZHJdHNVl-fCstM",
        "GET /kalender/Oc8Yc0Cez8FQG2IE9Nt4e-lpPQ1mNR38aUFMXHwGwkA/meine-termine.ics",
        "GET /anmelden/link/AlWZxKX-hmMjUQF1APvBjKwwQndtkexGKPCKKKrBK14",
        "could not write to frauenverein@example.org",
    ],
)
def test_a_log_that_holds_a_secret_is_heard(said: str) -> None:
    listening = Listening()

    listening.handle(logging.makeLogRecord({"name": "app.web", "msg": said, "levelno": 10}))

    assert len(listening.leaks) == 1


def test_a_process_of_pages_alone_loads_no_more_than_its_pages(tmp_path: Path) -> None:
    """Each of these takes a megabyte or more, of every process that answers pages."""
    heavy = {"alembic", "apscheduler", "holidays", "openpyxl", "docx", "typst"}
    loaded = (
        "import sys; from app import create_app; create_app();"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    environment = os.environ | {"WIEDERVORLAGE_INSTANCE_DIR": str(tmp_path)}

    found = subprocess.run(
        [sys.executable, "-c", loaded],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert heavy & set(found.stdout.split()) == set()
    assert "sqlalchemy" in found.stdout
