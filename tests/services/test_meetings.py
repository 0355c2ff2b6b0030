"""Meetings on real databases: their date's story, the office's task, answers, agenda, numbers."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.errors import RuleBroken
from app.domain.meetings import When
from app.extensions import db, transaction
from app.models.groups import Body, BodyForm, MembershipRole
from app.models.meetings import (
    AgendaItem,
    Agreement,
    AgreementKind,
    Attendee,
    AttendeeRole,
    Cycle,
    DatePrecision,
    Meeting,
    MeetingState,
    PartStat,
    Phase,
)
from app.models.plans import Plan
from app.models.tasks import Task, TaskState
from app.queries import meetings as queries
from app.services import meetings
from app.services.meetings import ItemDraft, MeetingDraft
from tests.makers import (
    join,
    make_body,
    make_cycle,
    make_meeting,
    make_person,
    make_plan,
    make_task,
    save,
)

NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
LATER = dt.datetime(2017, 2, 22, 9, tzinfo=dt.UTC)
JULY = dt.date(2017, 7, 1)
DAY_IN_JULY = dt.date(2017, 7, 12)


@pytest.fixture
def plan(app: Flask) -> Plan:
    plan = make_plan()
    save(plan)
    return plan


@pytest.fixture
def cycle(plan: Plan) -> Cycle:
    return make_cycle(plan)


@pytest.fixture
def body(plan: Plan) -> Body:
    return make_body(plan)


def make(cycle: Cycle, body: Body, when: When, title: str = "Treffen") -> Meeting:
    draft = MeetingDraft(title=title, body=body, when=when)
    return meetings.create_meeting(cycle, draft, by=None, now=NOW)


def task_of(meeting: Meeting) -> Task:
    return db.session.scalars(select(Task).where(Task.fixes_meeting_id == meeting.id)).one()


def test_a_month_only_meeting_goes_from_sequence_0_to_3_with_one_uid(
    cycle: Cycle, body: Body
) -> None:
    meeting = make(cycle, body, When(month_on=JULY))
    save()
    uid, story = meeting.uid, [meeting.sequence]

    for deed in (
        lambda: meetings.set_date(meeting, When(held_on=DAY_IN_JULY), by=None, now=LATER),
        lambda: meetings.move(meeting, When(held_on=dt.date(2017, 7, 19)), by=None, now=LATER),
        lambda: meetings.cancel(meeting, "Zu wenige Zusagen.", by=None, now=LATER),
    ):
        deed()
        save()
        story.append(meeting.sequence)

    assert story == [0, 1, 2, 3]
    assert meeting.uid == uid
    assert meeting.changed_at == LATER
    assert (meeting.state, meeting.cancelled_at) == (MeetingState.CANCELLED, LATER)


def test_the_same_date_again_is_no_change(cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(held_on=DAY_IN_JULY, begins=dt.time(14)))

    changed = meetings.set_date(
        meeting, When(held_on=DAY_IN_JULY, begins=dt.time(14)), by=None, now=LATER
    )

    assert not changed
    assert (meeting.sequence, meeting.changed_at) == (0, NOW)


def test_a_time_added_to_a_day_is_a_new_version(cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(held_on=DAY_IN_JULY))

    meetings.set_date(meeting, When(held_on=DAY_IN_JULY, begins=dt.time(14)), by=None, now=LATER)

    assert meeting.sequence == 1


def test_a_new_place_is_a_new_version_and_a_corrected_text_is_not(cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(held_on=DAY_IN_JULY))

    meetings.edit_meeting(meeting, MeetingDraft(title="Trefen", body=body), by=None, now=LATER)
    after_text = (meeting.sequence, meeting.changed_at)
    meetings.edit_meeting(
        meeting, MeetingDraft(title="Trefen", body=body, place="Saal"), by=None, now=LATER
    )

    assert after_text == (0, LATER)
    assert meeting.sequence == 1


def test_a_restored_meeting_keeps_its_date_and_asks_again(cycle: Cycle, body: Body) -> None:
    person = make_person(cycle.plan)
    join(body, person)
    meeting = make(cycle, body, When(held_on=DAY_IN_JULY))
    meetings.answer(meeting, person, PartStat.ACCEPTED, by=None, now=NOW)
    meetings.cancel(meeting, "Hochwasser.", by=None, now=LATER)

    meetings.restore(meeting, by=None, now=LATER)
    save()

    assert (meeting.state, meeting.sequence) == (MeetingState.PLANNED, 2)
    assert (meeting.held_on, meeting.state_reason) == (DAY_IN_JULY, None)
    assert [a.partstat for a in queries.attendees(meeting)] == [PartStat.NEEDS_ACTION]


def test_a_cancelled_or_held_meeting_does_not_move(cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(held_on=dt.date(2017, 2, 20)))
    meetings.hold(meeting, by=None, now=NOW)

    with pytest.raises(RuleBroken, match="schon stattgefunden"):
        meetings.move(meeting, When(held_on=DAY_IN_JULY), by=None, now=NOW)
    assert (meeting.held_on, meeting.sequence) == (dt.date(2017, 2, 20), 0)


def test_a_month_only_meeting_gives_the_office_a_task(cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(month_on=JULY))
    save()

    task = task_of(meeting)

    assert task.title == "Termin festlegen: Treffen (Juli 2017)"
    assert task.due_on == dt.date(2017, 5, 5)
    assert task.accountable is not None
    assert task.accountable.name == cycle.plan.office_name
    assert task.state is TaskState.OPEN


def test_the_task_follows_the_month_and_ends_with_the_day(cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(month_on=JULY))
    meetings.set_date(meeting, When(month_on=dt.date(2017, 9, 1)), by=None, now=LATER)
    task = task_of(meeting)
    moved = (task.title, task.due_on)

    meetings.set_date(meeting, When(held_on=dt.date(2017, 9, 13)), by=None, now=LATER)
    save()

    assert moved == ("Termin festlegen: Treffen (September 2017)", dt.date(2017, 7, 7))
    assert task.state is TaskState.DONE
    assert [report.text for report in task.reports] == [
        "Der Termin steht fest: Mittwoch, 13. September 2017."
    ]


def test_a_day_taken_back_opens_the_task_again(cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(month_on=JULY))
    meetings.set_date(meeting, When(held_on=DAY_IN_JULY), by=None, now=LATER)

    meetings.set_date(meeting, When(month_on=JULY), by=None, now=LATER)
    save()

    assert task_of(meeting).state is TaskState.IN_PROGRESS
    assert meeting.precision is DatePrecision.MONTH


def test_a_cancelled_meeting_needs_no_date_until_it_is_restored(cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(month_on=JULY))
    meetings.cancel(meeting, "Kein Bedarf.", by=None, now=LATER)
    save()
    dropped = task_of(meeting).state

    meetings.restore(meeting, by=None, now=LATER)
    save()

    assert dropped is TaskState.NOT_FEASIBLE
    assert task_of(meeting).state is TaskState.OPEN


def test_a_dated_meeting_gives_no_task(cycle: Cycle, body: Body) -> None:
    make(cycle, body, When(held_on=DAY_IN_JULY))
    save()

    assert db.session.scalars(select(Task)).all() == []


def test_tasks_due_by_a_meeting_follow_it(plan: Plan, cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(month_on=JULY))
    task = make_task(plan, due_on=None, due_meeting=meeting)
    save()

    meetings.set_date(meeting, When(held_on=DAY_IN_JULY), by=None, now=LATER)
    first = task.due_on
    meetings.move(meeting, When(held_on=dt.date(2017, 7, 19)), by=None, now=LATER)
    save()

    assert (first, task.due_on) == (DAY_IN_JULY, dt.date(2017, 7, 19))


def test_members_on_the_day_are_invited_and_others_are_not(
    plan: Plan, cycle: Cycle, body: Body
) -> None:
    chair, gone, guest = (make_person(plan, name) for name in ("Vorsitz", "Früher", "Gast"))
    join(body, chair, MembershipRole.CHAIR)
    join(body, gone, until_on=dt.date(2017, 7, 11))
    join(body, guest, MembershipRole.GUEST)
    save()

    meeting = make(cycle, body, When(held_on=DAY_IN_JULY))
    save()

    assert {a.person.name: a.role for a in queries.attendees(meeting)} == {
        "Vorsitz": AttendeeRole.CHAIR,
        "Gast": AttendeeRole.OPTIONAL,
    }


def test_inviting_twice_invites_nobody_twice(plan: Plan, cycle: Cycle, body: Body) -> None:
    join(body, make_person(plan))
    save()
    meeting = make(cycle, body, When(held_on=DAY_IN_JULY))

    assert meetings.invite_members(meeting, by=None, now=LATER) == 0


def test_an_external_meeting_invites_nobody_and_takes_no_answer(plan: Plan, cycle: Cycle) -> None:
    committee = make_body(plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    person = make_person(plan)
    join(committee, person)
    save()

    meeting = make(cycle, committee, When(held_on=dt.date(2017, 11, 27)))

    assert meeting.external
    assert queries.attendees(meeting) == []
    with pytest.raises(RuleBroken):
        meetings.answer(meeting, person, PartStat.ACCEPTED, by=None, now=NOW)
    with pytest.raises(RuleBroken):
        meetings.invite_members(meeting, by=None, now=NOW)


def test_an_answer_can_be_changed_until_the_meeting_begins(
    plan: Plan, cycle: Cycle, body: Body
) -> None:
    person = make_person(plan)
    join(body, person)
    meeting = make(cycle, body, When(held_on=DAY_IN_JULY, begins=dt.time(14)))
    meetings.answer(meeting, person, PartStat.ACCEPTED, by=None, now=NOW)
    before = dt.datetime(2017, 7, 12, 11, 59, tzinfo=dt.UTC)

    meetings.answer(meeting, person, PartStat.DECLINED, by=None, now=before, comment="Urlaub")
    with pytest.raises(RuleBroken):
        meetings.answer(
            meeting, person, PartStat.ACCEPTED, by=None, now=before + dt.timedelta(minutes=1)
        )
    save()

    attendee = db.session.scalars(select(Attendee)).one()
    assert (attendee.partstat, attendee.comment) == (PartStat.DECLINED, "Urlaub")
    assert attendee.answered_at == before


def test_only_members_and_their_deputies_answer(plan: Plan, cycle: Cycle, body: Body) -> None:
    member, deputy, stranger = (make_person(plan, n) for n in ("Mitglied", "Vertretung", "Fremd"))
    join(body, member, deputy=deputy)
    meeting = make(cycle, body, When(held_on=DAY_IN_JULY))

    meetings.answer(meeting, deputy, PartStat.ACCEPTED, by=None, now=NOW)
    with pytest.raises(RuleBroken, match="nur Mitglieder"):
        meetings.answer(meeting, stranger, PartStat.ACCEPTED, by=None, now=NOW)


def test_a_moved_meeting_asks_everybody_again(plan: Plan, cycle: Cycle, body: Body) -> None:
    person = make_person(plan)
    join(body, person)
    meeting = make(cycle, body, When(held_on=DAY_IN_JULY, begins=dt.time(14)))
    meetings.answer(meeting, person, PartStat.ACCEPTED, by=None, now=NOW)

    meetings.move(
        meeting,
        When(held_on=DAY_IN_JULY, begins=dt.time(14), ends=dt.time(16)),
        by=None,
        now=LATER,
    )
    same_start = [a.partstat for a in queries.attendees(meeting)]
    meetings.move(meeting, When(held_on=dt.date(2017, 7, 19)), by=None, now=LATER)

    assert same_start == [PartStat.ACCEPTED]
    assert [a.partstat for a in queries.attendees(meeting)] == [PartStat.NEEDS_ACTION]


def test_a_year_has_one_cycle_and_a_closed_one_takes_no_meeting(plan: Plan, body: Body) -> None:
    cycle = meetings.create_cycle(plan, 2018, by=None, now=NOW)

    with pytest.raises(RuleBroken) as refused:
        meetings.create_cycle(plan, 2018, by=None, now=NOW)
    meetings.close_cycle(cycle, dt.date(2018, 12, 20), by=None, now=NOW)
    with pytest.raises(RuleBroken, match="abgeschlossen"):
        make(cycle, body, When())

    assert refused.value.field == "year"


def test_agenda_items_keep_their_number_when_moved_and_withdrawn(cycle: Cycle, body: Body) -> None:
    meeting = make(cycle, body, When(held_on=DAY_IN_JULY))
    first, second, third = (
        meetings.add_item(meeting, ItemDraft(title=title), by=None, now=NOW)
        for title in ("Begrüßung", "Themen", "Verschiedenes")
    )

    meetings.move_item(third, up=True, by=None, now=NOW)
    meetings.move_item(first, up=True, by=None, now=NOW)
    meetings.withdraw_item(third, by=None, now=NOW)
    fourth = meetings.add_item(meeting, ItemDraft(title="Ausblick"), by=None, now=NOW)
    save()

    assert [(item.number, item.withdrawn) for item in queries.agenda(meeting)] == [
        ("1", False),
        ("3", True),
        ("2", False),
        ("4", False),
    ]
    assert fourth.number == "4"
    assert second.number == "2"


def test_an_agenda_item_of_an_external_meeting_is_refused(plan: Plan, cycle: Cycle) -> None:
    committee = make_body(plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
    meeting = make(cycle, committee, When())

    with pytest.raises(RuleBroken):
        meetings.add_item(meeting, ItemDraft(title="Bericht"), by=None, now=NOW)
    assert db.session.scalars(select(AgendaItem)).all() == []


def test_agreements_are_numbered_within_their_year_and_rest_on_earlier_ones(
    cycle: Cycle, body: Body
) -> None:
    kickoff = make(cycle, body, When(held_on=dt.date(2017, 3, 29)), "Auftakt")
    july = make(cycle, body, When(held_on=DAY_IN_JULY), "Juli")

    basis = meetings.record_agreement(
        kickoff, kind=AgreementKind.TOPIC_AREA, text="Vereine", by=None, now=NOW
    )
    target = meetings.record_agreement(
        july, kind=AgreementKind.TARGET, text="Vier Kurse", by=None, now=NOW, based_on=basis
    )
    save()

    assert [basis.label, target.label] == ["V 2017-01", "V 2017-02"]
    assert target.based_on is basis


def test_two_who_record_at_the_same_time_get_two_numbers(app: Flask, plan: Plan) -> None:
    meeting = make_meeting(make_cycle(plan), make_body(plan), phase=Phase.KICKOFF)
    save()
    meeting_id, failures = meeting.id, []
    db.session.remove()
    gate = threading.Barrier(4)

    def record() -> None:
        try:
            with app.app_context(), transaction():
                gate.wait()
                meetings.record_agreement(
                    db.session.get_one(Meeting, meeting_id),
                    kind=AgreementKind.AGREEMENT,
                    text="Gleichzeitig",
                    by=None,
                    now=NOW,
                )
        except Exception as error:  # noqa: BLE001  shown below
            failures.append(error)

    threads = [threading.Thread(target=record) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sorted(db.session.scalars(select(Agreement.number))) == [1, 2, 3, 4]
