"""Laws of the archive on minutes that were never saved."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain import archive as law
from app.domain.errors import RuleBroken
from app.language import speaking
from app.models.meetings import ArchiveState, Minutes, MinutesState

NOW = dt.datetime(2017, 4, 19, 9, tzinfo=dt.UTC)
OFFERED, LAST = dt.date(2017, 5, 2), dt.date(2018, 5, 2)


def minutes(state: ArchiveState, approved: MinutesState = MinutesState.APPROVED) -> Minutes:
    made = Minutes(meeting=None, state=approved, created_at=NOW)
    made.archive_state = state
    if state is not ArchiveState.CURRENT:
        made.archive_offered_on, made.archive_until_on = OFFERED, law.until(OFFERED)
    return made


def test_the_period_ends_a_year_after_the_offer_also_in_leap_years() -> None:
    assert law.until(OFFERED) == LAST
    assert law.until(dt.date(2020, 2, 29)) == dt.date(2021, 2, 28)


@pytest.mark.parametrize(
    ("state", "day", "deletable"),
    [
        (ArchiveState.CURRENT, dt.date(2099, 1, 1), False),
        (ArchiveState.OFFERED, OFFERED, False),
        (ArchiveState.OFFERED, LAST, False),
        (ArchiveState.OFFERED, LAST + dt.timedelta(days=1), True),
        (ArchiveState.HANDED_OVER, dt.date(2099, 1, 1), False),
        (ArchiveState.DECLINED, OFFERED, True),
        (ArchiveState.DELETED, dt.date(2099, 1, 1), False),
    ],
)
def test_each_state_says_why_not_in_one_breath(
    state: ArchiveState, day: dt.date, deletable: bool
) -> None:
    reason = law.why_not_deletable(minutes(state), day)

    assert (reason is None) == deletable
    assert reason is None or reason.endswith(".")


def test_the_reason_is_said_in_english_too() -> None:
    with speaking("en"):
        reason = law.why_not_deletable(minutes(ArchiveState.OFFERED), OFFERED)

    assert reason is not None
    assert "2 May 2018" in reason


@pytest.mark.parametrize("state", [MinutesState.DRAFT, MinutesState.OBJECTIONS])
def test_a_draft_is_neither_offered_nor_deleted(state: MinutesState) -> None:
    draft = minutes(ArchiveState.CURRENT, state)

    for check in (law.check_offer, lambda one: law.check_delete(one, LAST)):
        with pytest.raises(RuleBroken, match="freigegeben"):
            check(draft)


def test_every_way_back_is_a_lawful_step_and_nothing_leaves_deletion() -> None:
    assert all(after in law.STEPS[before] for before, after in law.BACK.items())
    assert law.STEPS[ArchiveState.DELETED] == frozenset()
    assert ArchiveState.DELETED not in law.STEPS[ArchiveState.HANDED_OVER]
