"""Who may run, answer and check a round."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.access import Viewer
from app.models.rounds import RoundAnswer, RoundRequest, StatusRound


def may_run(viewer: Viewer, round_: StatusRound) -> bool:
    """The office of the plan opens, reminds, checks and closes."""
    return viewer.coordinates(round_.plan_id)


def may_check(viewer: Viewer, answer: RoundAnswer) -> bool:
    return may_run(viewer, answer.item.request.round)


def may_answer_for(viewer: Viewer, request: RoundRequest) -> bool:
    """The office writes down what somebody told it."""
    return viewer.coordinates(request.round.plan_id)


def may_answer(viewer: Viewer, round_: StatusRound) -> bool:
    """Whoever is asked in person or for an organisation; the verbs know about what."""
    acting = viewer.acts_as(round_.plan_id)
    return any(is_theirs(request, acting) for request in round_.requests)


def is_theirs(request: RoundRequest, actor_ids: Iterable[int]) -> bool:
    """Whether one who acts as these actors answers the request."""
    acting = set(actor_ids)
    return request.actor_id in acting or request.recipient_id in acting
