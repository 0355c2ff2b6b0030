"""Minutes on real databases: the chain of texts, attendance, approval, letters, results."""

from __future__ import annotations

import datetime as dt
import random
import threading

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.domain.errors import RuleBroken
from app.domain.merging import merged
from app.domain.minutes import Overtaken, Presence, ResultDraft
from app.domain.tasks import TaskDraft
from app.extensions import db, transaction
from app.mail.letters import Words
from app.models.groups import Body, BodyForm
from app.models.meetings import (
    AgendaItem,
    AgreementKind,
    Attendance,
    Attendee,
    AttendeeRole,
    CommitteeResult,
    Meeting,
    MeetingState,
    Minutes,
    MinutesNote,
    MinutesRevision,
    MinutesState,
    Outcome,
)
from app.models.outbox import OutboxLetter
from app.models.plans import Plan
from app.queries import minutes as queries
from app.services import meetings, minutes, outbox
from app.services.meetings import ItemDraft
from app.services.minutes import AttendanceOvertaken, Entry
from app.services.outbox.kinds import NotWanted, Setting, draft
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_person,
    make_plan,
    person_of,
    save,
)

BEFORE = dt.datetime(2017, 3, 28, 9, tzinfo=dt.UTC)
NOW = dt.datetime(2017, 3, 29, 13, tzinfo=dt.UTC)
DRAFTED = dt.datetime(2017, 4, 5, 9, tzinfo=dt.UTC)
UNTIL = dt.date(2017, 4, 12)
APPROVED = dt.datetime(2017, 4, 19, 9, tzinfo=dt.UTC)
PRESENT = Presence(attendance=Attendance.PRESENT)
OPEN = Presence(attendance=Attendance.OPEN)


class World:
    """A kickoff with one item, one member with an account and one without an address."""

    def __init__(self) -> None:
        self.plan: Plan = make_plan()
        self.goal = make_goal(make_field(self.plan))
        self.body: Body = make_body(self.plan)
        self.cycle = make_cycle(self.plan)
        self.meeting: Meeting = make_meeting(self.cycle, self.body)
        self.member = make_account(self.plan, "Vertretung Frauenverein")
        self.deputy = make_person(self.plan, "Stellvertretung Frauenverein")
        join(self.body, person_of(self.member))
        save()
        item = ItemDraft(title="Themenfelder beschließen", goals=[self.goal])
        self.item: AgendaItem = meetings.add_item(self.meeting, item, by=None, now=BEFORE)
        meetings.invite_members(self.meeting, by=None, now=BEFORE)
        save()


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def write(world: World, body: str, parent: MinutesRevision | None = None) -> MinutesRevision:
    with transaction():
        return minutes.save_text(
            world.item, body, parent_id=parent.id if parent else None, by=None, now=NOW
        )


def published(world: World) -> None:
    write(world, "Vier Themenfelder sind beschlossen.")
    with transaction():
        minutes.publish(world.meeting, UNTIL, by=None, now=DRAFTED)


def approved(world: World) -> None:
    published(world)
    with transaction():
        minutes.approve(world.meeting, by=None, now=APPROVED)


def test_texts_of_an_item_form_a_chain_and_the_agenda_shows_the_newest(world: World) -> None:
    first = write(world, "Erster Stand")
    second = write(world, "Zweiter Stand\r\nmit Zeile  ", first)

    assert [r.body for r in queries.history(world.item)] == [
        "Erster Stand",
        "Zweiter Stand\nmit Zeile",
    ]
    assert second.parent_id == first.id
    assert world.item.result == "Zweiter Stand\nmit Zeile"
    assert queries.heads(world.meeting) == {world.item.id: second}


def test_a_save_against_an_old_text_changes_nothing_and_names_the_new_one(world: World) -> None:
    first = write(world, "Anfang")
    second = write(world, "Anfang und mehr", first)

    with pytest.raises(Overtaken) as overtaken:
        write(world, "Anfang und anderes", first)

    assert overtaken.value.head.id == second.id
    assert world.item.result == "Anfang und mehr"
    assert len(queries.history(world.item)) == 2


def test_the_same_form_sent_twice_is_saved_once(world: World) -> None:
    first = write(world, "Anfang")

    again = write(world, "Anfang")

    assert again.id == first.id
    assert len(queries.history(world.item)) == 1


@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
def test_the_database_itself_refuses_a_fork(world: World, first: bool) -> None:
    parent = write(world, "Anfang")
    if not first:
        write(world, "Weiter", parent)
    fork = MinutesRevision(
        agenda_item=world.item,
        parent_id=None if first else parent.id,
        body="Abzweig",
        author_id=None,
        written_at=NOW,
    )
    db.session.add(fork)

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def edit_many(
    app: Flask, item_id: int, name: str, number: int, turn: threading.Barrier, clashes: list[str]
) -> None:
    """One editor adds lines one by one, merging whenever the other was faster."""
    luck = random.Random(name)
    with app.app_context():
        item = db.session.get_one(AgendaItem, item_id)
        for count in range(number):
            word = f"{name}-{count}"
            head = queries.head(item)
            parent_id, base = (head.id, head.body) if head else (None, "")
            db.session.rollback()  # typing takes a while; the database is not held meanwhile
            turn.wait(timeout=60)  # both have read before either saves, so one is overtaken
            lines = base.splitlines()
            lines.insert(luck.randint(0, len(lines)), word)
            typed = "\n".join(lines)
            while True:
                try:
                    with transaction():
                        minutes.save_text(item, typed, parent_id=parent_id, by=None, now=NOW)
                    break
                except Overtaken as late:
                    theirs, parent_id = late.head.body, late.head.id
                    db.session.rollback()
                    typed, base = merged(base, theirs, typed), theirs
                    clashes.append(word)


@pytest.mark.parametrize(
    "edits", [200, pytest.param(1000, marks=pytest.mark.nightly)], ids=["200", "1000"]
)
def test_two_editors_who_write_at_the_same_time_lose_no_word(
    app: Flask, world: World, edits: int
) -> None:
    item_id, clashes, turn = world.item.id, list[str](), threading.Barrier(2)
    save()
    editors = [
        threading.Thread(target=edit_many, args=(app, item_id, name, edits // 2, turn, clashes))
        for name in ("links", "rechts")
    ]

    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()

    db.session.expire_all()
    history = queries.history(world.item)
    wanted = {f"{name}-{n}" for name in ("links", "rechts") for n in range(edits // 2)}
    assert len(clashes) >= edits // 2
    assert len(history) == edits
    assert [r.parent_id for r in history] == [None, *(r.id for r in history[:-1])]
    assert sorted(history[-1].body.splitlines()) == sorted(wanted)
    assert world.item.result == history[-1].body


def test_attendance_notes_times_stand_ins_and_guests(world: World) -> None:
    guest = make_person(world.plan, "Vertretung Caritas")
    person = person_of(world.member)
    wanted = Presence(attendance=Attendance.REPRESENTED, represented_by_id=world.deputy.id)

    with transaction():
        entry = Entry(person_id=person.id, seen=OPEN, wanted=wanted)
        minutes.take_attendance(world.meeting, [entry], by=None, now=NOW)
        minutes.add_guest(world.meeting, guest, by=None, now=NOW)

    rows = {a.person: a for a in queries.attendance(world.meeting)}
    assert rows[person].represented_by is world.deputy
    assert rows[guest].role is AttendeeRole.OPTIONAL
    assert rows[guest].attendance is Attendance.PRESENT
    with pytest.raises(RuleBroken, match="steht schon auf der Liste"):
        minutes.add_guest(world.meeting, guest, by=None, now=NOW)


def test_two_lists_at_once_keep_each_others_lines_and_show_a_clash(world: World) -> None:
    other = make_person(world.plan, "Vertretung Caritas")
    minutes.add_guest(world.meeting, other, by=None, now=NOW)
    save()
    person = person_of(world.member)
    absent = Presence(attendance=Attendance.ABSENT)

    def entries(mine: Presence, theirs: Presence) -> list[Entry]:
        return [
            Entry(person_id=person.id, seen=OPEN, wanted=mine),
            Entry(person_id=other.id, seen=PRESENT, wanted=theirs),
        ]

    with transaction():
        minutes.take_attendance(world.meeting, entries(PRESENT, PRESENT), by=None, now=NOW)
    with transaction():
        minutes.take_attendance(world.meeting, entries(OPEN, absent), by=None, now=NOW)
    with pytest.raises(AttendanceOvertaken) as late, transaction():
        minutes.take_attendance(world.meeting, entries(absent, PRESENT), by=None, now=NOW)

    assert [a.person for a in late.value.attendees] == [person]
    rows = {a.person: a.attendance for a in queries.attendance(world.meeting)}
    assert rows == {person: Attendance.PRESENT, other: Attendance.ABSENT}


def test_an_agreement_and_a_task_know_their_item_and_each_other(world: World) -> None:
    july = make_meeting(world.cycle, world.body, dt.date(2017, 7, 12), position=2)
    with transaction():
        agreement = minutes.record_agreement(
            world.item, kind=AgreementKind.TASK, text="Austausch vorbereiten", by=None, now=NOW
        )
        task = minutes.hand_out(
            world.item,
            TaskDraft(title="Ort finden", goals=[world.goal], due_meeting=july),
            by=None,
            now=NOW,
            agreement=agreement,
        )

    assert agreement.label == "V 2017-01"
    assert (agreement.agenda_item, task.agenda_item) == (world.item, world.item)
    assert (task.agreement, task.meeting) == (agreement, world.meeting)
    assert task.due_on == dt.date(2017, 7, 12)


def letters(kind: str = "minutes_published") -> list[OutboxLetter]:
    return list(
        db.session.scalars(
            select(OutboxLetter).where(OutboxLetter.kind == kind).order_by(OutboxLetter.id)
        )
    )


def words_of(letter: OutboxLetter, now: dt.datetime) -> Words:
    setting = Setting(
        base_url="https://plan.example",
        secret="a key for tests only",
        mail_from="geschaeftsstelle@example.org",
        timezone="Europe/Berlin",
        now=now,
    )
    return draft(letter, setting).words()


def test_minutes_go_from_draft_over_objections_to_approval_with_one_letter_each(
    world: World,
) -> None:
    published(world)
    [first] = letters()
    said = words_of(first, DRAFTED)
    with transaction():
        minutes.file_objection(world.meeting, "TOP 1: Es sind fünf.", by=None, now=DRAFTED)
    with transaction():
        minutes.approve(world.meeting, by=None, now=APPROVED)

    record = db.session.scalars(select(Minutes)).one()
    assert record.state is MinutesState.APPROVED
    assert world.meeting.state is MeetingState.HELD
    assert said.subject == "Protokoll vom 29. März liegt vor – Rückmeldung bis 12. April"
    assert f"https://plan.example/sitzungen/{world.meeting.uid}/protokoll/lesen" in said.text
    second = letters()[1]
    assert words_of(second, APPROVED).subject == "Protokoll vom 29. März ist freigegeben"
    with pytest.raises(NotWanted, match="outdated"):
        words_of(first, APPROVED)
    assert outbox.queue_minutes(record, now=APPROVED) == 0
    assert len(letters()) == 2


def test_a_letter_to_somebody_who_cannot_open_the_page_promises_none(world: World) -> None:
    join(world.body, make_person(world.plan, "Vertretung Caritas", email="c@example.org"))
    guest = make_account(world.plan, "Gast mit Konto")
    minutes.add_guest(world.meeting, person_of(guest), by=None, now=NOW)
    published(world)

    texts = {letter.address: words_of(letter, DRAFTED).text for letter in letters()}

    reading = {address for address, text in texts.items() if "/protokoll/lesen" in text}
    assert set(texts) - reading == {"c@example.org", "gast.mit.konto@example.org"}
    assert reading == {"vertretung.frauenverein@example.org"}
    assert "sendet Ihnen das Protokoll gern zu" in texts["gast.mit.konto@example.org"]
    assert "liegt dieser E-Mail als PDF bei" in texts["c@example.org"]


def test_minutes_of_long_ago_are_put_to_objection_without_letters(world: World) -> None:
    write(world, "Vier Themenfelder sind beschlossen.")
    late = dt.datetime(2017, 10, 1, 9, tzinfo=dt.UTC)

    with transaction():
        queued = minutes.publish(world.meeting, dt.date(2017, 10, 15), by=None, now=late)

    assert queued == 0
    assert letters() == []


def test_approved_minutes_refuse_every_change_but_a_dated_note(world: World) -> None:
    approved(world)
    head = queries.head(world.item)
    person = make_person(world.plan, "Vertretung Caritas")
    entry = Entry(person_id=person_of(world.member).id, seen=OPEN, wanted=PRESENT)
    by_now = {"by": None, "now": APPROVED}
    task = TaskDraft(title="Ort finden", goals=[world.goal])
    agree = {"kind": AgreementKind.METHOD, "text": "Workshops"}
    deeds = [
        lambda: minutes.save_text(world.item, "Anders", parent_id=head.id, **by_now),
        lambda: minutes.record_agreement(world.item, **agree, **by_now),
        lambda: meetings.record_agreement(world.meeting, **agree, **by_now),
        lambda: minutes.hand_out(world.item, task, **by_now),
        lambda: minutes.take_attendance(world.meeting, [entry], **by_now),
        lambda: minutes.add_guest(world.meeting, person, **by_now),
        lambda: minutes.publish(world.meeting, dt.date(2017, 5, 1), **by_now),
        lambda: minutes.approve(world.meeting, **by_now),
        lambda: minutes.file_objection(world.meeting, "Zu spät", **by_now),
        lambda: meetings.add_item(world.meeting, ItemDraft(title="Neu"), **by_now),
        lambda: meetings.edit_item(world.item, ItemDraft(title="Anders"), **by_now),
        lambda: meetings.withdraw_item(world.item, **by_now),
        lambda: meetings.move_item(world.item, up=True, **by_now),
    ]

    for deed in deeds:
        with pytest.raises(RuleBroken), transaction():
            deed()
    with transaction():
        minutes.add_note(world.meeting, "TOP 1: Es sind fünf Themenfelder.", **by_now)

    assert len(queries.history(world.item)) == 1
    assert world.item.result == "Vier Themenfelder sind beschlossen."
    assert [n.text for n in db.session.scalars(select(MinutesNote))] == [
        "TOP 1: Es sind fünf Themenfelder."
    ]
    assert db.session.scalars(select(Attendee)).one().attendance is Attendance.OPEN


def test_a_committees_result_is_entered_and_corrected_in_one_row(world: World) -> None:
    committee = make_body(world.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    meeting = make_meeting(world.cycle, committee, position=4, external=True, title="Vorstellung")
    save()

    with transaction():
        noted = ResultDraft(outcome=Outcome.TAKEN_NOTE, paper_number="84/2017")
        minutes.record_result(meeting, noted, by=None, now=NOW)
    with transaction():
        voted = ResultDraft(
            outcome=Outcome.RESOLVED, paper_number="84/2017", votes_for=21, votes_against=2
        )
        minutes.record_result(meeting, voted, by=None, now=DRAFTED)

    row = db.session.scalars(select(CommitteeResult)).one()
    assert (row.outcome, row.votes_for, row.votes_against) == (Outcome.RESOLVED, 21, 2)
    assert meeting.state is MeetingState.HELD
