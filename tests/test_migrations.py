"""Migrations carry rows up and down without losing one, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid

import pytest
import sqlalchemy as sa

from app import create_app
from app.cli import migrating
from app.extensions import db
from app.models import locks
from app.orm import Base
from app.services import demo, reports
from config import Settings
from tests.archived import approved_world

GROUND = "0001"
BEFORE_RULES = "0020"
BEFORE_REMOVALS = "0030"
BEFORE_ARCHIVE = "0031"
# Keys of letters that wait when their kinds get rules, and what the new rules ask with.
WAITING = {
    "minutes_reminder|u|20170405+7|0|minutes|p1": ("minutes_reminder", "minutes", 7),
    "naming_reminder|u|20170405+147|0|name|p1": ("naming_reminder", "naming", 56),
    "round_due_reminder|u|20170405|0|d1|p1": ("round_due_reminder", "round", 1),
    "answer_reminder|u|20170405|0|answer|p1": ("answer_reminder", "answer", 3),
}
LATER_RULES = 3 + 19  # of the one plan


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


def _let_letters_wait(engine: sa.Engine) -> None:
    rows = [
        {"key": key, "kind": kind, "uid": uuid.UUID(int=1).hex}
        for key, (kind, _scope, _days) in WAITING.items()
    ]
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO outbox_letter (dedup_key, plan_id, kind, priority, object_type,"
                " object_uid, object_sequence, address, due_at, next_at, state, attempt, unc,"
                " created_at) SELECT :key, min(id), :kind, 5, 'meeting', :uid, 0, 'a@example.org',"
                " '2017-04-12', '2017-04-12', 'due', 0, 0, '2017-04-12' FROM plan"
            ),
            rows,
        )


def _taken_away(engine: sa.Engine) -> list[str]:
    """The keys of the letters that waited, each rule's id written as its scope and days."""
    with engine.begin() as connection:
        rules = {
            f"r{row.id}": f"{row.scope}-{row.days}"
            for row in connection.execute(sa.text("SELECT id, scope, days FROM reminder_rule"))
        }
        found = connection.scalars(
            sa.text(
                "SELECT dedup_key FROM outbox_letter WHERE address = 'a@example.org' ORDER BY id"
            )
        ).all()
        connection.execute(sa.text("DELETE FROM outbox_letter WHERE address = 'a@example.org'"))
    return ["|".join(rules.get(part, part) for part in key.split("|")) for key in found]


@pytest.mark.both_databases
def test_a_full_world_goes_down_and_up_again_whole(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        migrating.upgrade()
        demo.load_demo(now=dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC), year=2017)
        db.session.commit()
        db.session.remove()
        before = _counts(db.engine)
        folded = _folded(db.engine)

        migrating.downgrade(GROUND)
        at_ground = _counts(db.engine)
        migrating.upgrade(BEFORE_RULES)
        _let_letters_wait(db.engine)
        migrating.upgrade()
        renamed = _taken_away(db.engine)
        after = _counts(db.engine)
        folded_again = _folded(db.engine)

        Base.metadata.drop_all(db.engine)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        Base.metadata.create_all(db.engine)
        db.engine.dispose()

    assert renamed == [
        re.sub(r"\|[a-z0-9]+\|p1$", f"|{scope}-{days}|p1", key)
        for key, (_kind, scope, days) in WAITING.items()
    ]
    assert before["task"] >= 12
    assert after == before
    assert folded["task"] and all(folded["actor"].values())
    assert folded_again == folded
    # The ground knows rules of meetings, tasks and deadlines; the way up makes the others anew.
    at_ground["reminder_rule"] += LATER_RULES
    assert {name: before[name] for name in at_ground} == at_ground


COPIED = {
    "agenda_item": "meeting_id, number, position, title, kind, public, withdrawn, template_key",
    "report": "plan_id, kind, title, reporting_on, state, created_at",
}


def _remove_copies(connection: sa.Connection, report: int, removed_at: str) -> None:
    """Like an item and the report each one that was removed, with all that hangs on it."""
    item = connection.scalar(sa.text("SELECT max(id) FROM agenda_item"))
    copies = {}
    for table, original in (("agenda_item", item), ("report", report)):
        columns = COPIED[table]
        connection.execute(
            sa.text(
                f"INSERT INTO {table} (uid, version, removed_at, {columns})"
                f" SELECT :uid, 1, :at, {columns} FROM {table} WHERE id = :original"
            ),
            {"uid": uuid.uuid4().hex, "at": removed_at, "original": original},
        )
        copies[table] = connection.scalar(sa.text(f"SELECT max(id) FROM {table}"))
    for statement in (
        "INSERT INTO agenda_item_goal SELECT :agenda_item, min(id) FROM goal",
        "INSERT INTO agenda_item_task SELECT :agenda_item, min(id) FROM task",
        "INSERT INTO report_step (report_id, step, at) VALUES (:report, 'returned', '2026-11-24')",
        "INSERT INTO report_annex (report_id, number, title) VALUES (:report, 1, 'A')",
    ):
        connection.execute(sa.text(statement), copies)


@pytest.mark.both_databases
def test_what_was_removed_does_not_come_back_by_a_way_down(settings: Settings) -> None:
    """The release before knows of no removal, and of nothing that stands there twice."""
    app = create_app(settings)
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        migrating.upgrade()
        now = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
        plan = demo.load_demo(now=now, year=2017)
        draft = reports.begin_bilanz(plan, dt.date(2016, 6, 30), None, by=None, now=now)
        report = draft.id
        db.session.commit()
        db.session.remove()
        before = _counts(db.engine)
        with db.engine.begin() as connection:
            for removed_at in (None, "2026-11-24 09:00:00+00:00", "2026-11-24 10:00:00+00:00"):
                connection.execute(
                    sa.text(
                        "INSERT INTO report_annex (report_id, number, title, removed_at)"
                        " VALUES (:report, 1, 'A', :at)"
                    ),
                    {"report": report, "at": removed_at},
                )
            for removed_at in ("2026-11-24 09:00:00+00:00", "2026-11-24 10:00:00+00:00"):
                _remove_copies(connection, report, removed_at)

        migrating.downgrade(BEFORE_REMOVALS)
        below = _counts(db.engine)
        migrating.upgrade()

        Base.metadata.drop_all(db.engine)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        Base.metadata.create_all(db.engine)
        db.engine.dispose()

    assert below.pop("report_annex") == before.pop("report_annex") + 1
    assert below == {name: before[name] for name in below}


@pytest.mark.both_databases
def test_minutes_on_offer_go_down_and_come_up_as_never_offered(settings: Settings) -> None:
    """The release before knows of no archive; here as there they stay approved and locked."""
    stands = sa.text("SELECT state, archive_state, archive_until_on, deleted_on FROM minutes")
    app = create_app(settings)
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        migrating.upgrade()
        approved_world()
        with db.engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE minutes SET archive_state = 'offered', archive_offered_on = '2017-05-02',"
                " archive_until_on = '2018-05-02'"
            )
            offered = connection.execute(stands).one()
        before = _counts(db.engine)

        migrating.downgrade(BEFORE_ARCHIVE)
        migrating.upgrade()
        after = _counts(db.engine)
        with db.engine.begin() as connection:
            again = connection.execute(stands).one()
            locked = locks.standing(connection)

        Base.metadata.drop_all(db.engine)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        Base.metadata.create_all(db.engine)
        db.engine.dispose()

    assert offered[1] == "offered"
    assert tuple(again) == ("approved", "current", None, None)
    assert after == before
    assert "locked_minutes_update" in locked


@pytest.mark.nightly
@pytest.mark.both_databases
def test_each_migration_goes_down_and_up_and_down_again(settings: Settings) -> None:
    """At each revision what it leaves is the same the second time (D-04)."""
    app = create_app(settings)
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        migrating.upgrade()
        demo.load_demo(now=dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC), year=2017)
        db.session.commit()
        db.session.remove()
        steps = 0
        while _revision(db.engine) != GROUND:
            above = _counts(db.engine)
            migrating.downgrade()
            below = _sums(db.engine)
            migrating.upgrade("+1")
            again = _counts(db.engine)
            migrating.downgrade()
            assert _sums(db.engine) == below, _revision(db.engine)
            assert again == above, _revision(db.engine)
            steps += 1
        migrating.upgrade()
        Base.metadata.drop_all(db.engine)
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
        Base.metadata.create_all(db.engine)
        db.engine.dispose()

    assert steps >= 20


def _revision(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def _sums(engine: sa.Engine) -> dict[str, str]:
    """A checksum over all rows of every table."""
    found = {}
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            rows = sorted(str(tuple(row)) for row in connection.execute(sa.select(table)))
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
