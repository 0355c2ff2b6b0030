"""Closing a status round: what was answered becomes the goals' status at the reporting date."""

from __future__ import annotations

import datetime as dt

from app.domain import rounds as law
from app.domain.days import local_day
from app.domain.wording import day_of_year
from app.extensions import db
from app.models.plans import Assessment, AssessmentSource, Goal
from app.models.rounds import (
    Outcome,
    RoundAnswer,
    RoundItem,
    RoundState,
    StatusRound,
)
from app.services.rounds import desk


def close(round_: StatusRound, *, anyway: bool = False, by: int | None, now: dt.datetime) -> int:
    """Freeze what was answered as of the reporting date; how many goals got a new status.

    A goal without answer keeps what was known of it, and the round says so. `anyway` leaves
    unchecked answers aside. A second click finds the round closed and changes nothing.
    """
    desk.take(round_)
    if round_.state is RoundState.CLOSED:
        return 0
    items = [item for request in round_.requests for item in request.items]
    waiting = [item for item in items if law.waits_for_check(item)]
    law.check_close(round_, waiting, local_day(now, round_.plan), anyway=anyway)
    frozen = 0
    for item in items:
        item.outcome = law.outcome_of(item)
        if item.outcome is Outcome.TAKEN and item.goal is not None:
            item.assessment = _freeze(item, item.goal, now)
            frozen += 1
    _end(round_, RoundState.CLOSED, by=by, now=now)
    desk.note(
        "round.close",
        round_,
        by=by,
        now=now,
        changes={"frozen": [0, frozen], "unchecked": [0, len(waiting)]},
    )
    return frozen


def withdraw(round_: StatusRound, *, by: int | None, now: dt.datetime) -> None:
    """End the round without freezing anything; waiting letters do not go out any more."""
    desk.take(round_)
    if round_.state is RoundState.WITHDRAWN:
        return
    law.check_open(round_)
    _end(round_, RoundState.WITHDRAWN, by=by, now=now)
    desk.note("round.withdraw", round_, by=by, now=now)


def _end(round_: StatusRound, state: RoundState, *, by: int | None, now: dt.datetime) -> None:
    round_.state, round_.closed_at, round_.closed_by_id = state, now, by
    db.session.flush()


def _freeze(item: RoundItem, goal: Goal, now: dt.datetime) -> Assessment:
    answer, latest = item.answer, goal.latest
    assert answer is not None
    figures = law.counted(answer)
    same = figures == law.figures_before(goal)
    frozen = Assessment(
        goal=goal,
        reporting_on=item.request.round.reporting_on,
        status_raw=answer.said,
        category=figures.category,
        percent=answer.percent if answer.nothing_new else figures.percent,
        ongoing_duty=latest.ongoing_duty if latest else False,
        label=latest.label if latest and same else None,
        source=AssessmentSource.REPORTED,
        author_id=answer.answered_by_id,
        reason=_reason(item, answer),
        created_at=now,
    )
    db.session.add(frozen)
    return frozen


def _reason(item: RoundItem, answer: RoundAnswer) -> str:
    """Where the status comes from: the round, whose answer, and why the office changed it."""
    reporting_on = day_of_year(item.request.round.reporting_on)
    words = f"Abfrage zum {reporting_on}, Antwort von {item.request.actor.name}."
    decision = answer.decision
    if decision is not None and decision.category is not None:
        words += f" Von der Geschäftsstelle geändert: {decision.reason}"
    return words
