"""Answers to a status round: each follows the last, and a task's answer is a task report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.domain import rounds as law
from app.domain.days import local_day
from app.domain.rounds import GoalAnswer, TaskAnswer
from app.extensions import db
from app.models.people import Actor
from app.models.rounds import Channel, RoundAnswer, RoundItem, RoundRequest
from app.models.tasks import Task, TaskReport
from app.services import tasks
from app.services.rounds import desk


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who answers: an account, or a person over the signed page; the office for the telephone."""

    channel: Channel
    account_id: int | None = None
    person: Actor | None = None


def answer_goal(item: RoundItem, given: GoalAnswer, *, of: Speaker, now: dt.datetime) -> None:
    """Note how the goal stands; what changes figures waits for the office. Raises RuleBroken."""
    desk.take(item.request.round, shared=True)
    law.check_answerable(item)
    law.check_goal_answer(given, local_day(now, item.request.round.plan))
    _keep(
        item,
        of,
        now,
        category=given.category,
        percent=law.Figures.of(given.category, given.percent).percent,
        said=given.said.strip(),
        nothing_new=False,
    )


def answer_task(item: RoundItem, given: TaskAnswer, *, of: Speaker, now: dt.datetime) -> None:
    """Note how the task stands, as a report of the task. Raises RuleBroken."""
    desk.take(item.request.round, shared=True)
    law.check_answerable(item)
    assert item.task is not None
    law.check_task_answer(item.task, given, local_day(now, item.request.round.plan))
    _keep(
        item,
        of,
        now,
        task_state=given.state,
        percent=given.percent,
        said=given.said.strip(),
        nothing_new=False,
    )


def say_unchanged(item: RoundItem, *, of: Speaker, now: dt.datetime) -> None:
    """Note that all is as it was; of a goal the last words stay, verbatim. Raises RuleBroken."""
    desk.take(item.request.round, shared=True)
    law.check_answerable(item)
    law.check_unchanged(item)
    latest = item.goal.latest if item.goal else None
    _keep(
        item,
        of,
        now,
        category=latest.category if latest else None,
        task_state=item.task.state if item.task else None,
        percent=latest.percent if latest else None,
        said=latest.status_raw if latest else law.UNCHANGED,
        nothing_new=True,
    )


def deliver(requests: Sequence[RoundRequest], *, of: Speaker, now: dt.datetime) -> None:
    """Whoever answers these requests has said all there is to say. Raises RuleBroken when over."""
    for request in requests:
        desk.take(request.round, shared=True)
        law.check_open(request.round)
        request.delivered_at, request.channel = now, of.channel
        _note("round.deliver", request, of, now)
    db.session.flush()


def _keep(item: RoundItem, of: Speaker, now: dt.datetime, **values: Any) -> None:
    """Append the answer, unless it repeats the last one word for word, as a second tap does."""
    last = item.answer
    if (
        last is not None
        and not law.is_returned(last)
        and (item.task is None or item.task.state is last.task_state)
        and all(getattr(last, name) == value for name, value in values.items())
    ):
        return
    answer = RoundAnswer(
        item=item,
        channel=of.channel,
        answered_at=now,
        answered_by_id=of.account_id,
        person=of.person,
        **values,
    )
    db.session.add(answer)
    if item.task is not None:
        answer.task_report = _report(item.task, answer, of, now)
    db.session.flush()
    _note("round.answer", item.request, of, now)


def _report(task: Task, answer: RoundAnswer, of: Speaker, now: dt.datetime) -> TaskReport:
    assert answer.task_state is not None
    return tasks.report_progress(
        task,
        state=answer.task_state,
        text=answer.said,
        percent=answer.percent,
        by=of.account_id,
        now=now,
        on_behalf_of=answer.item.request.actor,
        signer=of.person,
    )


def _note(action: str, request: RoundRequest, of: Speaker, now: dt.datetime) -> None:
    """The log says for whom; without an account it was the person whom the letter reached."""
    desk.note(
        action,
        request.round,
        by=of.account_id,
        now=now,
        on_behalf_of=request.actor_id,
        changes={"request": [None, request.id], "channel": [None, of.channel.value]},
    )
