"""What is undone within thirty days is as before, and reminded of with new keys (D-09).

Compared are whole rows, without the counters that every change moves on.
"""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.domain.errors import RuleBroken
from app.domain.people import ActorDraft
from app.domain.reminders import reminders
from app.extensions import db, transaction
from app.models.audit import AuditEntry
from app.models.groups import Membership
from app.models.meetings import AgendaFile, AgendaItem, Attendee, Meeting, Phase
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.models.reports import (
    AnnexFile,
    FileFormat,
    Report,
    ReportAnnex,
    ReportFile,
    ReportPart,
    ReportStep,
    ReportText,
    Step,
)
from app.models.tasks import Task, TaskState
from app.queries import overview
from app.queries import privacy as queries_of_privacy
from app.queries import reminders as reminder_queries
from app.queries import reports as queries
from app.services import meetings, outbox, people, privacy, reports, tasks
from app.services.files import Upload
from app.services.reports import filing
from tests.makers import (
    join,
    make_account,
    make_agenda_item,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    make_task,
    person_of,
    save,
)

NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
LAST_DAY = NOW + dt.timedelta(days=30)
DAY = dt.date(2017, 5, 10)
PATIENCE = 30  # seconds
REMOVABLE = (AgendaItem, AgendaFile, Report, ReportAnnex)
COUNTERS = {"version", "sequence", "changed_at", "calendar_mark"}


def rows(*models: Any) -> dict[str, list[dict[str, Any]]]:
    """All rows of these tables as they lie in the database, without the counters."""
    db.session.commit()
    db.session.expire_all()
    return {
        model.__tablename__: [
            {name: value for name, value in row.items() if name not in COUNTERS}
            for row in db.session.execute(
                sa.select(model.__table__).order_by(model.__table__.c.id)
            ).mappings()
        ]
        for model in models
    }


def planned(plan: Plan, today: dt.date) -> dict[str, tuple[Any, ...]]:
    """What will be reminded of until summer, by the keys of the letters."""
    world = reminder_queries.world_between(plan, today, dt.date(2017, 6, 30), today=today)
    return {
        one.dedup_key: (one.kind, one.rule.id if one.rule else None, one.step, one.recipient.key)
        + (one.at, one.useful_until, one.left_out)
        for one in reminders(world)
    }


def letters_to(person: Actor, today: dt.date) -> dict[str, tuple[Any, ...]]:
    """What this person will be reminded of."""
    plan = db.session.get_one(Plan, person.plan_id)
    return {key: one for key, one in planned(plan, today).items() if key.endswith(f"|p{person.id}")}


def tick(now: dt.datetime) -> None:
    outbox.plan_reminders(host="127.0.0.1", now=now)
    db.session.commit()


@pytest.fixture
def plan(app: Flask) -> Plan:
    plan = make_plan()
    save(plan)
    return plan


def test_a_paper_is_as_before(plan: Plan) -> None:
    item = make_agenda_item(make_meeting(make_cycle(plan), make_body(plan)))
    office = make_office(plan).id
    save()
    some = [Upload(name=f"{name}.txt", content=b"Zahlen") for name in ("eins", "zwei")]
    first, _second = meetings.add_papers(item, some, public=True, by=office, now=NOW)
    before = rows(AgendaFile)

    meetings.remove_paper(first, by=office, now=NOW)
    gone = rows(AgendaFile)
    meetings.restore_paper(first, by=office, now=LAST_DAY)

    assert gone["agenda_file"][0]["removed_by_id"] == office
    assert rows(AgendaFile) == before


def test_whoever_removed_something_is_forgotten_with_the_person(plan: Plan, report: Report) -> None:
    account = make_account(plan, "Vorsitz")
    assert report.meeting is not None
    item = make_agenda_item(report.meeting)
    save()
    upload = Upload(name="eins.txt", content=b"Zahlen")
    (paper,) = meetings.add_papers(item, [upload], public=True, by=None, now=NOW)
    meetings.remove_paper(paper, by=account.id, now=NOW)
    reports.remove_annex(report, 1, by=account.id, now=NOW)
    vanished = make_agenda_item(make_meeting(make_cycle(plan, 2018), make_body(plan), DAY))
    save()
    meetings.remove_item(vanished, by=account.id, now=NOW)
    reports.discard(report, by=account.id, now=NOW)
    save()
    told = queries_of_privacy.held_of(queries_of_privacy.of_account(account))
    assert {table.__tablename__ for table in REMOVABLE} <= {section.held.table for section in told}

    privacy.erase(person_of(account), by=None, now=NOW)

    found = rows(*REMOVABLE)
    gone = [row for table in found.values() for row in table if row["removed_at"]]
    assert [row["removed_by_id"] for row in gone] == [None] * 4


@pytest.fixture
def report(plan: Plan) -> Report:
    """A draft with three annexes: a name, a file and a Bilanz."""
    committee = make_body(plan, "Ausschuss", external=True)
    meeting = make_meeting(make_cycle(plan), committee, DAY, phase=Phase.COMMITTEE, external=True)
    save()
    earlier = dt.date(2017, 1, 31)
    bilanz = reports.begin_bilanz(plan, earlier, None, by=None, now=NOW)
    report = reports.begin_committee(meeting, earlier, None, by=None, now=NOW)
    paper = Upload(name="Zahlen.txt", content=b"Zahlen")
    for title, other, upload in (("Plan", None, None), ("", None, paper), ("", bilanz, None)):
        reports.add_annex(report, title, other, upload, by=None, now=NOW)
        save()
    return report


def numbered(report: Report) -> list[tuple[int, str]]:
    found = queries.by_uid(report.uid)
    assert found is not None
    return [(one.number, one.title) for one in found.annexes]


def remove(report: Report, number: int) -> ReportAnnex:
    """Take the annex of this number out."""
    annex = report.annexes[number - 1]
    reports.remove_annex(report, number, by=None, now=NOW)
    save()
    return annex


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_annex_is_as_before_and_those_behind_it_too(report: Report, number: int) -> None:
    before = rows(ReportAnnex, AnnexFile)

    annex = remove(report, number)
    assert [one for one, _title in numbered(report)] == [1, 2]
    reports.restore_annex(annex, by=None, now=LAST_DAY)
    reports.restore_annex(annex, by=None, now=LAST_DAY)

    assert rows(ReportAnnex, AnnexFile) == before
    changes = [entry.changes for entry in db.session.scalars(sa.select(AuditEntry))][-2:]
    assert changes == [{"annex": [number, None]}, {"annex": [None, number]}]


def test_annexes_undone_from_the_last_on_are_as_before(report: Report) -> None:
    before = rows(ReportAnnex, AnnexFile)

    gone = [remove(report, number) for number in (1, 2, 1)]
    assert numbered(report) == []
    for annex in reversed(gone):
        reports.restore_annex(annex, by=None, now=LAST_DAY)

    assert rows(ReportAnnex, AnnexFile) == before


def test_an_annex_whose_number_is_beyond_the_end_goes_to_the_end(report: Report) -> None:
    last = remove(report, 3)
    remove(report, 1)

    reports.restore_annex(last, by=None, now=LAST_DAY)

    assert numbered(report) == [(1, "Zahlen"), (2, last.title)]


def test_an_annex_that_was_taken_out_is_nowhere(report: Report) -> None:
    file, bilanz = report.annexes[1].file, report.annexes[2].bilanz
    assert file is not None and bilanz is not None
    for _again in range(3):
        remove(report, 1)

    found = queries.by_uid(report.uid)
    assert found is not None
    assert queries.edition(found, NOW.date()).content.annexes == []
    assert queries.edition(bilanz, NOW.date()).place == ""
    assert queries.annex_file_by_uid(file.uid) is None
    assert len(queries.removed_annexes(found)) == 3


def test_an_annex_does_not_come_back_twice_nor_into_a_report_on_its_way(report: Report) -> None:
    bilanz = report.annexes[2].bilanz
    annex = remove(report, 3)
    reports.add_annex(report, "", bilanz, by=None, now=NOW)
    with pytest.raises(RuleBroken, match="schon eine Anlage"):
        reports.restore_annex(annex, by=None, now=NOW)
    db.session.rollback()
    reports.take_step(report, Step.GIVEN, who="Dezernat", by=None, now=NOW)
    save()

    with pytest.raises(RuleBroken, match="zur Mitzeichnung"):
        reports.restore_annex(annex, by=None, now=NOW)


def test_drafts_go_for_good_with_what_was_taken_out_of_them(report: Report) -> None:
    bilanz = report.annexes[2].bilanz
    assert bilanz is not None
    remove(report, 3)
    remove(report, 2)

    reports.discard(bilanz, by=None, now=NOW)
    reports.discard(report, by=None, now=NOW)
    assert reports.forget_drafts() == 2

    assert rows(Report, ReportAnnex, AnnexFile) == {
        "report": [],
        "report_annex": [],
        "annex_file": [],
    }


WHOLE = (Report, ReportAnnex, AnnexFile, ReportText, ReportStep)


def given_and_returned(report: Report) -> None:
    reports.take_step(report, Step.GIVEN, who="Dezernat", by=None, now=NOW)
    reports.take_step(report, Step.RETURNED, who="", by=None, now=NOW)


def test_a_draft_is_as_before(report: Report) -> None:
    given_and_returned(report)
    words = "Der Kreistag nimmt Kenntnis."
    reports.write(report, ReportPart.MOTION, words, proposal="", seen=0, by=None, now=NOW)
    filing.order(report, FileFormat.PDF, by=None, now=NOW)
    before = rows(*WHOLE)

    reports.discard(report, by=None, now=NOW)
    assert rows(*WHOLE) != before
    reports.bring_back(report, by=None, now=LAST_DAY)
    reports.bring_back(report, by=None, now=LAST_DAY)

    assert rows(*WHOLE) == before
    assert rows(ReportFile) == {"report_file": []}
    changes = [entry.changes for entry in db.session.scalars(sa.select(AuditEntry))][-2:]
    assert changes == [{"title": [report.title, None]}, {"title": [None, report.title]}]


def test_a_discarded_draft_is_nowhere(plan: Plan, report: Report) -> None:
    meeting, file = report.meeting, report.annexes[1].file
    assert meeting is not None and file is not None
    order = filing.order(report, FileFormat.PDF, by=None, now=NOW)
    assert overview.inventory(plan).draft_reports == 2

    reports.discard(report, by=None, now=NOW)
    late = filing.order(report, FileFormat.PDF, by=None, now=NOW)
    save()

    assert queries.by_uid(report.uid) is None
    assert queries.of_meeting(meeting) is None
    assert queries.annex_file_by_uid(file.uid) is None
    assert queries.annex_by_id(report.uid, file.annex_id) is None
    assert [queries.file_by_uid(one.uid) for one in (order, late)] == [None, None]
    assert report not in queries.listed(plan)
    assert queries.without_report(plan) == [meeting]
    assert queries.discarded(plan) == [report]
    assert overview.inventory(plan).draft_reports == 1
    with pytest.raises(RuleBroken, match="inzwischen verworfen"):
        reports.add_annex(report, "Plan", by=None, now=NOW)


def test_a_draft_does_not_come_back_beside_another(plan: Plan, report: Report) -> None:
    meeting, bilanz = report.meeting, report.annexes[2].bilanz
    assert meeting is not None and bilanz is not None
    remove(report, 3)
    for one in (report, bilanz):
        reports.discard(one, by=None, now=NOW)
    reports.begin_committee(meeting, bilanz.reporting_on, None, by=None, now=NOW)
    reports.begin_bilanz(plan, bilanz.reporting_on, None, by=None, now=NOW)

    with pytest.raises(RuleBroken, match="schon einen Bericht"):
        reports.bring_back(report, by=None, now=NOW)
    with pytest.raises(RuleBroken, match="schon eine Bilanz"):
        reports.bring_back(bilanz, by=None, now=NOW)


def test_a_draft_comes_back_after_the_bilanz_that_hangs_on_it(report: Report) -> None:
    bilanz = report.annexes[2].bilanz
    assert bilanz is not None
    before = rows(*WHOLE)
    for one in (report, bilanz):
        reports.discard(one, by=None, now=NOW)

    with pytest.raises(RuleBroken, match="Auch eine Bilanz"):
        reports.bring_back(report, by=None, now=NOW)
    for one in (bilanz, report):
        reports.bring_back(one, by=None, now=NOW)

    assert rows(*WHOLE) == before


def test_a_bilanz_is_not_hung_on_a_report_while_somebody_discards_it(
    app: Flask, report: Report
) -> None:
    """Hung on a report as a discarded one it would be lost to it thirty days later."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lets one write at a time")
    bilanz = report.annexes[2].bilanz
    assert bilanz is not None
    reports.remove_annex(report, 3, by=None, now=NOW)
    save()
    known, discarded = threading.Event(), threading.Event()

    def hang(report_id: int, bilanz_id: int) -> None:
        with app.app_context(), transaction():
            carrying, hung = (db.session.get_one(Report, one) for one in (report_id, bilanz_id))
            known.set()
            discarded.wait(PATIENCE)
            reports.add_annex(carrying, "", hung, by=None, now=NOW)

    with ThreadPoolExecutor(1) as threads:
        hanging = threads.submit(hang, report.id, bilanz.id)
        known.wait(PATIENCE)
        reports.discard(bilanz, by=None, now=NOW)
        db.session.flush()
        discarded.set()
        with pytest.raises(TimeoutError):
            hanging.result(0.5)
        save()
        with pytest.raises(RuleBroken, match="verworfen"):
            hanging.result(PATIENCE)


def test_an_annex_comes_back_after_its_bilanz(report: Report) -> None:
    bilanz, before = report.annexes[2].bilanz, rows(*WHOLE)
    assert bilanz is not None
    annex = remove(report, 3)
    reports.discard(bilanz, by=None, now=NOW)

    with pytest.raises(RuleBroken, match="Bilanz ist verworfen"):
        reports.restore_annex(annex, by=None, now=NOW)
    reports.bring_back(bilanz, by=None, now=NOW)
    reports.restore_annex(annex, by=None, now=NOW)

    assert rows(*WHOLE) == before


def test_a_cancelled_meeting_is_as_before(plan: Plan) -> None:
    body = make_body(plan)
    member = person_of(make_account(plan))
    join(body, member)
    office = make_office(plan).id
    meeting = make_meeting(make_cycle(plan), body, DAY)
    goal = make_goal(make_field(plan))
    make_task(plan, accountable=member, due_on=DAY, due_meeting=meeting, goals=[goal])
    make_agenda_item(meeting)
    save()
    meetings.invite_members(meeting, by=office, now=NOW)
    before, letters = rows(Meeting, Attendee, Task), planned(plan, NOW.date())

    meetings.cancel(meeting, "Zu wenige Zusagen.", by=office, now=NOW)
    tick(NOW)
    assert rows(Meeting, Attendee, Task) != before
    assert planned(plan, NOW.date()) == {}
    meetings.restore(meeting, by=office, now=LAST_DAY)

    assert rows(Meeting, Attendee, Task) == before
    _are_planned_with_new_keys(letters, planned(plan, NOW.date()))


@pytest.mark.parametrize("days", [0, 30])
def test_a_task_that_was_given_up_is_as_before(plan: Plan, days: int) -> None:
    holder = person_of(make_account(plan))
    task = make_task(
        plan,
        accountable=holder,
        due_on=DAY,
        goals=[make_goal(make_field(plan))],
        state=TaskState.POSTPONED,
        percent=40,
        resubmit_on=dt.date(2017, 5, 2),
    )
    office = make_office(plan).id
    save()
    before, letters = rows(Task), planned(plan, NOW.date())

    tasks.change_state(
        task,
        TaskState.NOT_FEASIBLE,
        reason="Kein Geld",
        decided_by="Kreistag",
        decided_on=NOW.date(),
        by=office,
        now=NOW,
    )
    tick(NOW)
    assert rows(Task) != before
    assert planned(plan, NOW.date()) == {}
    tasks.undo(task, by=office, now=NOW + dt.timedelta(days=days))

    assert rows(Task) == before
    _are_planned_with_new_keys(letters, planned(plan, NOW.date()))


def _are_planned_with_new_keys(
    before: dict[str, tuple[Any, ...]], after: dict[str, tuple[Any, ...]]
) -> None:
    assert before.keys() & after.keys() == set()
    assert sorted(map(str, after.values())) == sorted(map(str, before.values()))
    assert len(before) > 0


@pytest.fixture
def leaver(plan: Plan) -> Actor:
    """A member of three groups: for good, until summer, and until last year; with a task to do."""
    person = make_person(plan, email="vertretung@example.org")
    ends = (None, dt.date(2017, 6, 30), dt.date(2017, 2, 1))
    for number, until_on in enumerate(ends):
        body = make_body(plan, f"Gruppe {number}")
        join(body, person, until_on=until_on)
        meeting = make_meeting(make_cycle(plan, 2017 + number), body, DAY)
        make_agenda_item(meeting)
        save(Attendee(meeting=meeting, person=person, created_at=NOW))
    save()
    return person


def edit(person: Actor, left_on: dt.date | None, now: dt.datetime = NOW) -> None:
    """Say when the person left, or that it has not."""
    draft = ActorDraft(name=person.name, kind=ActorKind.PERSON, email=person.email, left_on=left_on)
    people.edit_actor(person, draft, by=None, now=now)
    save()


@pytest.mark.parametrize("days", [[dt.date(2017, 2, 28)], [dt.date(2017, 3, 1), DAY]])
def test_a_person_who_left_is_back_as_before(leaver: Actor, days: list[dt.date]) -> None:
    """Also when the day of leaving was corrected meanwhile."""
    before, letters = rows(Actor, Membership, Attendee), letters_to(leaver, NOW.date())

    for day in reversed(days):
        edit(leaver, day)
    assert rows(Actor, Membership, Attendee) != before
    assert letters_to(leaver, days[0] + dt.timedelta(days=1)) == {}
    edit(leaver, None, LAST_DAY)

    assert rows(Actor, Membership, Attendee) == before
    assert letters_to(leaver, NOW.date()) == letters != {}


def test_memberships_that_somebody_else_ended_or_began_anew_are_left_alone(leaver: Actor) -> None:
    first, second = db.session.scalars(sa.select(Membership).order_by(Membership.id)).all()[:2]
    edit(leaver, dt.date(2017, 2, 28))
    second.until_on = dt.date(2017, 2, 14)
    join(first.body, leaver, first.role)
    save()

    edit(leaver, None)

    assert (first.until_on, second.until_on) == (dt.date(2017, 2, 28), dt.date(2017, 2, 14))


def test_whoever_comes_back_later_than_in_thirty_days_joins_anew(plan: Plan, leaver: Actor) -> None:
    edit(leaver, dt.date(2017, 2, 28))

    edit(leaver, None, LAST_DAY + dt.timedelta(days=1))

    left = sa.select(Membership.until_on).order_by(Membership.id)
    assert db.session.scalars(left).all()[0] == dt.date(2017, 2, 28)
