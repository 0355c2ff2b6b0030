"""What was done for each goal, proposed from what was reported since an earlier date."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from app.domain.local_time import local_instant
from app.domain.rounds import UNCHANGED
from app.extensions import db
from app.models.body_results import BodyResult, body_result_goal
from app.models.groups import Body
from app.models.plans import Assessment, AssessmentSource, FieldOfAction, Goal, Plan
from app.models.rounds import RoundAnswer, RoundItem
from app.models.tasks import Task, TaskReport, task_goal
from app.queries.tasks import standing_reports

DAY = dt.timedelta(days=1)
MOST_REPORTS = 3  # of one task; older ones have been overtaken


@dataclass(frozen=True)
class Proposal:
    """Words for a goal, and on how many reports and results they rest; 0: the plan's own text."""

    text: str
    of: int


def done_since(plan: Plan, since: dt.date | None, until: dt.date) -> Mapping[int, Proposal]:
    """What was said of each goal after `since` up to `until`: in rounds, of its tasks, by bodies.

    Three queries, whatever the number of goals. A goal of which nothing was said is left out.
    """
    said: dict[int, list[str]] = defaultdict(list)
    numbers: dict[int, int] = defaultdict(int)
    for goal_id, sentence in db.session.execute(_answers(plan, since, until)):
        said[goal_id or 0].append(sentence.strip())
        numbers[goal_id or 0] += 1
    for goal_id, title, texts in _reports(plan, since, until):
        said[goal_id].append(f"{title}: {' '.join(texts)}")
        numbers[goal_id] += len(texts)
    for row in db.session.execute(_results(plan, since, until)):
        said[row.goal_id].append(f"{row.name}: {row.text.strip()}")
        numbers[row.goal_id] += 1
    return {goal: Proposal("\n".join(lines), numbers[goal]) for goal, lines in said.items()}


def _reports(
    plan: Plan, since: dt.date | None, until: dt.date
) -> Iterable[tuple[int, str, list[str]]]:
    """Goal, task and the last texts of the task, each sentence once, in the order of tasks."""
    zone = ZoneInfo(plan.timezone)
    chosen = (
        select(task_goal.c.goal_id, Task.id, Task.title, TaskReport.text)
        .join(Task, Task.id == task_goal.c.task_id)
        .join(TaskReport, TaskReport.task_id == Task.id)
        .where(
            Task.plan_id == plan.id,
            TaskReport.reported_at < local_instant(until + DAY, dt.time(), zone),
            TaskReport.text != UNCHANGED,
            standing_reports(),
        )
        .order_by(task_goal.c.goal_id, Task.id, TaskReport.id)
    )
    if since is not None:
        chosen = chosen.where(TaskReport.reported_at >= local_instant(since + DAY, dt.time(), zone))
    found: dict[tuple[int, int, str], dict[str, None]] = defaultdict(dict)
    for row in db.session.execute(chosen):
        found[row.goal_id, row.id, row.title][" ".join(row.text.split())] = None
    return [
        (goal_id, title, list(texts)[-MOST_REPORTS:])
        for (goal_id, _task, title), texts in found.items()
    ]


def told(plan: Plan) -> frozenset[tuple[int, str]]:
    """Goals with the sentences that rounds brought of them: what was done, and no status."""
    found = db.session.execute(
        select(RoundItem.goal_id, RoundAnswer.said)
        .join(RoundAnswer.item)
        .join(RoundItem.assessment)
        .where(RoundItem.goal_id.in_(_goals(plan)), RoundAnswer.nothing_new.is_(False))
    )
    return frozenset((row.goal_id, row.said) for row in found)


def _answers(plan: Plan, since: dt.date | None, until: dt.date) -> Select[int | None, str]:
    """New words that a round took over; a status that was only sent back again is none."""
    status = aliased(Assessment)
    chosen = (
        select(RoundItem.goal_id, Assessment.status_raw)
        .join(RoundItem.assessment)
        .where(
            RoundItem.goal_id.in_(_goals(plan)),
            Assessment.reporting_on <= until,
            exists().where(
                RoundAnswer.item_id == RoundItem.id,
                RoundAnswer.nothing_new.is_(False),
                RoundAnswer.said == Assessment.status_raw,
            ),
            ~exists().where(
                status.goal_id == Assessment.goal_id,
                status.status_raw == Assessment.status_raw,
                status.source != AssessmentSource.REPORTED,
            ),
        )
        .order_by(Assessment.reporting_on, Assessment.id)
    )
    return chosen.where(Assessment.reporting_on > since) if since is not None else chosen


def _goals(plan: Plan) -> Select[int]:
    return select(Goal.id).join(Goal.field).where(FieldOfAction.plan_id == plan.id)


def _results(plan: Plan, since: dt.date | None, until: dt.date) -> Select[tuple[int, str, str]]:
    chosen = (
        select(body_result_goal.c.goal_id, Body.name, BodyResult.text)
        .join(BodyResult, BodyResult.id == body_result_goal.c.body_result_id)
        .join(Body, Body.id == BodyResult.body_id)
        .where(Body.plan_id == plan.id, BodyResult.found_on <= until)
        .order_by(BodyResult.found_on, BodyResult.id)
    )
    return chosen.where(BodyResult.found_on > since) if since is not None else chosen
