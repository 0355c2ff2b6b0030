"""Laws of meetings, on objects never saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.domain import meetings as law
from app.domain.errors import RuleBroken
from app.domain.meetings import When
from app.models.groups import Body, BodyForm, Membership, MembershipRole
from app.models.meetings import Cycle, DatePrecision, Meeting, MeetingState, PartStat, Phase
from app.models.people import Actor, ActorKind
from app.models.plans import Plan

CREATED = dt.datetime(2017, 1, 2, 8, tzinfo=dt.UTC)
KICKOFF = dt.date(2017, 3, 29)


def plan_of_tests() -> Plan:
    return Plan(slug="plan", title="Plan", timezone="Europe/Berlin", created_at=CREATED)


def cycle_of(year: int = 2017, **more: Any) -> Cycle:
    return Cycle(plan=plan_of_tests(), year=year, **more)


def meeting_on(
    held_on: dt.date | None, begins: dt.time | None = dt.time(14), **more: Any
) -> Meeting:
    cycle = more.pop("cycle", None) or cycle_of()
    external = more.pop("body_external", False)
    body = Body(
        plan=cycle.plan, slug="peergroup", name="Peergroup", form=BodyForm.PEER_GROUP,
        external=external, created_at=CREATED,
    )  # fmt: skip
    return Meeting(
        cycle=cycle, body=body, phase=Phase.KICKOFF, position=1, title="Auftakt",
        held_on=held_on, begins=begins if held_on else None, created_at=CREATED,
        changed_at=CREATED, **more,
    )  # fmt: skip


def test_a_date_is_as_precise_as_it_is_known() -> None:
    assert When(held_on=KICKOFF).precision is DatePrecision.DAY
    assert When(month_on=dt.date(2017, 7, 1)).precision is DatePrecision.MONTH
    assert When().precision is DatePrecision.OPEN


@pytest.mark.parametrize(
    ("when", "field"),
    [
        (When(held_on=KICKOFF, month_on=dt.date(2017, 3, 1)), "month_on"),
        (When(begins=dt.time(14)), "begins"),
        (When(month_on=dt.date(2017, 7, 1), begins=dt.time(14)), "begins"),
        (When(held_on=KICKOFF, ends=dt.time(16)), "begins"),
        (When(held_on=KICKOFF, begins=dt.time(14), ends=dt.time(14)), "ends"),
        (When(held_on=KICKOFF, begins=dt.time(14), ends=dt.time(13)), "ends"),
        (When(held_on=dt.date(2018, 3, 29)), "held_on"),
        (When(month_on=dt.date(2016, 7, 1)), "month_on"),
    ],
)
def test_a_date_that_cannot_be_is_refused_at_its_field(when: When, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        law.check_when(when, cycle_of(2017))

    assert refused.value.field == field


def test_a_day_a_month_and_no_date_are_all_lawful() -> None:
    for when in (
        When(held_on=KICKOFF, begins=dt.time(14), ends=dt.time(16, 30)),
        When(month_on=dt.date(2017, 7, 1)),
        When(),
    ):
        law.check_when(when, cycle_of(2017))


def test_a_day_in_the_holidays_is_warned_of_with_their_span() -> None:
    assert law.date_warnings(dt.date(2017, 8, 2), "BW") == [
        "Der Termin liegt in den Sommerferien (27.07.–09.09.2017)."
    ]


def test_weekends_and_public_holidays_are_warned_of() -> None:
    assert law.date_warnings(dt.date(2017, 3, 25), "BW") == ["Der Termin fällt auf einen Samstag."]
    assert law.date_warnings(dt.date(2017, 5, 1), "BW") == [
        "Der Termin fällt auf einen Feiertag (Erster Mai)."
    ]
    assert law.date_warnings(KICKOFF, "BW") == []
    assert law.date_warnings(None, "BW") == []


def test_answers_are_taken_until_the_meeting_begins_in_local_time() -> None:
    meeting = meeting_on(KICKOFF)  # 14:00 in summer time is 12:00 UTC

    assert law.takes_answers(meeting, dt.datetime(2017, 3, 29, 11, 59, tzinfo=dt.UTC))
    assert not law.takes_answers(meeting, dt.datetime(2017, 3, 29, 12, 0, tzinfo=dt.UTC))


def test_without_a_time_answers_are_taken_until_the_day_is_over() -> None:
    meeting = meeting_on(KICKOFF, begins=None)

    assert law.takes_answers(meeting, dt.datetime(2017, 3, 29, 21, 59, tzinfo=dt.UTC))
    assert not law.takes_answers(meeting, dt.datetime(2017, 3, 29, 22, 0, tzinfo=dt.UTC))


def test_nobody_answers_to_undated_cancelled_held_or_external_meetings() -> None:
    now = dt.datetime(2017, 2, 1, tzinfo=dt.UTC)
    cancelled = meeting_on(KICKOFF, state=MeetingState.CANCELLED, cancelled_at=CREATED)

    assert law.takes_answers(meeting_on(KICKOFF), now)
    assert not law.takes_answers(meeting_on(None), now)
    assert not law.takes_answers(cancelled, now)
    assert not law.takes_answers(meeting_on(KICKOFF, state=MeetingState.HELD), now)
    assert not law.takes_answers(meeting_on(KICKOFF, external=True), now)
    assert not law.takes_answers(meeting_on(KICKOFF, body_external=True), now)


def test_only_the_three_answers_can_be_given() -> None:
    now = dt.datetime(2017, 2, 1, tzinfo=dt.UTC)

    law.check_answer(meeting_on(KICKOFF), PartStat.TENTATIVE, now)
    with pytest.raises(RuleBroken):
        law.check_answer(meeting_on(KICKOFF), PartStat.NEEDS_ACTION, now)


def test_a_closed_year_does_not_change() -> None:
    closed = cycle_of(closed_on=dt.date(2017, 12, 31))

    with pytest.raises(RuleBroken, match="abgeschlossen"):
        law.check_changeable(meeting_on(KICKOFF, cycle=closed))


def test_a_meeting_is_held_on_its_day_at_the_earliest() -> None:
    with pytest.raises(RuleBroken):
        law.check_hold(meeting_on(KICKOFF), dt.date(2017, 3, 28))
    with pytest.raises(RuleBroken):
        law.check_hold(meeting_on(None), dt.date(2017, 3, 28))
    law.check_hold(meeting_on(KICKOFF), KICKOFF)


def test_a_cancellation_needs_a_reason() -> None:
    with pytest.raises(RuleBroken) as refused:
        law.check_cancel(meeting_on(KICKOFF), "  ")

    assert refused.value.field == "reason"


def test_the_date_is_to_be_fixed_eight_weeks_ahead_on_a_working_day() -> None:
    july = meeting_on(None, month_on=dt.date(2017, 7, 1))  # 6 May is a Saturday
    some_time = meeting_on(None)  # 5 November is a Sunday

    assert law.fix_date_by(july) == dt.date(2017, 5, 5)
    assert law.fix_date_by(some_time) == dt.date(2017, 11, 3)


def test_the_task_of_fixing_a_date_names_the_meeting_and_its_month() -> None:
    july = meeting_on(None, month_on=dt.date(2017, 7, 1))
    committee = meeting_on(None, external=True)
    long = meeting_on(None, month_on=dt.date(2017, 7, 1))
    long.title = "x" * 200

    assert law.fix_date_title(july) == "Termin festlegen: Auftakt (Juli 2017)"
    assert law.fix_date_title(committee) == "Termin erfragen: Auftakt"
    assert len(law.fix_date_title(long)) == 200


def test_each_person_is_invited_once_in_the_weightiest_role() -> None:
    chair = Actor(plan_id=1, kind=ActorKind.PERSON, name="Vorsitz", created_at=CREATED)
    gone = Actor(plan_id=1, kind=ActorKind.PERSON, name="Früher", created_at=CREATED)
    body = meeting_on(KICKOFF).body
    rows = [
        Membership(body=body, person=chair, role=role, from_on=dt.date(2017, 1, 1),
                   created_at=CREATED)
        for role in (MembershipRole.MEMBER, MembershipRole.CHAIR)
    ]  # fmt: skip
    rows.append(
        Membership(
            body=body,
            person=gone,
            from_on=dt.date(2013, 1, 1),
            until_on=dt.date(2017, 3, 28),
            created_at=CREATED,
        )  # fmt: skip
    )

    invited = law.invited(rows, KICKOFF)

    assert {person: row.role for person, row in invited.items()} == {chair: MembershipRole.CHAIR}


def test_meetings_stand_in_order_a_month_before_its_days_and_no_date_last() -> None:
    cycle = cycle_of()
    open_one = meeting_on(None, cycle=cycle)
    july = meeting_on(None, cycle=cycle, month_on=dt.date(2017, 7, 1))
    day_in_july = meeting_on(dt.date(2017, 7, 12), cycle=cycle)

    assert law.in_order([open_one, day_in_july, july]) == [july, day_in_july, open_one]
