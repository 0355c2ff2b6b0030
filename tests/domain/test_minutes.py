"""Laws of minutes, on objects that are never saved."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain import minutes as law
from app.domain.access import Viewer
from app.domain.deadlines import DEFAULT_RULES
from app.domain.errors import RuleBroken
from app.domain.minutes import Presence, ResultDraft
from app.models.accounts import PlanRole
from app.models.groups import Body, BodyForm, MembershipRole
from app.models.meetings import (
    Attendance,
    Cycle,
    DatePrecision,
    DeadlineRule,
    Meeting,
    Minutes,
    MinutesState,
    Outcome,
    Phase,
)
from app.models.plans import Plan

CREATED = dt.datetime(2017, 1, 2, tzinfo=dt.UTC)
DAY = dt.date(2017, 3, 29)
UNTIL = dt.date(2017, 4, 12)


def make(external: bool = False, closed_on: dt.date | None = None) -> Meeting:
    plan = Plan(slug="plan", title="Plan", county="Kreis", office_name="Amt", created_at=CREATED)
    plan.id = 1
    body = Body(
        plan=plan, slug="peergroup", name="Peergroup", form=BodyForm.PEER_GROUP,
        external=external, created_at=CREATED,
    )  # fmt: skip
    body.id, body.plan_id = 5, 1
    meeting = Meeting(
        cycle=Cycle(plan=plan, year=2017, closed_on=closed_on),
        body=body,
        phase=Phase.KICKOFF,
        position=1,
        title="Auftakt",
        precision=DatePrecision.DAY,
        held_on=DAY,
        created_at=CREATED,
        changed_at=CREATED,
    )
    meeting.body_id, meeting.chair_id, meeting.minute_taker_id = 5, None, None
    return meeting


def minutes_in(state: MinutesState, meeting: Meeting | None = None) -> Minutes:
    return Minutes(
        meeting=meeting or make(),
        state=state,
        objections_until_on=None if state is MinutesState.DRAFT else UNTIL,
        approved_at=CREATED if state is MinutesState.APPROVED else None,
        created_at=CREATED,
    )


def viewer(*roles: MembershipRole, plan_role: PlanRole = PlanRole.MEMBER, actor: int = 9) -> Viewer:
    return Viewer(
        account_id=1,
        name="Jemand",
        plan=None,
        roles={1: plan_role},
        actor_ids={1: actor},
        body_roles={5: frozenset(roles)} if roles else {},
    )


@pytest.mark.parametrize(
    ("who", "takes", "approves", "reads_draft", "reads_published"),
    [
        (viewer(plan_role=PlanRole.COORDINATOR), True, True, True, True),
        (viewer(MembershipRole.CHAIR), True, True, True, True),
        (viewer(MembershipRole.DEPUTY_CHAIR), True, True, True, True),
        (viewer(MembershipRole.MINUTE_TAKER), True, False, True, True),
        (viewer(MembershipRole.MEMBER), False, False, False, True),
        (viewer(plan_role=PlanRole.READER), False, False, False, True),
        (viewer(), False, False, False, False),
    ],
    ids=["office", "chair", "deputy", "minute-taker", "member", "reader", "other group"],
)
def test_each_role_takes_reads_and_approves_what_is_its_own(
    who: Viewer, takes: bool, approves: bool, reads_draft: bool, reads_published: bool
) -> None:
    draft, published = minutes_in(MinutesState.DRAFT), minutes_in(MinutesState.OBJECTIONS)

    assert law.may_take(who, draft.meeting) is takes
    assert law.may_approve(who, draft.meeting) is approves
    assert law.may_read(who, draft) is reads_draft
    assert law.may_read(who, published) is reads_published


def test_a_member_named_for_one_meeting_takes_its_minutes_and_its_chair_approves_them() -> None:
    meeting = make()
    meeting.minute_taker_id, meeting.chair_id = 9, 10

    assert law.may_take(viewer(MembershipRole.MEMBER), meeting)
    assert not law.may_approve(viewer(MembershipRole.MEMBER), meeting)
    assert law.may_approve(viewer(MembershipRole.MEMBER, actor=10), meeting)


def test_nobody_takes_the_minutes_of_an_external_committee() -> None:
    office = viewer(plan_role=PlanRole.COORDINATOR)

    assert not law.may_take(office, make(external=True))
    with pytest.raises(RuleBroken):
        law.check_take(make(external=True), None, DAY)


@pytest.mark.parametrize(
    ("meeting", "minutes", "today"),
    [
        (make(), None, dt.date(2017, 3, 28)),
        (make(closed_on=DAY), None, DAY),
        (make(), minutes_in(MinutesState.APPROVED), DAY),
    ],
    ids=["before its day", "closed year", "approved"],
)
def test_minutes_cannot_be_written_then(
    meeting: Meeting, minutes: Minutes | None, today: dt.date
) -> None:
    with pytest.raises(RuleBroken):
        law.check_take(meeting, minutes, today)


def test_minutes_are_written_from_the_day_on_until_they_are_approved() -> None:
    law.check_take(make(), None, DAY)
    law.check_take(make(), minutes_in(MinutesState.OBJECTIONS), UNTIL)


@pytest.mark.parametrize(
    ("presence", "lawful"),
    [
        (Presence(attendance=Attendance.PRESENT), True),
        (Presence(attendance=Attendance.PRESENT, present_from=dt.time(14, 30)), True),
        (
            Presence(
                attendance=Attendance.PRESENT,
                present_from=dt.time(15),
                present_until=dt.time(15),
            ),
            False,
        ),
        (Presence(attendance=Attendance.EXCUSED, present_from=dt.time(15)), False),
        (Presence(attendance=Attendance.REPRESENTED, represented_by_id=4), True),
        (Presence(attendance=Attendance.REPRESENTED), False),
        (Presence(attendance=Attendance.REPRESENTED, represented_by_id=3), False),
        (Presence(attendance=Attendance.ABSENT, represented_by_id=4), False),
    ],
)
def test_times_and_stand_ins_must_fit_the_attendance(presence: Presence, lawful: bool) -> None:
    if lawful:
        law.check_presence(presence, 3)
    else:
        with pytest.raises(RuleBroken):
            law.check_presence(presence, 3)


def rules(plan: Plan) -> list[DeadlineRule]:
    return [
        DeadlineRule(
            plan=plan, scope=d.scope, key=d.key, label=d.label, days=d.days,
            direction=d.direction, addressee=d.addressee,
        )
        for d in DEFAULT_RULES
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (dt.date(2017, 4, 5), UNTIL),
        (dt.date(2017, 4, 12), dt.date(2017, 4, 26)),
        (dt.date(2017, 4, 17), dt.date(2017, 5, 2)),  # 1 May is a holiday
    ],
)
def test_objections_are_asked_for_two_weeks_after_the_meeting_or_after_a_late_draft(
    today: dt.date, until: dt.date
) -> None:
    meeting = make()

    assert law.objections_until(meeting, rules(meeting.plan), today) == until


def test_minutes_are_approved_only_after_the_last_day_for_objections() -> None:
    minutes = minutes_in(MinutesState.OBJECTIONS)

    assert law.takes_objections(minutes, UNTIL)
    with pytest.raises(RuleBroken, match=r"12\. April 2017"):
        law.check_approve(minutes, UNTIL)
    law.check_approve(minutes, dt.date(2017, 4, 13))
    with pytest.raises(RuleBroken):
        law.check_objection(minutes, "Mein Name fehlt.", dt.date(2017, 4, 13))


@pytest.mark.parametrize("state", [MinutesState.DRAFT, MinutesState.APPROVED])
def test_only_minutes_that_lay_open_can_be_approved(state: MinutesState) -> None:
    with pytest.raises(RuleBroken):
        law.check_approve(minutes_in(state), dt.date(2017, 5, 1))


def test_notes_are_added_to_approved_minutes_only() -> None:
    law.check_note(minutes_in(MinutesState.APPROVED), "TOP 2: Es waren 24 Personen.")

    with pytest.raises(RuleBroken):
        law.check_note(minutes_in(MinutesState.OBJECTIONS), "Zu früh")
    with pytest.raises(RuleBroken):
        law.check_note(minutes_in(MinutesState.APPROVED), "  ")


@pytest.mark.parametrize(
    ("until", "today", "written"),
    [
        (dt.date(2017, 4, 4), dt.date(2017, 4, 5), True),
        (dt.date(2019, 4, 4), dt.date(2017, 4, 5), True),
        (UNTIL, dt.date(2017, 4, 5), False),
    ],
    ids=["past", "far away", "empty"],
)
def test_a_draft_is_not_put_to_objection_like_that(
    until: dt.date, today: dt.date, written: bool
) -> None:
    with pytest.raises(RuleBroken):
        law.check_publish(minutes_in(MinutesState.DRAFT), until, today, written=written)


def test_a_committees_result_is_entered_after_its_meeting_and_for_no_other() -> None:
    noted = ResultDraft(outcome=Outcome.TAKEN_NOTE, votes_for=12)

    law.check_result(make(external=True), noted, DAY)
    with pytest.raises(RuleBroken):
        law.check_result(make(external=True), noted, dt.date(2017, 3, 28))
    with pytest.raises(RuleBroken):
        law.check_result(make(), noted, DAY)
    with pytest.raises(RuleBroken):
        law.check_result(
            make(external=True), ResultDraft(outcome=Outcome.RESOLVED, votes_against=-1), DAY
        )
    with pytest.raises(RuleBroken):
        law.check_result(make(external=True), ResultDraft(outcome=Outcome.POSTPONED), DAY)


def test_nobody_gets_letters_about_minutes_of_long_ago() -> None:
    assert law.worth_telling(make(), dt.date(2017, 9, 25))
    assert not law.worth_telling(make(), dt.date(2017, 9, 26))
