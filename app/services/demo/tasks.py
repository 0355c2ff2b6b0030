"""The demo's tasks with their first reports, and one target."""

from __future__ import annotations

import datetime as dt

from app.domain.tasks import TaskDraft
from app.models.meetings import Agreement
from app.models.plans import Topic
from app.models.tasks import Task
from app.services import targets, tasks
from app.services.demo.scene import World
from app.services.demo.work import DemoTask
from app.services.targets import TargetDraft


def add_task(world: World, facts: DemoTask, year: int, agreements: list[Agreement]) -> None:
    """What the kickoff handed out, and what has been reported since."""
    task = tasks.create_task(
        world.plan,
        _task_draft(world, facts, year),
        by=world.office,
        now=world.now,
        meeting=world.meetings["kickoff"],
        agreement=agreements[facts.agreement - 1] if facts.agreement else None,
    )
    for goal in task.goals:  # whoever works for a goal is asked how it stands
        goal.responsible = goal.responsible or task.accountable
    _report(world, task, facts)


def _task_draft(world: World, facts: DemoTask, year: int) -> TaskDraft:
    return TaskDraft(
        title=facts.title,
        description=facts.description or None,
        accountable=world.actors[facts.accountable],
        further_actors=[world.actors[name] for name in facts.further],
        due_on=dt.date(year, *facts.due) if facts.due else None,
        due_label=facts.due_label,
        due_meeting=world.meetings[facts.by] if facts.by else None,
        goals=[world.goals[key] for key in facts.goals],
        topics=[_topic(world, *facts.topic)] if facts.topic else [],
        recurs_months=facts.recurs_months,
    )


def _topic(world: World, number: int, name: str) -> Topic:
    part = next(part for part in world.plan.fields if part.number == number)
    return next(topic for topic in part.topics if topic.name == name)


def add_target(world: World, year: int) -> None:
    """One proposal, on purpose without baseline and evidence: nobody has named them yet."""
    draft = TargetDraft(
        title="Vorschlag: Der interreligiöse Austausch findet zweimal im Jahr statt.",
        indicator="Zahl der Austausche im Jahr",
        unit="Austausche",
        target_value=2,
        target_on=dt.date(year, 12, 31),
    )
    targets.add(world.goals["7.1"], draft, by=world.office, now=world.now)


def _report(world: World, task: Task, facts: DemoTask) -> None:
    if facts.report is None:
        return
    tasks.report_progress(
        task,
        state=facts.report.state,
        percent=facts.report.percent,
        text=facts.report.text,
        by=world.office,
        now=world.now,
        on_behalf_of=task.accountable,
    )
