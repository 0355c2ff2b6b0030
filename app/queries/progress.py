"""How far a plan is, field by field, and how it moved since the reporting date before."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Date, String, bindparam, func, select, type_coerce
from sqlalchemy.orm import aliased

from app.domain.goals import Average, average
from app.domain.progress import Changes, Standing, changes
from app.extensions import db
from app.models.plans import Assessment, Category, FieldOfAction, Goal, Plan
from app.queries.goal_gaps import newest_assessment_id
from app.queries.placeholders import PLAN
from app.queries.reporting_dates import reporting_dates_of

Pair = tuple[Standing, Standing]  # before, and now


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
    """How far each field and the plan are; three queries over columns, whatever the number."""
    fields = db.session.scalars(
        select(FieldOfAction).where(FieldOfAction.plan_id == plan.id).order_by(FieldOfAction.number)
    ).all()
    as_of, since = db.session.execute(_REPORTING_DATES, {"plan": plan.id}).one()
    found: dict[int, list[Pair]] = defaultdict(list)
    rows = db.session.execute(_STANDINGS, {"plan": plan.id, "since": since})
    for field_id, word, percent, word_before, percent_before in rows:
        pair = _standing(word_before, percent_before), _standing(word, percent)
        found[field_id].append(pair)
    parts = [_progress(field, found[field.id]) for field in fields]
    whole: Counter[str] = Counter()
    for part in parts:
        whole.update(part.counts)
    return Progress(
        fields=parts,
        counts=dict(whole),
        mean=average(now.percent for pairs in found.values() for _before, now in pairs),
        as_of=as_of,
        since=since,
        changes=sum((part.changes for part in parts), Changes()),
    )


def _standings() -> Any:
    """Every goal of a `plan` as it stands now, and as it stood on the day `since`."""
    now, before = aliased(Assessment), aliased(Assessment)
    since = bindparam("since", type_=Date)
    return (
        select(
            Goal.field_id,
            type_coerce(now.category, String).label("now"),
            now.percent,
            type_coerce(before.category, String).label("before"),
            before.percent,
        )
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .outerjoin(now, now.id == newest_assessment_id())
        .outerjoin(before, before.id == newest_assessment_id(since))
        .where(FieldOfAction.plan_id == PLAN)
    )


_STANDINGS = _standings()


def _reporting_dates() -> Any:
    """The date of the newest word about any goal, and the last one of the whole plan before it.

    A status set by hand is news since then, and no date of its own.
    """
    newest = (
        select(func.max(Assessment.reporting_on))
        .join(Goal, Goal.id == Assessment.goal_id)
        .join(FieldOfAction, FieldOfAction.id == Goal.field_id)
        .where(FieldOfAction.plan_id == PLAN)
        .scalar_subquery()
    )
    dates = reporting_dates_of(PLAN).subquery()
    since = select(func.max(dates.c.reporting_on)).where(dates.c.reporting_on < newest)
    return select(newest, since.scalar_subquery())


_REPORTING_DATES = _reporting_dates()


@cache
def _standing(word: str | None, percent: int | None) -> Standing:
    """What the words of a row say; each pair of word and number is read once and kept."""
    return Standing(Category(word) if word else Category.UNKNOWN, percent)


def _progress(field: FieldOfAction, pairs: Sequence[Pair]) -> FieldProgress:
    return FieldProgress(
        field=field,
        listed=len(pairs),
        counts=dict(Counter(now.category.value for _before, now in pairs)),
        mean=average(now.percent for _before, now in pairs),
        changes=changes(pairs),
    )
