"""The Bilanz of a plan at any reporting date, put together from what is known of that date."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, literal, select
from sqlalchemy.orm import aliased, selectinload

from app.domain.goals import listed_of_stated, stated_text
from app.domain.progress import Standing
from app.domain.reports.content import Bilanz, FieldPart, GoalLine, Head, Tally, paragraphs
from app.domain.wording import day_of_year
from app.domain.words import CATEGORY_WORDS
from app.extensions import db
from app.language import GERMAN, speaking
from app.models.plans import Assessment, AssessmentSource, Category, FieldOfAction, Goal, Plan
from app.queries.goal_gaps import newest_assessment_id
from app.queries.reports.proposals import Proposal, done_since, told


@dataclass(frozen=True, kw_only=True)
class Words:
    """What people wrote in place of proposals: by the id of the goal, and before all of it."""

    of_goals: Mapping[int, str]
    foreword: str | None = None


NOTHING_WRITTEN = Words(of_goals={})


@speaking(GERMAN)
def bilanz(
    plan: Plan,
    reporting_on: dt.date,
    compared_on: dt.date | None,
    *,
    title: str = "Bilanz",
    words: Words = NOTHING_WRITTEN,
) -> Bilanz:
    """The plan as it stood at `reporting_on`; seven queries, whatever the number of goals."""
    proposals, sentences = done_since(plan, compared_on, reporting_on), told(plan)
    rows = _rows(plan, reporting_on, compared_on)
    whole, parts = Tally(compared=compared_on is not None), []
    for field in _fields(plan):
        own = Tally(compared=compared_on is not None)
        goals = [
            _line(row, reporting_on, proposals, sentences, words, own, whole)
            for row in rows.get(field.id, ())
        ]
        parts.append(_part(field, goals, own))
    return Bilanz(
        head=head_of(plan),
        title=title,
        reporting_on=reporting_on,
        compared_on=compared_on,
        foreword=paragraphs(
            words.foreword
            if words.foreword is not None
            else foreword(plan, reporting_on, len(whole.pairs), len(parts))
        ),
        fields=parts,
        figures=whole.figures,
    )


def head_of(plan: Plan) -> Head:
    """Who reports on which plan."""
    return Head(
        county=plan.county,
        plan=plan.title,
        subtitle=plan.subtitle or "",
        resolutions=plan.resolution_numbers or "",
        office=plan.office_name,
    )


@speaking(GERMAN)
def foreword(plan: Plan, reporting_on: dt.date, goals: int, fields: int) -> str:
    """A first paragraph, as a proposal."""
    adopted = (
        f" Grundlage ist der Beschluss des Kreistags (Drucksache {plan.resolution_numbers})."
        if plan.resolution_numbers
        else ""
    )
    return (
        f"Diese Bilanz zeigt, wie {goals} Ziele in {fields} Handlungsfeldern am "
        f"{day_of_year(reporting_on)} umgesetzt sind.{adopted} Der Stand jedes Ziels steht im "
        "Wortlaut der Rückmeldung; Prozentzahlen sind Selbsteinschätzungen."
    )


def proposal_of(goal: Goal, proposals: Mapping[int, Proposal]) -> Proposal:
    """What was reported, else the plan's own words for the goal."""
    return proposals.get(goal.id) or Proposal(goal.official_description, 0)


def _fields(plan: Plan) -> Sequence[FieldOfAction]:
    return db.session.scalars(
        select(FieldOfAction)
        .where(FieldOfAction.plan_id == plan.id)
        .order_by(FieldOfAction.number)
        .options(selectinload(FieldOfAction.examples))
    ).all()


def _rows(plan: Plan, reporting_on: dt.date, compared_on: dt.date | None) -> dict[int, list[Any]]:
    """Every goal with its assessments as of both dates, by field and in order."""
    now, before = aliased(Assessment), aliased(Assessment)
    chosen = (
        select(Goal, now, before, FieldOfAction.number)
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .outerjoin(now, now.id == newest_assessment_id(_as_of(reporting_on)))
        .outerjoin(before, before.id == newest_assessment_id(_as_of(compared_on)))
        .where(FieldOfAction.plan_id == plan.id)
        .order_by(FieldOfAction.number, Goal.position)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(chosen):
        found[row[0].field_id].append(row)
    return found


def _as_of(day: dt.date | None) -> ScalarSelect[dt.date]:
    return select(literal(day or dt.date.min)).scalar_subquery()


def _line(
    row: Any,
    reporting_on: dt.date,
    proposals: Mapping[int, Proposal],
    sentences: Collection[tuple[int, str]],
    words: Words,
    *tallies: Tally,
) -> GoalLine:
    goal, now, before, number = row
    after, earlier = _standing(now), _standing(before)
    moves = [tally.add(earlier, after) for tally in tallies]
    written = words.of_goals.get(goal.id)
    return GoalLine(
        key=f"{number}.{goal.position}",
        title=goal.official_title,
        done=proposal_of(goal, proposals).text if written is None else written,
        status=_status(now, sentences),
        category=after.category,
        percent=after.percent,
        ongoing_duty=now.ongoing_duty if now else False,
        label=now.label if now else None,
        reported_on=now.reporting_on if now and now.reporting_on < reporting_on else None,
        before=_status(before, sentences),
        move=moves[0],
    )


def _status(found: Assessment | None, sentences: Collection[tuple[int, str]]) -> str:
    """The status verbatim (R06); where a round brought a sentence instead, what it amounts to."""
    if found is None:
        return ""
    reported = found.source is AssessmentSource.REPORTED
    if not reported or (found.goal_id, found.status_raw) not in sentences:
        return found.status_raw
    number = f", {found.percent} %" if found.percent is not None else ""
    return f"{found.label or CATEGORY_WORDS[found.category]}{number}"


def _standing(found: Assessment | None) -> Standing:
    return Standing(found.category, found.percent) if found else Standing(Category.UNKNOWN)


def _part(field: FieldOfAction, goals: Sequence[GoalLine], tally: Tally) -> FieldPart:
    return FieldPart(
        number=field.number,
        name=field.name,
        motto=field.motto or "",
        stated=stated_text(field),
        listed=listed_of_stated(field, len(goals)),
        pages=field.pages or "",
        introduction=paragraphs(field.narrative),
        goals=goals,
        examples=[example.text for example in field.examples],
        figures=tally.figures,
    )
