"""How far a plan is, field by field, and how it moved since the reporting date before."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from app.domain.goals import Average, average
from app.domain.progress import Changes, Standing, changes
from app.extensions import db
from app.models.plans import Assessment, Category, FieldOfAction, Goal, Plan
from app.queries.goal_gaps import newest_assessment_id
from app.queries.reporting_dates import reporting_dates_of


@dataclass(frozen=True, kw_only=True)
class FieldProgress:
    """How far a field is: its goals by category and the mean of those that name a number."""

    field: FieldOfAction
    listed: int
    counts: Mapping[str, int]
    mean: Average
    changes: Changes = Changes()


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a plan is; `since` is the reporting date its changes count from, None without one."""

    fields: Sequence[FieldProgress]
    counts: Mapping[str, int]
    mean: Average
    as_of: dt.date | None
    since: dt.date | None
    changes: Changes


def of(plan: Plan) -> Progress:
    """How far each field and the plan are; two queries over columns, whatever the number."""
    fields = db.session.scalars(
        select(FieldOfAction).where(FieldOfAction.plan_id == plan.id).order_by(FieldOfAction.number)
    ).all()
    rows = db.session.execute(_standings(plan)).all()
    by_field = defaultdict(list)
    for row in rows:
        by_field[row.field_id].append(row)
    parts = [_progress(field, by_field[field.id]) for field in fields]
    whole: Counter[str] = Counter()
    for part in parts:
        whole.update(part.counts)
    return Progress(
        fields=parts,
        counts=dict(whole),
        mean=average(row.percent for row in rows),
        as_of=max((row.reporting_on for row in rows if row.reporting_on), default=None),
        since=rows[0].since if rows else None,
        changes=sum((part.changes for part in parts), Changes()),
    )


def _standings(plan: Plan) -> Any:
    """Every goal as it stands now and as it stood at the reporting date before."""
    now, before = aliased(Assessment), aliased(Assessment)
    since = _since(plan)
    return (
        select(
            Goal.field_id,
            now.category,
            now.percent,
            now.reporting_on,
            before.category.label("category_before"),
            before.percent.label("percent_before"),
            since.label("since"),
        )
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .outerjoin(now, now.id == newest_assessment_id())
        .outerjoin(before, before.id == newest_assessment_id(since))
        .where(FieldOfAction.plan_id == plan.id)
    )


def _since(plan: Plan) -> ScalarSelect[dt.date]:
    """The last reporting date of the whole plan before the newest word about any goal.

    A status set by hand is news since then, and no date of its own.
    """
    newest = (
        select(func.max(Assessment.reporting_on))
        .join(Goal, Goal.id == Assessment.goal_id)
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .where(FieldOfAction.plan_id == plan.id)
        .scalar_subquery()
    )
    dates = reporting_dates_of(plan).subquery()
    return (
        select(func.max(dates.c.reporting_on))
        .where(dates.c.reporting_on < newest)
        .scalar_subquery()
    )


def _progress(field: FieldOfAction, rows: Sequence[Any]) -> FieldProgress:
    standings = [Standing(row.category or Category.UNKNOWN, row.percent) for row in rows]
    earlier = [
        Standing(row.category_before or Category.UNKNOWN, row.percent_before) for row in rows
    ]
    return FieldProgress(
        field=field,
        listed=len(rows),
        counts=dict(Counter(one.category.value for one in standings)),
        mean=average(one.percent for one in standings),
        changes=changes(zip(earlier, standings, strict=True)),
    )
