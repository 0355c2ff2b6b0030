"""What the database itself keeps of approved minutes until the archive has answered (G10)."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.domain import archive as law
from app.extensions import db, transaction
from app.models import locks
from app.models.meetings import ArchiveState
from app.models.meetings.locks import ARCHIVE_STEPS, MINUTES
from tests.archived import Case, World, approved_world, cases, offered
from tests.noting import Note

SQL_OF_DELETION = (
    "DELETE FROM minutes_revision",
    "DELETE FROM minutes_note",
    "DELETE FROM minutes_name",
    "DELETE FROM attendee",
    "UPDATE agenda_item SET result = NULL",
    "UPDATE agenda_item SET description = NULL",
)
# What stays final even where words may go.
NEVER = (
    "DELETE FROM minutes",
    "DELETE FROM agenda_item",
    "DELETE FROM agreement",
    "DELETE FROM meeting",
    "UPDATE agenda_item SET title = 'anders'",
    "UPDATE agenda_item SET result = 'anders'",
    "UPDATE agenda_item SET outcome = 'noted'",
    "UPDATE agreement SET text = 'anders'",
    "UPDATE minutes_revision SET body = 'anders'",
    "UPDATE minutes_note SET text = 'anders'",
    "UPDATE minutes_name SET name = 'anders'",
    "UPDATE attendee SET attendance = 'absent'",
    "UPDATE minutes SET state = 'draft', approved_at = NULL",
    "UPDATE minutes SET approved_at = '2017-04-20 09:00:00+00:00'",
    "INSERT INTO minutes_revision (agenda_item_id, body, written_at)"
    " SELECT id, 'anders', '2017-04-20 09:00:00+00:00' FROM agenda_item WHERE number = '2'",
)

# The days of an offer and its answer in each state, and the way there.
OFFER = ("2017-05-02", "2018-05-02")
DAYS: dict[ArchiveState, tuple[str | None, ...]] = {
    ArchiveState.CURRENT: (None, None, None, None),
    ArchiveState.OFFERED: (*OFFER, None, None),
    ArchiveState.HANDED_OVER: (*OFFER, "2017-06-01", None),
    ArchiveState.DECLINED: (*OFFER, "2017-06-01", None),
    ArchiveState.DELETED: (*OFFER, "2017-06-01", "2017-06-01"),
}
WAYS: dict[ArchiveState, tuple[ArchiveState, ...]] = {
    ArchiveState.CURRENT: (),
    ArchiveState.OFFERED: (ArchiveState.OFFERED,),
    ArchiveState.HANDED_OVER: (ArchiveState.OFFERED, ArchiveState.HANDED_OVER),
    ArchiveState.DECLINED: (ArchiveState.OFFERED, ArchiveState.DECLINED),
    ArchiveState.DELETED: (ArchiveState.OFFERED, ArchiveState.DECLINED, ArchiveState.DELETED),
}


@pytest.fixture
def world(app: Flask) -> World:
    return approved_world()


@cases
def test_the_database_deletes_only_after_the_archives_answer(
    world: World, case: Case, record_property: Note
) -> None:
    """As the application's own user: first the row has to say it, and only then words may go."""
    case.get_there(world)
    gone = world.minutes.archive_state is ArchiveState.DELETED
    day = case.now.date().isoformat()
    mark = f"UPDATE minutes SET archive_state = 'deleted', deleted_on = '{day}'"

    at_once = [statement for statement in SQL_OF_DELETION if attempt(statement) == "done"]
    marked = attempt(mark) if not gone else "refused"
    after = [statement for statement in SQL_OF_DELETION if attempt(statement) == "done"]

    wrong = int((marked == "done") != (case.refusal is None))
    record_property("D-13: wrong answers", f"{wrong} of 0 answers")
    assert at_once == (list(SQL_OF_DELETION) if gone else [])
    assert not wrong
    assert after == (list(SQL_OF_DELETION) if gone or case.refusal is None else [])


@cases
def test_whatever_the_archive_says_nothing_else_becomes_possible(world: World, case: Case) -> None:
    case.get_there(world)

    done = [statement for statement in NEVER if changed(statement)]

    assert done == []
    assert changed("UPDATE minutes SET version = version + 1")  # and not simply everything


def test_the_law_and_the_locks_know_the_same_steps() -> None:
    assert set(ARCHIVE_STEPS) == {
        f"{before.value}>{after.value}" for before, steps in law.STEPS.items() for after in steps
    }


def test_raw_statements_take_lawful_steps_only(world: World) -> None:
    """From every state to every other, with days that the table's rules let pass."""
    wrong = []

    for before, after in itertools.permutations(ArchiveState, 2):
        for step in WAYS[before]:
            assert attempt(step_to(step, DAYS[step])) == "done"
        days = DAYS[after]
        if after is ArchiveState.DELETED:
            days = (*DAYS[before][:3], "2018-05-03")
        done = attempt(step_to(after, days)) == "done"
        if done != (after in law.STEPS[before]):
            wrong.append(f"{before} > {after}: {done}")
        start_anew()

    assert wrong == []


@pytest.mark.parametrize(
    "lie",
    [
        "archive_until_on = '2017-05-03'",
        "archive_offered_on = '2016-05-02'",
        "archive_answered_on = '2017-06-01'",
        "archive_state = 'deleted', archive_answered_on = '2017-06-01', deleted_on = '2017-06-01'",
        "archive_state = 'deleted', archive_until_on = '2017-05-03', deleted_on = '2017-06-01'",
        "archive_state = 'declined', archive_until_on = '2017-05-03',"
        " archive_answered_on = '2017-06-01'",
        "archive_state = 'deleted', deleted_on = '2018-05-02'",
    ],
)
def test_the_days_of_an_offer_cannot_be_moved(world: World, lie: str) -> None:
    offered(world)

    assert attempt(f"UPDATE minutes SET {lie}") == "refused"


def attempt(statement: str) -> str:
    """ "done" or "refused"; a refusal is a lock's or a table's rule."""
    try:
        with transaction():
            db.session.execute(sa.text(statement))
    except IntegrityError:
        return "refused"
    db.session.expire_all()
    return "done"


def changed(statement: str) -> bool:
    """Whether the statement met a row and went through, or was refused by no lock."""
    try:
        with transaction():
            met = db.session.execute(sa.text(statement)).rowcount  # type: ignore[attr-defined]
    except IntegrityError as error:
        return MINUTES.refusal not in str(error.orig)
    return bool(met)


def step_to(state: ArchiveState, days: tuple[str | None, ...]) -> str:
    """The statement that writes a state with its days."""
    names = ("archive_offered_on", "archive_until_on", "archive_answered_on", "deleted_on")
    values = ", ".join(
        f"{name} = '{day}'" if day else f"{name} = NULL"
        for name, day in zip(names, days, strict=True)
    )
    return f"UPDATE minutes SET archive_state = '{state.value}', {values}"


def start_anew() -> None:
    """Back to minutes that were never offered, by a way that only a test has."""
    with db.engine.begin() as connection:
        locks.take_down(connection)
        connection.exec_driver_sql(step_to(ArchiveState.CURRENT, (None,) * 4))
        locks.put_up(connection)
    db.session.expire_all()
