"""What the database itself refuses once minutes are approved, and what it leaves open."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.cli import migrating
from app.extensions import db, transaction
from app.models import locks
from app.models.append_only import GUARDS
from app.models.meetings import AgendaItem, Agreement, AgreementKind, Meeting
from app.models.meetings.locks import MINUTES
from app.orm import Base
from app.services import meetings, minutes
from app.services.meetings import ItemDraft
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_plan,
    person_of,
    save,
)
from tests.noting import Note

BEFORE = dt.datetime(2017, 3, 28, 9, tzinfo=dt.UTC)
NOW = dt.datetime(2017, 3, 29, 13, tzinfo=dt.UTC)
DRAFTED = dt.datetime(2017, 4, 5, 9, tzinfo=dt.UTC)
APPROVED = dt.datetime(2017, 4, 19, 9, tzinfo=dt.UTC)

# Every one of these would change what was approved.
REFUSED = {
    "a text": "UPDATE minutes_revision SET body = 'anders'",
    "another author": "UPDATE minutes_revision SET author_id = (SELECT max(id) FROM account)",
    "a text taken away": "DELETE FROM minutes_revision",
    "a further text": (
        "INSERT INTO minutes_revision (agenda_item_id, parent_id, body, written_at)"
        " SELECT agenda_item_id, id, 'anders', written_at FROM minutes_revision"
    ),
    "a result": "UPDATE agenda_item SET result = 'anders'",
    "a title": "UPDATE agenda_item SET title = 'anders'",
    "an item withdrawn": "UPDATE agenda_item SET withdrawn = TRUE",
    "an item taken away": "DELETE FROM agenda_item WHERE number = '2'",
    "an item removed": "UPDATE agenda_item SET removed_at = '2017-03-28 09:00:00+00:00'",
    "an item brought back": "UPDATE agenda_item SET removed_at = NULL WHERE number = '3'",
    "a further item": (
        "INSERT INTO agenda_item"
        " (uid, meeting_id, number, position, title, kind, public, withdrawn, version)"
        " SELECT '0123456789abcdef0123456789abcdef', meeting_id, '9', 9, title, kind, public,"
        " withdrawn, 1 FROM agenda_item WHERE number = '1'"
    ),
    "an item moved in": (
        "UPDATE agenda_item SET meeting_id = (SELECT min(id) FROM meeting), number = '8'"
        " WHERE meeting_id = (SELECT max(id) FROM meeting)"
    ),
    "attendance": "UPDATE attendee SET attendance = 'absent'",
    "a time of presence": "UPDATE attendee SET present_from = '14:30'",
    "somebody taken away": "DELETE FROM attendee",
    "the words of an agreement": "UPDATE agreement SET text = 'anders'",
    "the number of an agreement": "UPDATE agreement SET number = 7",
    "an agreement taken away": "DELETE FROM agreement",
    "the instant of approval": "UPDATE minutes SET approved_at = '2017-04-20 09:00:00+00:00'",
    "who approved": "UPDATE minutes SET approved_by_id = (SELECT max(id) FROM account)",
    "minutes opened again": "UPDATE minutes SET state = 'objections', approved_at = NULL",
    "minutes taken away": "DELETE FROM minutes",
    "a note": "UPDATE minutes_note SET text = 'anders'",
    "a note taken away": "DELETE FROM minutes_note",
    "the day of the meeting": (
        "UPDATE meeting SET held_on = '2017-03-30' WHERE id = (SELECT min(id) FROM meeting)"
    ),
}
# What later duties need: accounts and persons go or are merged, answers fade (see the locks).
ALLOWED = {
    "an author forgotten": "UPDATE minutes_revision SET author_id = NULL",
    "the author of a note forgotten": "UPDATE minutes_note SET author_id = NULL",
    "who approved forgotten": "UPDATE minutes SET approved_by_id = NULL",
    "a name forgotten": "UPDATE actor SET name = 'Gelöschte Person', email = NULL",
    "a person merged": (
        "UPDATE attendee SET person_id = (SELECT max(id) FROM actor)"
        " WHERE id = (SELECT min(id) FROM attendee)"
    ),
    "an answer faded": (
        "UPDATE attendee SET partstat = 'NEEDS-ACTION', comment = NULL, answered_at = NULL"
    ),
    "who removed an item before forgotten": (
        "UPDATE agenda_item SET removed_by_id = NULL WHERE removed_at IS NOT NULL"
    ),
    "an item removed before": "DELETE FROM agenda_item WHERE removed_at IS NOT NULL",
    "the place of another meeting": (
        "UPDATE meeting SET held_on = '2017-07-13' WHERE id = (SELECT max(id) FROM meeting)"
    ),
}


@pytest.fixture
def approved(app: Flask) -> None:
    """A kickoff with approved minutes and a note, and a meeting in July with an item of its own."""
    plan = make_plan()
    body, cycle = make_body(plan), make_cycle(plan)
    member = make_account(plan)
    join(body, person_of(member))
    kickoff = make_meeting(cycle, body)
    july = make_meeting(cycle, body, dt.date(2017, 7, 12), title="Juli", position=2)
    save()
    account = make_account(plan, "Schriftfuehrung").id
    items = [
        meetings.add_item(meeting, ItemDraft(title=title), by=None, now=BEFORE)
        for meeting, title in ((kickoff, "Themenfelder"), (kickoff, "Termine"), (july, "Stand"))
    ]
    vanished = meetings.add_item(kickoff, ItemDraft(title="Weg"), by=None, now=BEFORE)
    save()
    meetings.remove_item(vanished, by=account, now=BEFORE)
    meetings.invite_members(kickoff, by=None, now=BEFORE)
    save()
    minutes.save_text(items[0], "Vier Themenfelder.", parent_id=None, by=member.id, now=NOW)
    minutes.record_agreement(
        items[0], kind=AgreementKind.TOPIC_AREA, text="Arbeit und Sprache", by=account, now=NOW
    )
    minutes.publish(kickoff, dt.date(2017, 4, 12), by=account, now=DRAFTED)
    minutes.approve(kickoff, by=member.id, now=APPROVED)
    minutes.add_note(kickoff, "Ein Name war falsch geschrieben.", by=member.id, now=APPROVED)
    save()


@pytest.mark.usefixtures("approved")
def test_approved_minutes_are_locked_by_the_database_itself(record_property: Note) -> None:
    said = {deed: refusal_of(statement) for deed, statement in REFUSED.items()}

    changed = [deed for deed, words in said.items() if MINUTES.refusal not in words]
    record_property("D-08: changes", f"{len(changed)} of 0 changes")
    assert changed == []


@pytest.mark.usefixtures("approved")
def test_replacing_a_locked_row_is_deleting_it() -> None:
    """SQLite's REPLACE deletes in passing, for which triggers must be told to look."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL knows no REPLACE")
    columns = [column.name for column in AgendaItem.__table__.columns]
    values = ["'2017-05-01'" if name == "removed_at" else name for name in columns]
    replaced = (
        f"INSERT OR REPLACE INTO agenda_item ({', '.join(columns)})"
        f" SELECT {', '.join(values)} FROM agenda_item WHERE number = '1' AND meeting_id = 1"
    )

    assert MINUTES.refusal in refusal_of(replaced)


def refusal_of(statement: str) -> str:
    try:
        with transaction():
            db.session.execute(sa.text(statement))
    except IntegrityError as error:
        return str(error.orig)
    return "done"


@pytest.mark.usefixtures("approved")
def test_what_erasure_and_merging_need_stays_possible() -> None:
    for statement in ALLOWED.values():
        with transaction():
            changed = db.session.execute(sa.text(statement)).rowcount  # type: ignore[attr-defined]

        assert changed >= 1, statement


@pytest.mark.usefixtures("approved")
def test_a_later_meeting_can_still_agree_and_rest_on_what_is_locked() -> None:
    basis = db.session.scalars(sa.select(Agreement)).one()
    later = db.session.scalars(sa.select(Meeting).order_by(Meeting.id.desc())).first()

    with transaction():
        agreement = meetings.record_agreement(
            later,
            kind=AgreementKind.METHOD,
            text="Zwei Gruppen",
            based_on=basis,
            by=None,
            now=APPROVED,
        )

    assert agreement.based_on is basis


def test_migrations_leave_the_same_locks_as_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        wanted = locks.standing(connection)
    Base.metadata.drop_all(db.engine)
    with db.engine.connect() as connection:
        gone = locks.standing(connection)

    migrating.upgrade()
    with db.engine.connect() as connection:
        standing = locks.standing(connection)

    Base.metadata.drop_all(db.engine)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    Base.metadata.create_all(db.engine)
    guards = [name for name in wanted if name.startswith("locked_audit_")]
    assert len(guards) >= len(GUARDS)
    assert len(wanted) - len(guards) == sum(len(one.deeds) for room in locks.ROOMS for one in room)
    assert gone == []
    assert standing == wanted
