"""Approved minutes are deleted only after the archive's answer, and then wholly (D-13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain import archive as law
from app.domain.errors import RuleBroken
from app.extensions import db, transaction
from app.models.audit import AuditEntry
from app.models.meetings import (
    AgendaItem,
    Agreement,
    ArchiveState,
    Attendee,
    MinutesName,
    MinutesNote,
    MinutesRevision,
)
from app.models.outbox import LetterState, OutboxLetter
from app.models.tasks import Task
from app.orm import Base
from app.queries import minutes as queries
from app.services import audit, meetings, minutes, privacy
from app.services.meetings import ItemDraft
from app.services.outbox.kinds import NotWanted, Setting, draft
from tests.archived import (
    ANSWERED,
    BEFORE,
    DAY_AFTER,
    DRAFTED,
    OFFERED,
    Case,
    World,
    answered,
    approved_world,
    cases,
    deleted,
    offered,
    words_left,
)
from tests.makers import make_meeting, save
from tests.noting import Note

SECRET = "ein geheimer Schlüssel für Prüfpunkte"


@pytest.fixture
def world(app: Flask) -> World:
    return approved_world()


@cases
def test_the_service_deletes_only_after_the_archives_answer(
    world: World, case: Case, record_property: Note
) -> None:
    case.get_there(world)
    before = words_left()

    try:
        world.do(minutes.delete, now=case.now)
        said = None
    except RuleBroken as broken:
        said = broken.sentence

    wrong = int((said is None) != (case.refusal is None))
    record_property("D-13: wrong answers", f"{wrong} of 0 answers")
    assert not wrong
    assert (case.refusal or "") in (said or "")
    assert words_left() == (before if said else [])


def test_minutes_that_are_not_approved_are_not_offered(world: World) -> None:
    other = make_meeting(world.meeting.cycle, world.meeting.body, dt.date(2017, 3, 30), position=2)
    save()
    item = meetings.add_item(other, ItemDraft(title="Stand"), by=None, now=BEFORE)
    minutes.save_text(item, "Entwurf", parent_id=None, by=None, now=DRAFTED)
    save()

    for verb in (minutes.offer, minutes.delete):
        with pytest.raises(RuleBroken, match="freigegeben"), transaction():
            verb(other, by=None, now=OFFERED)


def test_after_the_deletion_no_word_is_left_and_the_history_of_the_plan_is(world: World) -> None:
    kept = (dict(counts()), db.session.scalars(sa.select(Agreement)).one().text)
    assert len(words_left()) >= 6

    answered(ArchiveState.DECLINED)(world)
    world.do(minutes.delete, now=ANSWERED)

    assert words_left() == []
    now = counts()
    gone = (MinutesRevision, MinutesNote, MinutesName, Attendee)
    assert {one.__tablename__ for one in gone} == {name for name in kept[0] if not now[name]}
    assert db.session.scalars(sa.select(Agreement)).one().text == kept[1]
    task = db.session.scalars(sa.select(Task)).one()
    assert (task.meeting_id, task.agreement_id, task.agenda_item_id) != (None, None, None)
    assert task.accountable is not None
    items = db.session.scalars(sa.select(AgendaItem)).all()
    assert [(one.title, one.presenter_id) for one in items] == [
        ("Themenfelder", None),
        ("Termine", None),
    ]
    assert world.meeting.chair_id is world.meeting.minute_taker_id is None
    assert world.meeting.answer_numbers == {"NEEDS-ACTION": 1}
    row = world.minutes
    assert (row.came, row.came_for) == (1, 0), "a committee's report counts them later, too"
    assert (row.deleted_on, row.approved_by_id) == (ANSWERED.date(), None)
    assert "abgelehnt" in law.deleted_words(row)


def test_nothing_is_written_to_deleted_minutes_any_more(world: World) -> None:
    deleted(world)
    item = db.session.scalars(sa.select(AgendaItem)).first()
    assert item is not None

    for verb in (
        lambda: minutes.add_note(world.meeting, "Noch etwas", by=None, now=DAY_AFTER),
        lambda: minutes.save_text(item, "Neu", parent_id=None, by=None, now=DAY_AFTER),
        lambda: minutes.take_back(world.meeting, by=None, now=DAY_AFTER),
        lambda: minutes.offer(world.meeting, by=None, now=DAY_AFTER),
    ):
        with pytest.raises(RuleBroken), transaction():
            verb()
    assert words_left() == []


def test_letters_about_deleted_minutes_do_not_go_out_and_keep_no_copy(
    app: Flask, world: World
) -> None:
    letters = db.session.scalars(sa.select(OutboxLetter)).all()
    about = [one for one in letters if (one.payload or {}).get("stage") == "approved"]
    assert about
    about[0].state, about[0].mime = LetterState.HELD, b"Protokoll"
    save()

    deleted(world)

    assert about[0].mime is None
    with pytest.raises(NotWanted):
        draft(about[0], Setting.of(app.config, ANSWERED))


def test_every_step_stands_in_the_chain_with_who_did_it(world: World) -> None:
    offered(world)
    world.do(minutes.note_answer, ArchiveState.HANDED_OVER, now=ANSWERED)
    world.do(minutes.take_back, now=ANSWERED)
    world.do(minutes.note_answer, ArchiveState.DECLINED, now=ANSWERED)
    world.do(minutes.delete, now=ANSWERED)

    entries = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.object_uid == world.meeting.uid)
    ).all()[-5:]
    assert [(one.action, one.changes["archive"]) for one in entries] == [
        ("minutes.offer", ["current", "offered"]),
        ("minutes.archive_answer", ["offered", "handed_over"]),
        ("minutes.archive_back", ["handed_over", "offered"]),
        ("minutes.archive_answer", ["offered", "declined"]),
        ("minutes.delete", ["declined", "deleted"]),
    ]
    assert {one.account_id for one in entries} == {world.office}


def test_a_new_offer_has_a_period_of_its_own(world: World) -> None:
    offered(world)
    world.do(minutes.take_back, now=ANSWERED)
    assert world.minutes.archive_until_on is None

    world.do(minutes.offer, now=ANSWERED)

    assert world.minutes.archive_until_on == dt.date(2018, 6, 1)
    with pytest.raises(RuleBroken):
        world.do(minutes.delete, now=DAY_AFTER)


def test_retention_and_erasure_cope_with_deleted_minutes(world: World) -> None:
    member = db.session.scalars(sa.select(Task)).one().accountable
    assert member is not None
    deleted(world)

    with transaction():
        privacy.clear_away(secret=SECRET, now=DAY_AFTER)
    with transaction():
        privacy.erase(member, by=world.office, now=DAY_AFTER)

    assert queries.people_of(world.meeting) == set()
    assert audit.verify(secret=SECRET) == []


@pytest.mark.parametrize(
    "get_there", [lambda world: None, offered, answered(ArchiveState.DECLINED)]
)
def test_an_older_backup_does_not_bring_deleted_minutes_back(
    world: World, get_there: Callable[[World], None]
) -> None:
    """Whatever had been noted when it was made; `known` is what the database of today said."""
    get_there(world)
    known = minutes.Gone(
        meeting_uid=world.meeting.uid,
        offered_on=OFFERED.date(),
        until_on=law.until(OFFERED.date()),
        answered_on=ANSWERED.date(),
    )

    with transaction():
        again = minutes.delete_again([known], now=ANSWERED)
    with transaction():
        once_more = minutes.delete_again([known], now=ANSWERED)

    assert (again, once_more) == (1, 0)
    assert words_left() == []
    assert minutes.gone() == [known]


STEPS = st.sampled_from(
    [
        ("offer",),
        ("answer", ArchiveState.DECLINED),
        ("answer", ArchiveState.HANDED_OVER),
        ("take_back",),
        ("delete",),
    ]
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(walk=st.lists(st.tuples(STEPS, st.integers(0, 250)), max_size=10))
def test_on_any_walk_words_go_only_by_a_lawful_deletion(
    world: World, walk: list[tuple[Any, int]]
) -> None:
    """An own account of the law beside the product's: what was said last, and when it was offered.

    Each walk is taken back in the end, so that the next one finds the same minutes.
    """
    full, now = words_left(), OFFERED
    said: ArchiveState | None = None
    until: dt.date | None = None
    verbs = {
        "offer": minutes.offer,
        "answer": minutes.note_answer,
        "take_back": minutes.take_back,
        "delete": minutes.delete,
    }
    for (name, *more), days in walk:
        now += dt.timedelta(days=days)
        try:
            with db.session.begin_nested():
                verbs[name](world.meeting, *more, by=None, now=now)
        except RuleBroken:
            lawful = name == "delete" and (
                said is ArchiveState.DECLINED
                or (said is None and until is not None and now.date() > until)
            )
            assert not lawful
            continue
        if name == "offer":
            until = law.until(now.date())
        elif name == "answer":
            said = more[0]
        elif name == "take_back":
            said, until = None, until if said else None
        else:
            assert said is ArchiveState.DECLINED or (said is None and until and now.date() > until)
            assert words_left() == []
            break
        assert words_left() == full
    db.session.rollback()


def counts() -> dict[str, int]:
    """Rows of every table that has any, and of those that had."""
    return {
        table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
        if db.session.scalar(sa.select(sa.func.count()).select_from(table))
        or table.name in ("minutes_revision", "minutes_note", "minutes_name", "attendee")
    }
