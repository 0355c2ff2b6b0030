"""Reports from their draft to their frozen form: what changes until then, and nothing after."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import RuleBroken
from app.domain.minutes import ResultDraft
from app.domain.reports import privacy
from app.extensions import db
from app.models.groups import BodyForm
from app.models.meetings import AgreementKind, Outcome, Phase
from app.models.plans import Assessment, AssessmentSource, Category, Goal, Plan
from app.models.reports import Report, ReportPart, ReportState, Step
from app.queries import reports as queries
from app.services import meetings, minutes, reports
from app.services.outbox.kinds import Setting
from app.services.outbox.preview import foresee
from tests.makers import (
    make_body,
    make_cycle,
    make_field,
    make_goal,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    save,
)

BASELINE = dt.date(2017, 2, 20)
NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
SETTING = Setting(
    base_url="http://127.0.0.1:8000",
    mail_from="geschaeftsstelle@example.org",
    timezone="Europe/Berlin",
    secret="a key for tests only",
    now=NOW,
)


@dataclass
class World:
    plan: Plan
    goal: Goal
    report: Report
    office: int


@pytest.fixture
def world(app: Flask) -> World:
    plan = make_plan()
    goal = make_goal(make_field(plan))
    goal.official_description = "Ein Austausch ist geplant."
    office = make_office(plan)
    save()
    assess(goal, "Umsetzung 15%", 15)
    report = reports.begin_bilanz(plan, BASELINE, None, by=office.id, now=NOW)
    save()
    return World(plan, goal, report, office.id)


def assess(goal: Goal, words: str, percent: int) -> None:
    save(
        Assessment(
            goal=goal,
            reporting_on=BASELINE,
            status_raw=words,
            category=Category.IN_PROGRESS,
            percent=percent,
            source=AssessmentSource.SET,
            created_at=NOW,
        )
    )


def write(world: World, body: str, seen: int, subject: Goal | ReportPart | None = None) -> None:
    reports.write(
        world.report,
        subject or world.goal,
        body,
        proposal="",
        seen=seen,
        by=world.office,
        now=NOW,
    )
    save()


def release(world: World) -> None:
    reports.take_step(world.report, Step.RELEASED, by=world.office, now=NOW)
    save()


def said(report: Report) -> tuple[str, str, int | None]:
    found = queries.by_uid(report.uid)
    assert found is not None
    (goal,) = queries.edition(found, TODAY).content.fields[0].goals
    return goal.done, goal.status, goal.percent


def test_a_draft_follows_what_is_known_and_a_released_report_never_changes(world: World) -> None:
    assert said(world.report) == ("Ein Austausch ist geplant.", "Umsetzung 15%", 15)
    write(world, "Der Austausch fand statt.", 0)
    assess(world.goal, "Umsetzung 20%", 20)
    assert said(world.report) == ("Der Austausch fand statt.", "Umsetzung 20%", 20)

    release(world)
    assess(world.goal, "100% umgesetzt", 100)
    world.goal.official_title = "Anders"
    world.goal.field.name = "Anders"
    save()

    assert said(world.report) == ("Der Austausch fand statt.", "Umsetzung 20%", 20)
    assert world.report.state is ReportState.RELEASED
    frozen = db.session.scalar(db.select(Report.frozen))
    assert hashlib.sha256(frozen.encode()).hexdigest() == world.report.sha256


def test_what_was_released_is_not_written_on_but_added_to(world: World) -> None:
    with pytest.raises(RuleBroken, match="ändern Sie bitte den Text selbst"):
        reports.add_supplement(world.report, "Zu früh.", by=world.office, now=NOW)
    release(world)

    for deed in (
        lambda: write(world, "Anders", 0),
        lambda: reports.edit(world.report, "Anders", None, by=world.office, now=NOW),
        lambda: reports.discard(world.report, by=world.office, now=NOW),
        lambda: release(world),
    ):
        with pytest.raises(RuleBroken):
            deed()
    reports.add_supplement(world.report, "Es waren 16 %.", by=world.office, now=NOW)
    reports.enter_number(world.report, "84/2017", by=world.office, now=NOW)
    save()

    edition = queries.edition(world.report, TODAY)
    assert [(one.on, one.text) for one in edition.added] == [(NOW.date(), "Es waren 16 %.")]
    assert world.report.paper_number == "84/2017"
    assert edition.released_on == NOW.date()


def test_the_second_of_two_writers_does_not_overwrite_the_first(world: World) -> None:
    write(world, "Von der Ersten.", 0)

    with pytest.raises(StaleDataError):
        write(world, "Vom Zweiten, der nichts davon sah.", 0)
    db.session.rollback()
    assert said(world.report)[0] == "Von der Ersten."

    write(world, "Vom Zweiten, nach dem Lesen.", 1)
    assert said(world.report)[0] == "Vom Zweiten, nach dem Lesen."


def test_giving_up_a_text_brings_the_proposal_back(world: World) -> None:
    write(world, "", 0)
    assert said(world.report)[0] == ""

    reports.use_proposal(world.report, world.goal, by=world.office, now=NOW)
    save()

    assert said(world.report)[0] == "Ein Austausch ist geplant."


def test_an_address_of_a_person_is_not_released(world: World) -> None:
    make_person(world.plan, "Kim Beispiel")
    write(world, "Fragen an kim@example.org, sagt Kim Beispiel.", 0)
    write(world, "Fragen an kim.b@example.org.", 0, ReportPart.FOREWORD)
    content = queries.content_of(world.report, TODAY)

    with pytest.raises(RuleBroken, match="kim.b@example.org"):
        release(world)
    db.session.rollback()

    assert world.report.state is ReportState.DRAFT
    assert [(spot.place, spot.words) for spot in privacy.addresses(content)] == [
        ("Text des Berichts", "kim.b@example.org"),
        ("Ziel 7.1", "kim@example.org"),
    ]
    assert [
        (spot.place, spot.words)
        for spot in privacy.names(content, queries.known_people(world.plan))
    ] == [("Ziel 7.1", "Kim Beispiel")]


def test_dates_must_make_sense_and_each_date_has_one_bilanz(world: World) -> None:
    plan, by = world.plan, world.office
    later = BASELINE + dt.timedelta(days=100)
    for day, compared, field in (
        (BASELINE, None, "reporting_on"),
        (dt.date(1917, 2, 20), None, "reporting_on"),
        (dt.date(2019, 2, 20), None, "reporting_on"),
        (later, later, "compared_on"),
    ):
        with pytest.raises(RuleBroken) as broken:
            reports.begin_bilanz(plan, day, compared, by=by, now=NOW)
        assert broken.value.field == field
    ahead = reports.begin_bilanz(plan, later, BASELINE, by=by, now=NOW)
    save()

    with pytest.raises(RuleBroken, match="ab dem Stichtag, 31. Mai 2017"):
        reports.take_step(ahead, Step.RELEASED, by=by, now=NOW)


def test_a_draft_that_nobody_brings_back_leaves_nothing(world: World) -> None:
    write(world, "Weg damit.", 0)

    reports.discard(world.report, by=world.office, now=NOW)
    assert reports.forget_drafts() == 1
    save()

    assert db.session.scalar(db.select(Report.id)) is None
    again = reports.begin_bilanz(world.plan, BASELINE, None, by=world.office, now=NOW)
    save()
    assert said(again)[0] == "Ein Austausch ist geplant."


@pytest.fixture
def committee(world: World) -> Report:
    body = make_body(world.plan, "Sozialausschuss", BodyForm.COMMITTEE, external=True)
    meeting = make_meeting(
        make_cycle(world.plan), body, dt.date(2017, 11, 27),
        external=True, phase=Phase.COMMITTEE, begins=None, ends=None,
    )  # fmt: skip
    save()
    report = reports.begin_committee(meeting, BASELINE, None, by=world.office, now=NOW)
    save()
    return report


def step(report: Report, word: Step, who: str = "") -> None:
    reports.take_step(report, word, who=who, by=None, now=NOW)
    save()


def test_nobody_is_reminded_of_a_step_that_the_report_has_taken(committee: Report) -> None:
    def asked() -> set[str]:
        days = (dt.date(2017, 10, 1), dt.date(2017, 11, 27))
        plan = db.session.get_one(Plan, committee.plan_id)
        found = foresee(plan, *days, setting=SETTING)
        rules = {key.split("|")[4] for letter in found for key in letter.carries}
        return {rule.split(":")[1] for rule in rules if ":" in rule}

    assert {"co_signing", "hand_in"} <= asked()
    step(committee, Step.GIVEN, "Dezernat Soziales")
    assert asked() & {"co_signing", "hand_in"} == {"hand_in"}
    step(committee, Step.RETURNED)
    assert "co_signing" in asked(), "it has to be given out again"
    step(committee, Step.GIVEN, "Dezernat Soziales")
    step(committee, Step.CO_SIGNED, "Dezernat Soziales")
    step(committee, Step.RELEASED)
    step(committee, Step.SENT, "Geschäftsstelle des Kreistags")
    assert not asked() & {"co_signing", "hand_in"}


def test_a_committees_report_goes_its_way_and_says_who_and_when(committee: Report) -> None:
    with pytest.raises(RuleBroken, match="wer mitzeichnen soll"):
        step(committee, Step.GIVEN)
    for too_early in (Step.RELEASED, Step.SENT, Step.CO_SIGNED):
        with pytest.raises(RuleBroken, match="nicht möglich"):
            step(committee, too_early, "Dezernat")
    step(committee, Step.GIVEN, "Dezernat Soziales")
    with pytest.raises(RuleBroken, match="Es hat noch niemand mitgezeichnet"):
        step(committee, Step.RELEASED)
    step(committee, Step.CO_SIGNED, "Dezernat Soziales")
    step(committee, Step.RETURNED)
    step(committee, Step.GIVEN, "Dezernat Soziales")
    with pytest.raises(RuleBroken, match="Es hat noch niemand mitgezeichnet"):
        step(committee, Step.RELEASED)  # signed was another text
    step(committee, Step.CO_SIGNED, "Dezernat Soziales")
    step(committee, Step.RELEASED)
    step(committee, Step.SENT, "Geschäftsstelle des Kreistags")

    assert committee.state is ReportState.SENT
    found = queries.by_uid(committee.uid)
    assert found is not None
    assert [(one.step.value, one.who, one.at) for one in found.steps][-2:] == [
        ("released", None, NOW),
        ("sent", "Geschäftsstelle des Kreistags", NOW),
    ]
    with pytest.raises(RuleBroken):
        step(committee, Step.RETURNED)


def test_annexes_are_numbered_without_a_gap_and_released_first(
    world: World, committee: Report
) -> None:
    by = world.office
    for title, bilanz in (("Plan", None), ("", world.report), ("Protokoll", None)):
        reports.add_annex(committee, title, bilanz, by=by, now=NOW)
        save()
    reports.remove_annex(committee, 1, by=by, now=NOW)
    save()

    found = queries.by_uid(committee.uid)
    assert found is not None
    assert [(one.number, one.title) for one in found.annexes] == [
        (1, "Bilanz zum 20. Februar 2017"),
        (2, "Protokoll"),
    ]
    for title, bilanz in (("", None), ("", world.report), ("x" * 201, None)):
        with pytest.raises(RuleBroken):
            reports.add_annex(committee, title, bilanz, by=by, now=NOW)
    with pytest.raises(RuleBroken, match="Anlage eines Berichts"):
        reports.discard(world.report, by=by, now=NOW)
    step(committee, Step.GIVEN, "Dezernat")
    step(committee, Step.CO_SIGNED, "Dezernat")
    with pytest.raises(RuleBroken, match="Anlage 1 „Bilanz zum 20. Februar 2017“"):
        step(committee, Step.RELEASED)
    release(world)
    step(committee, Step.RELEASED)
    reports.enter_number(committee, "84/2017", by=by, now=NOW)
    save()
    assert queries.edition(world.report, TODAY).place == "Anlage 1 zur Vorlage 84/2017"


def test_a_meeting_of_the_committee_has_one_report(world: World, committee: Report) -> None:
    assert committee.meeting is not None
    own = make_meeting(committee.meeting.cycle, make_body(world.plan))
    save()

    for meeting, words in ((committee.meeting, "schon einen Bericht"), (own, "des Ausschusses")):
        with pytest.raises(RuleBroken, match=words):
            reports.begin_committee(meeting, BASELINE, None, by=None, now=NOW)


def test_what_the_committee_decided_becomes_an_agreement_once_it_is_entered(
    committee: Report,
) -> None:
    meeting, then = committee.meeting, dt.datetime(2017, 11, 28, 9, tzinfo=dt.UTC)
    assert meeting is not None

    def agree() -> str:
        agreement = meetings.record_agreement(
            meeting, kind=AgreementKind.TASK, text="Im Mai berichten.", by=None, now=then
        )
        return agreement.label

    with pytest.raises(RuleBroken, match="zuerst das Ergebnis des Ausschusses"):
        agree()
    minutes.record_result(meeting, ResultDraft(outcome=Outcome.TAKEN_NOTE), by=None, now=then)
    assert agree() == "V 2017-01"
