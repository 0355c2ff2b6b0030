"""What wishes do to reminders, on objects that were never saved."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.errors import RuleBroken
from app.domain.preferences import Wishes, check, gathered, left_out, wishes_of
from app.domain.reminders import Reminder, ReminderKind, fold, without_earlier_stages
from app.models.preferences import ReminderPreference, Topic
from app.models.reminders import ReminderScope
from tests.domain.test_reminders import CREATED, Cast, local

BERLIN = ZoneInfo("Europe/Berlin")
DAY = dt.date(2017, 3, 22)


def wish(**more: Any) -> ReminderPreference:
    given: dict[str, Any] = {
        "off": [],
        "meeting_days": None,
        "task_days": None,
        "digest_weekday": None,
        "duties_only": False,
        "paused_until": None,
        "changed_at": CREATED,
    }
    return ReminderPreference(actor_id=1, account_id=None, **(given | more))


def of_anna(cast: Cast, **wishes: Any) -> list[Reminder]:
    cast.preferences = {f"p{cast.anna.id}": wish(**wishes)}
    return [one for one in cast.ask() if one.recipient.actor_id == cast.anna.id]


@pytest.fixture
def cast() -> Cast:
    made = Cast()
    made.meeting()  # Wednesday, 29 March: reminders on the 22nd and 28th
    return made


@pytest.mark.parametrize(
    ("wishes", "kind", "reason"),
    [
        ({"off": ["tasks"]}, "task_reminder", "switched_off"),
        ({"off": ["tasks"]}, "task_overdue", None),
        ({"duties_only": True}, "meeting_reminder", "duties_only"),
        ({"duties_only": True}, "answer_reminder", None),
        ({"paused_until": DAY}, "deadline_reminder", "paused"),
        ({"paused_until": DAY - dt.timedelta(days=1)}, "deadline_reminder", None),
        (
            {"paused_until": DAY, "off": [one.value for one in Topic], "duties_only": True},
            "invitation",
            None,
        ),
    ],
)
def test_a_wish_leaves_out_what_it_names_and_never_an_invitation(
    wishes: dict[str, Any], kind: str, reason: str | None
) -> None:
    assert left_out(wish(**wishes), kind, DAY) == reason


def test_what_one_does_not_want_the_others_still_get(cast: Cast) -> None:
    mine = of_anna(cast, off=["meetings"])

    assert [one.left_out for one in mine] == ["switched_off", "switched_off"]
    others = [one for one in cast.ask() if one.recipient.actor_id == cast.bert.id]
    assert [one.left_out for one in others] == [None, None]


def test_own_days_take_the_place_of_the_groups(cast: Cast) -> None:
    mine = of_anna(cast, meeting_days=[14, 1])

    assert [(local(one), one.left_out) for one in mine] == [
        ("2017-03-15T09:00+01:00", None),
        ("2017-03-22T09:00+01:00", "other_days"),
        ("2017-03-28T09:00+02:00", None),
    ]


def test_own_days_ask_for_nothing_from_before_they_were_wished(cast: Cast) -> None:
    wished = dt.datetime(2017, 3, 16, 9, 0, tzinfo=dt.UTC)

    mine = of_anna(cast, meeting_days=[14, 1], changed_at=wished)

    assert [one.at >= one.not_before for one in mine if one.left_out is None] == [False, True]


def test_missed_own_stages_of_one_meeting_are_said_once(cast: Cast) -> None:
    mine = [one for one in of_anna(cast, meeting_days=[14, 3, 1]) if one.left_out is None]

    (bundle,) = fold(mine)

    assert len(bundle.reminders) == 3
    assert len(without_earlier_stages(bundle.reminders)) == 1


def test_gathered_on_a_weekday_at_the_same_local_time(cast: Cast) -> None:
    mine = of_anna(cast, digest_weekday=0)

    assert [local(one) for one in mine] == [
        "2017-03-27T09:00+02:00",  # Monday before the meeting
        "2017-03-28T09:00+02:00",  # the next Monday would be too late
    ]


def test_what_has_no_later_day_comes_at_once() -> None:
    at = dt.datetime(2017, 3, 22, 8, 0, tzinfo=dt.UTC)

    assert gathered(wish(digest_weekday=1), at, at + dt.timedelta(days=5), BERLIN) == at
    assert gathered(wish(), at, at + dt.timedelta(days=60), BERLIN) == at


def test_a_pause_counts_on_the_day_of_the_letter(cast: Cast) -> None:
    mine = of_anna(cast, paused_until=dt.date(2017, 3, 27))

    assert [one.left_out for one in mine] == ["paused", None]


def test_overdue_tasks_know_wishes_too(cast: Cast) -> None:
    cast.meetings.clear()
    cast.rules = [cast.rule(ReminderScope.OVERDUE, 7)]
    cast.task(due_on=dt.date(2017, 3, 15))

    mine = of_anna(cast, off=["overdue"])

    assert [(one.kind, one.left_out) for one in mine] == [(ReminderKind.OVERDUE, "switched_off")]


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(meeting_days=(61,)),
        Wishes(task_days=(1, 2, 3, 4, 5, 6)),
        Wishes(paused_until=dt.date(2019, 1, 1)),
    ],
)
def test_wishes_that_nobody_can_mean_are_refused(wishes: Wishes) -> None:
    with pytest.raises(RuleBroken):
        check(wishes, DAY)


def test_a_word_that_is_no_topic_any_more_is_passed_over() -> None:
    assert wishes_of(wish(off=["tasks", "fruit"])).off == {Topic.TASKS}
