"""How far a round and each of its requests are."""

from __future__ import annotations

import datetime as dt
import enum

from app.domain.errors import RuleBroken
from app.domain.tasks import CLOSED
from app.language import gettext as _
from app.models.people import Actor
from app.models.plans import Assessment
from app.models.rounds import RoundAnswer, RoundItem, RoundRequest, RoundState, StatusRound, Verdict

PURPOSE = "round"  # of the signed link


class Standing(enum.StrEnum):
    """How far a request is."""

    MISSING = "missing"
    PARTLY = "partly"
    DELIVERED = "delivered"


def is_open(round_: StatusRound) -> bool:
    return round_.state is RoundState.OPEN


def check_open(round_: StatusRound) -> None:
    """Raise RuleBroken when the round is over."""
    if not is_open(round_):
        raise RuleBroken(_("Diese Abfrage ist beendet. Änderungen sind nicht mehr möglich."))


def is_answerable(item: RoundItem) -> bool:
    """Whether the question can still be answered: a task may be handed over or closed meanwhile."""
    task = item.task
    if task is None:
        return True
    holders = (task.accountable_id, task.person_id)
    return item.request.actor_id in holders and task.state not in CLOSED


def is_returned(answer: RoundAnswer) -> bool:
    return answer.decision is not None and answer.decision.verdict is Verdict.RETURNED


def is_owed(item: RoundItem) -> bool:
    """Whether the question waits for its actor: no answer yet, or one that came back."""
    answer = item.answer
    return is_answerable(item) and (answer is None or is_returned(answer))


def requests_to(round_: StatusRound, person_id: int) -> list[RoundRequest]:
    """What one letter asks for: everything whose recipient the person is, own things first."""
    found = [one for one in round_.requests if one.recipient_id == person_id]
    return sorted(found, key=lambda one: (one.actor_id != person_id, one.actor.name))


def has_left(person: Actor, today: dt.date) -> bool:
    """Whether the person of a signed link has gone; the link then opens nothing."""
    return person.left_on is not None and person.left_on < today


def owed(request: RoundRequest) -> list[RoundItem]:
    return [item for item in request.items if is_owed(item)]


def standing(request: RoundRequest) -> Standing:
    """Delivered by word ("fertig") or by having answered everything; a question back reopens it."""
    waiting = owed(request)
    returned = [item for item in waiting if item.answer is not None]
    if not waiting or (request.delivered_at is not None and not returned):
        return Standing.DELIVERED
    return Standing.PARTLY if any(item.answer for item in request.items) else Standing.MISSING


def last_words(item: RoundItem) -> str:
    """What was last said before this round, as the goal's or task's own history has it."""
    if item.goal is not None:
        latest: Assessment | None = item.goal.latest
        return latest.status_raw if latest else ""
    of_this_round = {answer.task_report_id for answer in item.answers}
    reports = item.task.reports if item.task else []
    earlier = [report for report in reports if report.id not in of_this_round]
    return earlier[-1].text if earlier else ""
