"""The audit trail only grows, is written with its deed or not at all, and can be checked."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DatabaseError

from app.domain.audit import Fault
from app.extensions import db, transaction
from app.models import locks
from app.models.audit import AuditCheckpoint, AuditEntry, AuditHead
from app.services import audit
from tests.noting import Note

NOW = dt.datetime(2017, 3, 29, 14, 0, tzinfo=dt.UTC)
SECRET = "a key for tests only"


def write(*deeds: str, at: dt.datetime = NOW) -> None:
    for deed in deeds:
        with transaction():
            audit.note(deed, by=None, now=at, object_type="plan", changes={"title": ["ü", deed]})


def numbers() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AuditEntry.number).order_by(AuditEntry.number)))


def faults() -> list[tuple[Fault, int]]:
    db.session.rollback()
    return [(finding.fault, finding.number) for finding in audit.verify(SECRET)]


def by_force(*statements: str) -> None:
    """What somebody does who owns the database and takes the guards down."""
    db.session.rollback()
    with db.engine.begin() as connection:
        locks.take_down(connection)
        for statement in statements:
            connection.exec_driver_sql(statement)
        locks.put_up(connection)


def test_a_deed_that_fails_leaves_no_entry(app: Flask) -> None:
    write("plan.create")

    audit.note("plan.edit", by=None, now=NOW, object_type="plan")
    db.session.rollback()
    write("plan.import")

    actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert actions == ["plan.create", "plan.import"]
    assert (numbers(), faults()) == ([1, 2], [])


def test_words_and_addresses_are_not_kept(app: Flask) -> None:
    with transaction():
        audit.note(
            "actor.edit",
            by=None,
            now=NOW,
            object_type="actor",
            changes={"email": ["a@example.org", None], "left_on": [None, "2017-03-29"]},
        )

    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.changes == {"email": ["…", "…"], "left_on": [None, "2017-03-29"]}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'plan.edit' WHERE number = 2",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_checkpoint SET number = 9",
        "UPDATE audit_head SET number = 1",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_change_the_trail(app: Flask, statement: str) -> None:
    write("plan.create", "plan.edit", "plan.import")
    with transaction():
        audit.checkpoint(secret=SECRET, now=NOW)

    with pytest.raises(DatabaseError, match="the audit trail only grows"):
        db.session.execute(sa.text(statement))
    assert (numbers(), faults()) == ([1, 2, 3], [])


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE audit_entry SET action = 'x' WHERE number = 2"], [(Fault.CHANGED, 2)]),
        (["DELETE FROM audit_entry WHERE number = 3"], [(Fault.MISSING, 3)]),
        (["DELETE FROM audit_entry WHERE number = 4"], [(Fault.MISSING, 4)]),
        (
            [
                "UPDATE audit_entry SET number = 9 WHERE number = 2",
                "UPDATE audit_entry SET number = 2 WHERE number = 3",
                "UPDATE audit_entry SET number = 3 WHERE number = 9",
            ],
            [(Fault.CHANGED, 2), (Fault.CHANGED, 3), (Fault.MOVED, 4)],
        ),
    ],
)
def test_what_is_done_by_force_is_named(
    app: Flask, statements: list[str], named: list[tuple[Fault, int]], record_property: Note
) -> None:
    write("plan.create", "plan.edit", "plan.edit", "plan.import")

    by_force(*statements)

    found = faults()
    record_property("D-10: undetected", f"{len(set(named) - set(found))} of 0 faults")
    assert found == named


def test_the_oldest_part_is_cut_off_and_the_rest_stays_whole(app: Flask) -> None:
    write("plan.create", "plan.edit", at=NOW - dt.timedelta(days=400))
    write("plan.import")

    with transaction():
        gone = audit.cut(before=NOW - dt.timedelta(days=365), secret=SECRET, now=NOW)
    write("plan.edit")

    assert (gone, numbers(), faults()) == (2, [3, 4], [])


def test_a_checkpoint_is_signed_once_for_each_stand(app: Flask) -> None:
    write("plan.create")
    for _again in range(2):
        with transaction():
            audit.checkpoint(secret=SECRET, now=NOW)

    assert db.session.scalars(sa.select(AuditCheckpoint.number)).all() == [1]


def test_many_writers_make_one_chain(app: Flask) -> None:
    """Nobody forks it, nobody waits for ever."""

    def work(name: int) -> None:
        with app.app_context():
            for turn in range(8):
                write(f"plan.edit{name}.{turn}")
            db.session.remove()

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert numbers() == list(range(1, 33))
    assert faults() == []
    assert db.session.get_one(AuditHead, 1).number == 32
