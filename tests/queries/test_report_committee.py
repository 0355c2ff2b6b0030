"""The committee's report: three parts as of a day, organisations only, also without results."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import pytest
from flask import Flask

from app.domain.reports.committee import CommitteeReport
from app.domain.reports.freezing import frozen, thawed
from app.models.groups import BodyForm, MembershipRole
from app.models.meetings import (
    Agreement,
    AgreementKind,
    Attendance,
    Attendee,
    Meeting,
    MeetingState,
    Phase,
)
from app.models.people import Actor, ActorKind
from app.models.plans import Plan
from app.models.targets import Target
from app.models.tasks import TaskState
from app.queries import reports
from app.queries.reports import Frame
from tests.makers import (
    CREATED,
    join,
    make_actor,
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_person,
    make_plan,
    make_task,
    save,
)

REPORTING_ON = dt.date(2017, 10, 16)


@dataclass
class World:
    plan: Plan
    kickoff: Meeting
    committee: Meeting


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    cycle = make_cycle(plan)
    ausschuss = make_body(plan, "Sozialausschuss", BodyForm.COMMITTEE, external=True)
    kickoff = make_meeting(cycle, make_body(plan))
    committee = make_meeting(
        cycle, ausschuss, dt.date(2017, 11, 27),
        external=True, phase=Phase.COMMITTEE, title="Vorstellung", begins=None, ends=None,
    )  # fmt: skip
    save()
    return World(plan, kickoff, committee)


def report_of(
    world: World, on: dt.date = REPORTING_ON, today: dt.date | None = None
) -> CommitteeReport:
    frame = Frame(
        meeting=world.committee, title="Bericht", reporting_on=on, compared_on=None,
        today=today or on,
    )  # fmt: skip
    return reports.committee_report(frame)


def invite(world: World, name: str, speaks_for: Actor | None, came: Attendance) -> Actor:
    person = make_person(world.plan, name)
    join(world.kickoff.body, person, on_behalf_of=speaks_for)
    save(
        Attendee(
            meeting=world.kickoff,
            person=person,
            on_behalf_of=speaks_for,
            attendance=came,
            created_at=CREATED,
        )
    )
    return person


def test_before_anything_has_happened_it_reads_well_all_the_same(world: World) -> None:
    report = report_of(world, dt.date(2017, 3, 1))

    assert report.motion == ["Das Gremium „Sozialausschuss“ nimmt den Bericht zur Kenntnis."]
    assert report.process == [
        "Im Jahr 2017 hat bis zum Stichtag noch keine Sitzung stattgefunden. Geplant: eine Sitzung."
    ]
    assert report.composition == ["An der Umsetzung arbeitet eine Gruppe."]
    assert report.results == [
        "Überprüfbare Zielsetzungen werden noch vereinbart. Arbeitsaufträge sind noch nicht "
        "vergeben. Ergebnisse liegen zum 1. März 2017 noch nicht vor."
    ]
    assert [(one.title, one.held, one.present) for one in report.meetings] == [
        ("Auftakt", False, None)
    ]
    assert (report.targets, report.findings, report.figures.listed) == ([], [], 0)


def test_a_draft_begun_early_does_not_claim_what_lies_ahead(world: World) -> None:
    report = report_of(world, today=dt.date(2017, 3, 28))

    assert [one.held for one in report.meetings] == [False]
    assert "noch keine Sitzung stattgefunden" in report.process[0]
    assert "Ergebnisse liegen zum 28. März 2017 noch nicht vor." in report.results[0]
    assert [one.held for one in report_of(world, today=dt.date(2017, 3, 29)).meetings] == [True]


def test_it_tells_organisations_and_numbers_but_no_person_and_no_absence(world: World) -> None:
    verein = make_actor(world.plan, "Frauenverein", ActorKind.MIGRANT_ORGANISATION)
    amt = make_actor(world.plan, "Gesundheitsamt")
    invite(world, "Ada Erste", verein, Attendance.PRESENT)
    invite(world, "Bo Zweite", verein, Attendance.REPRESENTED)
    invite(world, "Cem Dritter", amt, Attendance.EXCUSED)
    invite(world, "Dea Vierte", None, Attendance.PRESENT)
    guest = make_person(world.plan, "Eli Gast")
    join(world.kickoff.body, guest, MembershipRole.GUEST)
    left = make_person(world.plan, "Fen Frühere")
    join(world.kickoff.body, left, until_on=dt.date(2017, 6, 30))
    save()

    report = report_of(world)

    (meeting,) = report.meetings
    assert (meeting.held, meeting.present, meeting.organisations) == (True, 3, 1)
    (group,) = report.groups
    assert (group.members, group.without_organisation, group.migrant_organisations) == (4, 1, 1)
    assert group.organisations == ["Frauenverein", "Gesundheitsamt"]
    said = frozen(report)
    for name in ("Ada", "Bo ", "Cem", "Dea", "Eli", "Fen"):
        assert name not in said
    for word in ("entschuldigt", "excused", "gefehlt"):
        assert word not in said.casefold()
    assert "mit drei Personen" in report.process[0]


def test_what_counts_is_what_was_agreed_and_done_by_the_day(world: World) -> None:
    goal = make_goal(make_field(world.plan))
    for number, text in ((1, "Arbeit und Sprache"), (2, "Kurse ausbauen")):
        save(
            Agreement(
                cycle=world.kickoff.cycle,
                meeting=world.kickoff,
                number=number,
                kind=AgreementKind.TOPIC_AREA,
                text=text,
                created_at=dt.datetime(2017, 11, 20, 9, tzinfo=dt.UTC),  # written down late
            )
        )
    save(Target(goal=goal, title="18 Kurse", target_value=18, unit="Kurse", created_at=CREATED))
    for title, done_on in (("Früh", dt.date(2017, 9, 1)), ("Zu spät", dt.date(2017, 10, 17))):
        task = make_task(
            world.plan, title, cycle=world.kickoff.cycle, state=TaskState.DONE, done_on=done_on
        )
        task.goals = [goal]
    cancelled = make_meeting(
        world.kickoff.cycle, world.kickoff.body, dt.date(2017, 7, 12), title="Abgesagt", position=2,
        state=MeetingState.CANCELLED, cancelled_at=CREATED,
    )  # fmt: skip
    save()

    report = report_of(world)

    assert [one.label for one in report.agreements] == ["V 2017-01", "V 2017-02"]
    assert [(one.source, one.text, one.goals) for one in report.findings] == [
        ("Früh", "Liegt vor", "7.1")
    ]
    assert (report.tasks_agreed, report.tasks_done) == (2, 1)
    (target,) = report.targets
    assert (target.goal, target.target) == ("7.1 Netzwerke bestehen", "18 Kurse")
    assert "Indikator" in target.missing
    assert cancelled.title not in [one.title for one in report.meetings]
    assert "zwei Vereinbarungen getroffen" in report.process[0]
    assert "Ergebnisse liegen" not in report.results[0]


def test_it_comes_back_whole_from_what_is_frozen(world: World) -> None:
    verein = make_actor(world.plan, "Frauenverein", ActorKind.MIGRANT_ORGANISATION)
    invite(world, "Ada Erste", verein, Attendance.PRESENT)
    make_goal(make_field(world.plan))
    save()
    report = report_of(world)

    assert thawed(CommitteeReport, frozen(report)) == report
    later = json.loads(frozen(report)) | {"a field of a later release": 1}
    del later["annexes"]
    assert thawed(CommitteeReport, json.dumps(later)) == report
