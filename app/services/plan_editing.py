"""Editing the plan: its fields, topics, goals and examples; statuses set by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from app.domain import goals as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.goals import StatusDraft
from app.extensions import db
from app.language import gettext as _
from app.models.people import Actor
from app.models.plans import (
    Assessment,
    AssessmentSource,
    Category,
    Example,
    FieldOfAction,
    Goal,
    Plan,
    Topic,
)
from app.services.writing import demand, note, write


@dataclass(frozen=True, kw_only=True)
class PlanDraft:
    """What the plan says of itself and of the office that follows it up."""

    title: str
    subtitle: str | None = None
    county: str = ""
    resolution_numbers: str | None = None
    office_name: str = "Geschäftsstelle"
    office_email: str | None = None
    office_phone: str | None = None
    silent_after_months: int = 6


@dataclass(frozen=True, kw_only=True)
class FieldDraft:
    """A field of action; each stated count keeps its own unit (R02)."""

    name: str
    motto: str | None = None
    pages: str | None = None
    stated_recommendations: int | None = None
    stated_goals: int | None = None
    stated_measures: int | None = None


@dataclass(frozen=True, kw_only=True)
class GoalDraft:
    """What we add to a goal; its official wording is not among it."""

    working_title: str | None = None
    working_description: str | None = None
    responsible: Actor | None = None
    topic: Topic | None = None
    resubmit_on: dt.date | None = None


def edit_plan(plan: Plan, draft: PlanDraft, *, by: int | None, now: dt.datetime) -> None:
    """Change what the plan says of itself."""
    demand(draft.title, "title", _("Bitte geben Sie den Titel des Plans ein."))
    if not 1 <= draft.silent_after_months <= 60:
        raise RuleBroken(_("Bitte geben Sie 1 bis 60 Monate ein."), field="silent_after_months")
    changes = write(plan, vars(draft))
    note("plan.edit", plan, plan, by=by, now=now, changes=changes)


def add_field(plan: Plan, draft: FieldDraft, *, by: int | None, now: dt.datetime) -> FieldOfAction:
    """A further field of action, with the next number."""
    demand(draft.name, "name", _("Bitte geben Sie den Namen des Handlungsfelds ein."))
    last = db.session.scalar(
        select(func.max(FieldOfAction.number)).where(FieldOfAction.plan_id == plan.id)
    )
    field = FieldOfAction(plan=plan, number=(last or 0) + 1, name=draft.name.strip())
    changes = write(field, vars(draft))
    db.session.add(field)
    note("field.create", plan, field, by=by, now=now, changes=changes)
    return field


def edit_field(
    field: FieldOfAction, draft: FieldDraft, *, by: int | None, now: dt.datetime
) -> None:
    """Change a field's name, motto, pages and stated counts."""
    demand(draft.name, "name", _("Bitte geben Sie den Namen des Handlungsfelds ein."))
    changes = write(field, vars(draft))
    note("field.edit", field.plan, field, by=by, now=now, changes=changes)


def add_topic(field: FieldOfAction, name: str, *, by: int | None, now: dt.datetime) -> Topic:
    """A topic of the field; tasks can hang on it before there is a goal (R17)."""
    demand(name, "name", _("Bitte geben Sie den Namen des Themenbereichs ein."))
    if any(topic.name.casefold() == name.strip().casefold() for topic in field.topics):
        raise RuleBroken(
            _("Diesen Themenbereich gibt es in dem Handlungsfeld schon."), field="name"
        )
    position = max((topic.position for topic in field.topics), default=0) + 1
    topic = Topic(field=field, position=position, name=name.strip())
    db.session.add(topic)
    note("topic.create", field.plan, topic, by=by, now=now)
    return topic


def add_goal(
    field: FieldOfAction,
    *,
    title: str,
    description: str = "",
    draft: GoalDraft | None = None,
    by: int | None,
    now: dt.datetime,
) -> Goal:
    """A further goal with the next key of its field; title and description are its wording."""
    demand(title, "official_title", _("Bitte geben Sie den Wortlaut des Ziels ein."))
    draft = draft or GoalDraft()
    _check_goal_links(field, draft)
    goal = Goal(
        field=field,
        position=max((goal.position for goal in field.goals), default=0) + 1,
        official_title=title.strip(),
        official_description=description.strip(),
        created_at=now,
    )
    write(goal, vars(draft))
    db.session.add(goal)
    note("goal.create", field.plan, goal, by=by, now=now)
    return goal


def edit_goal(goal: Goal, draft: GoalDraft, *, by: int | None, now: dt.datetime) -> None:
    """Change what stands beside the official wording, which itself stays as it is."""
    _check_goal_links(goal.field, draft)
    if draft.resubmit_on and not 2000 <= draft.resubmit_on.year <= 2099:
        raise RuleBroken(
            _("Bitte prüfen Sie das Jahr %(year)s.", year=draft.resubmit_on.year),
            field="resubmit_on",
        )
    changes = write(goal, vars(draft))
    note("goal.edit", goal.field.plan, goal, by=by, now=now, changes=changes)


def set_status(goal: Goal, draft: StatusDraft, *, by: int | None, now: dt.datetime) -> Assessment:
    """Append a status set by hand; earlier ones stay as they are (R06, R20)."""
    law.check_status(draft, local_day(now, goal.field.plan))
    assessment = Assessment(
        goal=goal,
        reporting_on=draft.reporting_on,
        status_raw=draft.status_raw.strip(),
        category=draft.category,
        percent=100 if draft.category is Category.DONE else draft.percent,
        ongoing_duty=draft.ongoing_duty,
        label=(draft.label or "").strip() or None,
        source=AssessmentSource.SET,
        author_id=by,
        reason=draft.reason.strip(),
        created_at=now,
    )
    db.session.add(assessment)
    note(
        "goal.status",
        goal.field.plan,
        goal,
        by=by,
        now=now,
        changes={"category": [None, draft.category.value], "percent": [None, assessment.percent]},
    )
    return assessment


def add_example(field: FieldOfAction, text: str, *, by: int | None, now: dt.datetime) -> Example:
    """A practical example from the county, at the end of its field's list (R16)."""
    demand(text, "text", _("Bitte beschreiben Sie das Beispiel."))
    position = max((example.position for example in field.examples), default=0) + 1
    example = Example(field=field, position=position, text=text.strip())
    db.session.add(example)
    note("example.create", field.plan, example, by=by, now=now)
    return example


def edit_example(example: Example, text: str, *, by: int | None, now: dt.datetime) -> None:
    """Change the text of an example."""
    demand(text, "text", _("Bitte beschreiben Sie das Beispiel."))
    changes = write(example, {"text": text})
    note("example.edit", example.field.plan, example, by=by, now=now, changes=changes)


def _check_goal_links(field: FieldOfAction, draft: GoalDraft) -> None:
    if draft.topic is not None and draft.topic.field is not field:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="topic")
    if draft.responsible is not None and draft.responsible.plan_id != field.plan.id:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="responsible")
