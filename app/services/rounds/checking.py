"""The office checks answers that would change a goal's figures: accept, change, or ask back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain import rounds as law
from app.domain.days import local_day
from app.domain.rounds import Figures
from app.extensions import db
from app.models.rounds import RoundAnswer, RoundDecision, StatusRound, Verdict
from app.services.rounds import desk


def decide(
    answer: RoundAnswer,
    verdict: Verdict,
    *,
    figures: Figures | None = None,
    reason: str | None = None,
    by: int | None,
    now: dt.datetime,
) -> None:
    """Say the office's word on an answer; `figures` are what counts where it changes them.

    The same word said twice is said once. Raises RuleBroken.
    """
    round_ = answer.item.request.round
    desk.take(round_)
    law.check_decision(answer, verdict, reason)
    changed: dict[str, Any] = {"category": None, "percent": None}
    if verdict is Verdict.CHANGED:
        assert figures is not None
        law.check_figures(figures, local_day(now, round_.plan))
        changed = {"category": figures.category, "percent": figures.percent}
    _keep(answer, by, now, verdict=verdict, reason=(reason or "").strip() or None, **changed)


def accept_words(round_: StatusRound, *, by: int | None, now: dt.datetime) -> int:
    """Accept every answer that brings new words and leaves the figures as they are; how many."""
    desk.take(round_)
    law.check_open(round_)
    found = [
        item for request in round_.requests for item in request.items if law.is_only_words(item)
    ]
    for item in found:
        assert item.answer is not None
        _add(item.answer, by, now, verdict=Verdict.ACCEPTED)
    db.session.flush()
    desk.note("round.accept", round_, by=by, now=now, changes={"answers": [0, len(found)]})
    return len(found)


def _keep(answer: RoundAnswer, by: int | None, now: dt.datetime, **values: Any) -> None:
    last = answer.decision
    if last is not None and all(getattr(last, name) == value for name, value in values.items()):
        return
    _add(answer, by, now, **values)
    db.session.flush()
    request = answer.item.request
    desk.note(
        f"round.{values['verdict'].value}",
        request.round,
        by=by,
        now=now,
        on_behalf_of=request.actor_id,
        changes={"answer": [None, answer.id]},
    )


def _add(answer: RoundAnswer, by: int | None, now: dt.datetime, **values: Any) -> None:
    db.session.add(RoundDecision(answer=answer, decided_at=now, decided_by_id=by, **values))
