"""Migrations carry rows up and down without losing one, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt

import flask_migrate
import pytest
import sqlalchemy as sa

from app import create_app
from app.extensions import db
from app.orm import Base
from app.services import demo
from config import Settings

GROUND = "0001"
OVERDUE_RULES = 3  # of the one plan


def _counts(engine: sa.Engine) -> dict[str, int]:
    """Rows of every table that the database has."""
    with engine.connect() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
            for name in sorted(sa.inspect(engine).get_table_names())
            if name != "alembic_version"
        }


def _folded(engine: sa.Engine) -> dict[str, dict[int, str]]:
    """What the search compares with, of every row that it looks at."""
    with engine.connect() as connection:
        return {
            name: {
                row.id: row.folded
                for row in connection.execute(sa.text(f"SELECT id, folded FROM {name}"))
            }
            for name in ("task", "goal", "actor")
        }


@pytest.mark.both_databases
def test_a_full_world_goes_down_and_up_again_whole(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        flask_migrate.upgrade()
        demo.load_demo(now=dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC), year=2017)
        db.session.commit()
        db.session.remove()
        before = _counts(db.engine)
        folded = _folded(db.engine)

        flask_migrate.downgrade(revision=GROUND)
        at_ground = _counts(db.engine)
        flask_migrate.upgrade()
        after = _counts(db.engine)
        folded_again = _folded(db.engine)

        Base.metadata.drop_all(db.engine)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        Base.metadata.create_all(db.engine)
        db.engine.dispose()

    assert before["task"] >= 12
    assert after == before
    assert folded["task"] and all(folded["actor"].values())
    assert folded_again == folded
    # The ground has no word for what asks about overdue tasks; the way up makes these rules anew.
    at_ground["reminder_rule"] += OVERDUE_RULES
    assert {name: before[name] for name in at_ground} == at_ground
