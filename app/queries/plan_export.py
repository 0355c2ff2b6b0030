"""The plan outward: everything that was adopted and reported, in the public JSON form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.imports.draft import ExampleDraft, FieldDraft, GoalDraft, PlanDraft, StatedCounts
from app.imports.plan_json import plan_to_json
from app.imports.wording import clean
from app.models.plans import Assessment, Category, FieldOfAction, Goal, GoalNote, Plan


def whole_plan(plan_id: int, *, lock: bool = False) -> Plan:
    """The plan with fields, topics, goals, assessments, notes and examples in few queries.

    With `lock`, nobody else can import into it until the transaction ends.
    """
    fields = selectinload(Plan.fields)
    goals = fields.selectinload(FieldOfAction.goals)
    wanted = select(Plan).where(Plan.id == plan_id)
    wanted = wanted.options(
        goals.selectinload(Goal.assessments),
        goals.selectinload(Goal.notes),
        fields.selectinload(FieldOfAction.topics),
        fields.selectinload(FieldOfAction.examples),
    )
    if lock:
        wanted = wanted.with_for_update(of=Plan)
    return db.session.scalars(wanted).one()


def all_plans() -> Sequence[Plan]:
    """Every plan of the installation, by slug."""
    return db.session.scalars(select(Plan).order_by(Plan.slug)).all()


def field_names(plan: Plan) -> dict[int, str]:
    """The names of the plan's fields, by number."""
    fields = db.session.scalars(select(FieldOfAction).where(FieldOfAction.plan_id == plan.id))
    return {field.number: field.name for field in fields}


def plan_as_json(plan_id: int, as_of: dt.date | None = None) -> dict[str, Any]:
    """The public JSON form; each goal with its last status at or before `as_of` (else the last).

    Titles and descriptions are the official ones: a working text is ours, not the plan's.
    """
    return plan_to_json(plan_as_draft(whole_plan(plan_id), as_of))


def plan_as_draft(plan: Plan, as_of: dt.date | None = None) -> PlanDraft:
    """The plan as the document that would say the same."""
    days = [
        assessment.reporting_on
        for field in plan.fields
        for goal in field.goals
        if (assessment := _at(goal, as_of))
    ]
    day = as_of or max(days, default=None)
    return PlanDraft(
        title=clean(plan.title),
        slug=plan.slug,
        as_of=day,
        fields=tuple(_field(field, day) for field in plan.fields),
    )


def note_text(note: GoalNote) -> str:
    """A note as one sentence that starts with its line, if it has one."""
    return note.text if note.line is None else f"Zeile {note.line}: {note.text}"


def _field(field: FieldOfAction, as_of: dt.date | None) -> FieldDraft:
    return FieldDraft(
        number=field.number,
        name=clean(field.name),
        motto=clean(field.motto or ""),
        stated=StatedCounts(
            field.stated_recommendations, field.stated_goals, field.stated_measures
        ),
        pages=clean(field.pages or ""),
        goals=tuple(_goal(goal, as_of) for goal in field.goals),
        examples=tuple(ExampleDraft(clean(example.text)) for example in field.examples),
    )


def _goal(goal: Goal, as_of: dt.date | None) -> GoalDraft:
    status = _at(goal, as_of)
    return GoalDraft(
        key=goal.key,
        position=goal.position,
        title=clean(goal.official_title),
        description=clean(goal.official_description),
        status_raw=clean(status.status_raw) if status else "",
        status_percent=status.percent if status else None,
        status_category=status.category if status else Category.UNKNOWN,
        ongoing_duty=status.ongoing_duty if status else False,
        notes=tuple(note_text(note) for note in goal.notes),
        reported_on=status.reporting_on if status and status.reporting_on != as_of else None,
    )


def _at(goal: Goal, as_of: dt.date | None) -> Assessment | None:
    """The last assessment at or before the day; of one day the one that was written last."""
    known = [each for each in goal.assessments if as_of is None or each.reporting_on <= as_of]
    known.sort(key=lambda each: each.reporting_on)
    return known[-1] if known else None
