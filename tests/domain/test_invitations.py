"""Laws of invitations, on objects that were never saved."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.invitations import (
    answer_by_after_move,
    link_is_over,
    proposed_answer_by,
    who_knows,
    why_not,
)
from app.models.groups import Body, BodyForm
from app.models.meetings import Cycle, DatePrecision, Meeting, MeetingState, Phase
from app.models.outbox import LetterState
from app.models.plans import Plan

S = LetterState
NOW = dt.datetime(2017, 3, 1, 9, tzinfo=dt.UTC)
TODAY = NOW.date()


def make_meeting(held_on: dt.date | None = dt.date(2017, 3, 29), **more: object) -> Meeting:
    plan = Plan(slug="p", title="Plan", timezone="Europe/Berlin", created_at=NOW)
    plan.holiday_region = "BW"
    body = Body(plan=plan, slug="b", name="B", form=BodyForm.PEER_GROUP, created_at=NOW)
    given: dict[str, object] = {
        "cycle": Cycle(plan=plan, year=2017),
        "body": body,
        "phase": Phase.KICKOFF,
        "position": 1,
        "title": "Auftakt",
        "precision": DatePrecision.DAY if held_on else DatePrecision.OPEN,
        "held_on": held_on,
        "begins": dt.time(14) if held_on else None,
        "state": MeetingState.PLANNED,
        "created_at": NOW,
        "changed_at": NOW,
    }
    return Meeting(**(given | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("letters", "knowing"),
    [
        ([("invitation", S.SENT)], True),
        ([("invitation", S.DUE)], False),
        ([("invitation", S.SENDING)], True),
        ([("invitation", S.UNCERTAIN)], True),
        ([("invitation", S.DEAD)], False),
        ([("meeting_reminder", S.SENT)], True),
        ([("task_reminder", S.SENT)], False),
        ([("invitation", S.SENT), ("meeting_cancelled", S.SENT)], False),
        ([("invitation", S.SENT), ("meeting_cancelled", S.CANCELLED)], True),
        ([("invitation", S.SENT), ("invitation_withdrawn", S.SENT)], False),
        ([("meeting_cancelled", S.SENT), ("invitation", S.SENT)], True),
    ],
)
def test_who_knows_of_a_date_follows_from_what_left_the_house(
    letters: list[tuple[str, LetterState]], knowing: bool
) -> None:
    assert who_knows((7, kind, state) for kind, state in letters) == ({7} if knowing else set())


@pytest.mark.parametrize(
    ("today", "answer_by"),
    [
        (dt.date(2017, 3, 1), dt.date(2017, 3, 22)),
        (dt.date(2017, 3, 25), dt.date(2017, 3, 25)),
        (dt.date(2017, 3, 29), dt.date(2017, 3, 29)),
    ],
)
def test_one_answers_a_week_before_or_today(today: dt.date, answer_by: dt.date) -> None:
    assert proposed_answer_by(make_meeting(), today) == answer_by


def test_the_answer_by_day_is_a_working_day() -> None:
    # Seven days before Monday, 12 June 2017 lies Whit Monday.
    assert proposed_answer_by(make_meeting(dt.date(2017, 6, 12)), TODAY) == dt.date(2017, 6, 2)


def test_after_a_move_the_answer_by_day_stays_while_it_can() -> None:
    meeting = make_meeting(dt.date(2017, 4, 5), answer_by_on=dt.date(2017, 3, 22))

    assert answer_by_after_move(meeting, TODAY) == dt.date(2017, 3, 22)
    assert answer_by_after_move(meeting, dt.date(2017, 3, 23)) == dt.date(2017, 3, 29)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, None),
        ({"external": True}, "ein anderes Gremium"),
        ({"state": MeetingState.CANCELLED}, "abgesagt"),
        ({"state": MeetingState.INVITED}, "schon versendet"),
        ({"state": MeetingState.HELD}, "begonnen"),
    ],
)
def test_it_says_why_no_invitation_can_leave(
    change: dict[str, object], sentence: str | None
) -> None:
    said = why_not(make_meeting(**change), NOW)

    assert said is None if sentence is None else sentence in (said or "")


def test_without_a_day_there_is_nothing_to_invite_to() -> None:
    assert why_not(make_meeting(None), NOW) == "Bitte legen Sie zuerst den Tag der Sitzung fest."


def test_a_link_is_good_until_the_meeting_begins() -> None:
    meeting = make_meeting(state=MeetingState.INVITED)
    start = dt.datetime(2017, 3, 29, 12, tzinfo=dt.UTC)

    assert link_is_over(meeting, True, start - dt.timedelta(seconds=1)) is None
    assert link_is_over(meeting, True, start) is not None
    assert link_is_over(meeting, False, NOW) is not None


def test_who_left_the_list_does_not_hear_of_a_cancellation() -> None:
    said = link_is_over(make_meeting(state=MeetingState.CANCELLED), False, NOW)

    assert "abgesagt" not in (said or "")
