"""What people read of meetings: what comes, what they still owe an answer, what is missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask

from app.domain.access import Viewer
from app.models.groups import Body, BodyForm, MembershipRole
from app.models.meetings import Cycle, Meeting, MeetingState, PartStat, Phase
from app.models.plans import Plan
from app.models.reports import Report, ReportKind, ReportState
from app.queries import groups, meetings
from app.queries.viewers import viewer_of
from app.services import meetings as verbs
from app.services import minutes
from app.services.meetings import ItemDraft
from tests.makers import (
    join,
    make_account,
    make_body,
    make_cycle,
    make_meeting,
    make_office,
    make_person,
    make_plan,
    person_of,
    save,
)

TODAY = dt.date(2017, 2, 21)
NOW = dt.datetime(2017, 2, 21, 9, tzinfo=dt.UTC)
CANCELLED: dict[str, Any] = {"state": MeetingState.CANCELLED, "cancelled_at": NOW}


class World:
    """A plan with our group, a committee of somebody else, and one member of our group."""

    def __init__(self) -> None:
        self.plan: Plan = make_plan()
        self.body: Body = make_body(self.plan)
        self.committee = make_body(self.plan, "Ausschuss", BodyForm.COMMITTEE, external=True)
        self.cycle: Cycle = make_cycle(self.plan)
        self.account = make_account(self.plan)
        self.membership = join(self.body, person_of(self.account))
        self.office = make_office(self.plan)
        save()

    @property
    def member(self) -> Viewer:
        return viewer_of(self.account.id, TODAY)


@pytest.fixture
def world(app: Flask) -> World:
    return World()


def titles(found: list[Meeting]) -> list[str]:
    return [one.title for one in found]


def test_what_comes_begins_with_today_and_keeps_a_month_until_it_is_over(world: World) -> None:
    foreign = make_body(world.plan, "Fremde")
    for title, day, body, more in (
        ("Heute", TODAY, world.body, {}),
        ("Gestern", TODAY - dt.timedelta(days=1), world.body, {}),
        ("Abgesagt", dt.date(2017, 3, 1), world.body, CANCELLED),
        ("Ausschuss", dt.date(2017, 11, 27), world.committee, {"external": True}),
        ("Fremd", dt.date(2017, 3, 2), foreign, {}),
        ("Juli", None, world.body, {"month_on": dt.date(2017, 7, 1)}),
        ("Januar", None, world.body, {"month_on": dt.date(2017, 1, 1)}),
        ("Offen", None, world.body, {}),
    ):
        make_meeting(world.cycle, body, day, title=title, **more)
    save()

    seen = titles(meetings.upcoming(world.member, world.plan, TODAY, 5))
    assert seen == ["Heute", "Juli", "Ausschuss"]
    assert titles(meetings.upcoming(world.member, world.plan, TODAY, 1)) == ["Heute"]
    office = viewer_of(world.office.id, TODAY)
    assert "Fremd" in titles(meetings.upcoming(office, world.plan, TODAY, 5))


def test_an_answer_is_owed_from_the_invitation_until_it_is_given(world: World) -> None:
    meeting = make_meeting(world.cycle, world.body)
    make_meeting(world.cycle, world.committee, dt.date(2017, 11, 27), external=True)
    make_meeting(world.cycle, world.body, dt.date(2017, 3, 1), **CANCELLED)
    make_meeting(world.cycle, world.body, None, month_on=dt.date(2017, 7, 1))
    save()
    verbs.invite_members(meeting, by=None, now=NOW)
    save()
    before = meetings.owed_answers(world.member, world.plan, TODAY)
    meeting.state = MeetingState.INVITED
    save()
    invited = meetings.owed_answers(world.member, world.plan, TODAY)
    verbs.answer(meeting, person_of(world.account), PartStat.TENTATIVE, by=None, now=NOW)
    save()

    assert before == []
    assert invited == [meeting]
    assert meetings.owed_answers(world.member, world.plan, TODAY) == []


def test_nobody_owes_an_answer_for_a_day_after_the_membership(world: World) -> None:
    world.membership.until_on = dt.date(2017, 3, 28)
    make_meeting(world.cycle, world.body, state=MeetingState.INVITED)
    save()

    assert meetings.owed_answers(world.member, world.plan, TODAY) == []


def test_deputies_owe_no_answer_of_their_own(world: World) -> None:
    deputy = make_account(world.plan, "Stellvertretung")
    world.membership.deputy = person_of(deputy)
    make_meeting(world.cycle, world.body, state=MeetingState.INVITED)
    save()

    assert meetings.owed_answers(viewer_of(deputy.id, TODAY), world.plan, TODAY) == []


def test_the_year_stands_in_order_with_what_is_not_dated_yet(world: World) -> None:
    for title, day, month in (
        ("September", None, dt.date(2017, 9, 1)),
        ("Offen", None, None),
        ("Auftakt", dt.date(2017, 3, 29), None),
    ):
        make_meeting(world.cycle, world.body, day, month, title=title)
    make_meeting(make_cycle(world.plan, 2018), world.body, dt.date(2018, 3, 21), title="Später")
    save()

    year = meetings.of_year(world.member, world.plan, 2017)

    assert titles(year) == ["Auftakt", "September", "Offen"]
    assert meetings.years(world.plan) == [2017, 2018]


def test_everything_missing_is_named_with_the_page_that_closes_it(world: World) -> None:
    meeting = make_meeting(world.cycle, world.body, begins=None, ends=None)
    month_only = make_meeting(
        world.cycle, world.body, None, dt.date(2017, 7, 1),
        phase=Phase.WORKING, title="Juli", position=2,
    )  # fmt: skip
    save()

    found = {(f.kind, f.url_values.get("uid")) for f in meetings.missing(world.plan, 2017, TODAY)}

    assert found == {
        ("no_committee", None),
        ("no_time", meeting.uid),
        ("no_place", meeting.uid),
        ("no_chair", meeting.uid),
        ("no_minute_taker", meeting.uid),
        ("no_agenda", meeting.uid),
        ("no_date", month_only.uid),
        ("no_chair", month_only.uid),
        ("no_minute_taker", month_only.uid),
    }


def test_nothing_is_missing_when_all_is_there(world: World) -> None:
    join(world.body, make_person(world.plan, "Vorsitz"), MembershipRole.CHAIR)
    join(world.body, make_person(world.plan, "Schrift"), MembershipRole.MINUTE_TAKER)
    kickoff = make_meeting(world.cycle, world.body, place="Saal")
    make_meeting(
        world.cycle, world.committee, dt.date(2017, 11, 27),
        external=True, phase=Phase.COMMITTEE, begins=None, ends=None,
    )  # fmt: skip
    save()
    verbs.add_item(kickoff, ItemDraft(title="Themen"), by=None, now=NOW)
    save()

    assert meetings.missing(world.plan, 2017, TODAY) == []


def test_a_past_meeting_asks_to_be_noted_and_for_nothing_else(world: World) -> None:
    make_meeting(world.cycle, world.body, dt.date(2017, 2, 20), begins=None, ends=None)
    save()

    kinds = [finding.kind for finding in meetings.missing(world.plan, 2017, TODAY)]

    assert kinds == ["no_committee", "not_marked"]


def test_what_has_a_deadline_is_missing_once_that_has_passed(world: World) -> None:
    """Kickoff on 29 March: invitation by the 15th, draft by 5 April, objections until the 12th."""
    join(world.body, make_person(world.plan, "Vorsitz"), MembershipRole.CHAIR)
    join(world.body, make_person(world.plan, "Schrift"), MembershipRole.MINUTE_TAKER)
    kickoff = make_meeting(world.cycle, world.body, place="Saal")
    save()
    item = verbs.add_item(kickoff, ItemDraft(title="Themen"), by=None, now=NOW)
    save()

    def kinds(month: int, day: int) -> list[str]:
        found = meetings.missing(world.plan, 2017, dt.date(2017, month, day))
        return [finding.kind for finding in found if finding.kind != "no_committee"]

    assert (kinds(3, 15), kinds(3, 16)) == ([], ["not_invited"])
    kickoff.state = MeetingState.HELD
    save()
    assert (kinds(4, 5), kinds(4, 6)) == ([], ["no_minutes"])

    met = dt.datetime(2017, 4, 6, 9, tzinfo=dt.UTC)
    minutes.save_text(item, "Vier Felder.", parent_id=None, by=None, now=met)
    save()
    assert kinds(4, 7) == ["no_minutes"]
    minutes.publish(kickoff, dt.date(2017, 4, 12), by=None, now=met)
    save()
    assert (kinds(4, 12), kinds(4, 13)) == ([], ["not_approved"])
    minutes.approve(kickoff, by=None, now=dt.datetime(2017, 4, 13, 9, tzinfo=dt.UTC))
    save()
    assert kinds(12, 31) == []


def test_a_report_is_missing_where_the_committees_deadlines_have_passed(world: World) -> None:
    """Committee on 27 November: co-signing from 23 October, hand-in by 6 November."""
    committee = make_meeting(
        world.cycle, world.committee, dt.date(2017, 11, 27),
        external=True, phase=Phase.COMMITTEE, begins=None, ends=None,
    )  # fmt: skip
    save()

    def late(*days: tuple[int, int]) -> list[list[str]]:
        found = [meetings.missing(world.plan, 2017, dt.date(2017, *day)) for day in days]
        return [[one.text for one in each if one.kind == "no_report"] for each in found]

    name = "Auftakt am 27. November 2017: Der Bericht"
    missing = f"{name} fehlt (Mitzeichnung war ab 23. Oktober 2017 vorgesehen)."
    assert late((10, 23), (10, 24), (11, 28)) == [[], [missing], []]
    report = Report(
        plan=world.plan,
        kind=ReportKind.COMMITTEE,
        meeting=committee,
        title="Bericht",
        reporting_on=dt.date(2017, 10, 16),
        created_at=NOW,
    )
    save(report)
    drafted = f"{name} ist noch nicht zur Mitzeichnung gegeben"
    assert [words for (words,) in late((10, 24))] == [
        f"{drafted} (Mitzeichnung war ab 23. Oktober 2017 vorgesehen)."
    ]
    report.state = ReportState.CO_SIGNING
    save()
    unreleased = f"{name} ist noch nicht freigegeben (abzugeben war er bis 6. November 2017)."
    assert late((10, 24), (11, 6), (11, 7), (11, 27)) == [[], [], [unreleased], [unreleased]]
    report.state, report.frozen, report.sha256 = ReportState.RELEASED, "{}", "0" * 64
    save()
    assert late((11, 7)) == [[]]


def test_minutes_that_last_year_left_open_are_missing_this_year(world: World) -> None:
    """The November of 2016 has no minutes; 2015 is history."""
    for year in (2015, 2016):
        make_meeting(
            make_cycle(world.plan, year), world.body, dt.date(year, 11, 9),
            title=f"November {year}", state=MeetingState.HELD,
        )  # fmt: skip
    make_meeting(world.cycle, world.body, None, dt.date(2017, 7, 1))
    save()

    found = [one for one in meetings.missing(world.plan, 2017, TODAY) if one.kind == "no_minutes"]

    assert [one.text.split(" am ")[0] for one in found] == ["November 2016"]
    looked_back = {one.kind for one in meetings.missing(world.plan, 2016, TODAY)}
    assert "no_minutes" in looked_back


def test_a_committee_that_has_met_lacks_its_result(world: World) -> None:
    make_meeting(
        world.cycle, world.committee, dt.date(2017, 11, 27),
        external=True, phase=Phase.COMMITTEE, begins=None, ends=None,
    )  # fmt: skip
    save()

    found = meetings.missing(world.plan, 2017, dt.date(2017, 11, 28))

    assert [(one.kind, one.url_endpoint) for one in found if one.kind != "no_kickoff"] == [
        ("no_result", "minutes.enter_result")
    ]


def test_a_year_without_a_cycle_is_one_gap(world: World) -> None:
    (finding,) = meetings.missing(world.plan, 2031, TODAY)

    assert (finding.kind, finding.url_values) == ("no_cycle", {"jahr": 2031})


def test_my_groups_are_those_i_belong_to_today(world: World) -> None:
    old = make_body(world.plan, "Aufgelöst", dissolved_on=dt.date(2016, 12, 31))
    join(old, person_of(world.account))
    make_body(world.plan, "Fremde")
    save()

    assert [body.name for body in groups.mine(world.member, world.plan)] == ["Peergroup"]
    assert [body.name for body in groups.others(world.member, world.plan)] == [
        "Ausschuss",
        "Aufgelöst",
    ]


def test_late_in_the_year_the_gaps_are_those_of_the_year_ahead(world: World) -> None:
    """The committee of 27 November 2017 is the last of its year; March 2018 has no day yet."""
    make_meeting(
        world.cycle, world.committee, dt.date(2017, 11, 27), external=True, phase=Phase.COMMITTEE
    )
    make_meeting(make_cycle(world.plan, 2018), world.body, None, dt.date(2018, 3, 1), title="Neu")
    save()

    def gaps(day: dt.date) -> set[str]:
        return {one.text for one in meetings.missing_now(world.plan, day)}

    new, result = "Neu (März 2018): Der Tag ist noch offen.", "Das Ergebnis des Ausschusses fehlt."
    before, after = gaps(dt.date(2017, 11, 27)), gaps(dt.date(2017, 11, 28))
    assert (new in before, new in after) == (False, True)
    assert any(result in one for one in after)
    assert not any("2018 ist noch kein Sitzungsjahr" in one for one in before | after)


def test_without_any_meeting_ahead_the_gaps_are_those_of_this_year(world: World) -> None:
    make_meeting(world.cycle, world.body, **CANCELLED)
    save()

    assert meetings.missing_now(world.plan, TODAY) == meetings.missing(world.plan, 2017, TODAY)
