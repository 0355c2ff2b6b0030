"""Agreeing targets under goals, and recording over time what was measured of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from app.domain import targets as law
from app.domain.days import local_day
from app.domain.errors import RuleBroken
from app.domain.targets import ValueDraft
from app.extensions import db
from app.language import N_
from app.language import gettext as _
from app.models.meetings import Agreement
from app.models.plans import Goal
from app.models.targets import IndicatorKind, Resources, Target, TargetValue
from app.services.writing import demand, note, write

WANTED = N_("Bitte sagen Sie in einem Satz, was erreicht werden soll.")


@dataclass(frozen=True, kw_only=True)
class TargetDraft:
    """A target in all its parts; what is missing makes it "not yet verifiable" (R50)."""

    title: str
    kind: IndicatorKind = IndicatorKind.OUTPUT
    indicator: str | None = None
    unit: str | None = None
    baseline_value: float | None = None
    baseline_on: dt.date | None = None
    target_value: float | None = None
    target_on: dt.date | None = None
    data_source: str | None = None
    evidence: str | None = None
    resources: Resources = Resources.OPEN
    agreement: Agreement | None = None


def add(goal: Goal, draft: TargetDraft, *, by: int | None, now: dt.datetime) -> Target:
    """A target under the goal, verifiable or not yet (R50)."""
    demand(draft.title, "title", _(WANTED))
    target = Target(goal=goal, title=draft.title.strip(), created_at=now)
    write(target, vars(draft))
    law.check_target(target)
    db.session.add(target)
    note("target.create", goal.field.plan, target, by=by, now=now)
    return target


def edit(target: Target, draft: TargetDraft, *, by: int | None, now: dt.datetime) -> None:
    """Change the parts of a target; what was measured stays."""
    demand(draft.title, "title", _(WANTED))
    changes = write(target, vars(draft))
    law.check_target(target)
    note("target.edit", target.goal.field.plan, target, by=by, now=now, changes=changes)


def record(target: Target, draft: ValueDraft, *, by: int | None, now: dt.datetime) -> TargetValue:
    """Append a measured value."""
    law.check_value(draft, local_day(now, target.goal.field.plan))
    return _append(target, draft, None, by=by, now=now)


def correct(
    value: TargetValue, draft: ValueDraft, *, by: int | None, now: dt.datetime
) -> TargetValue:
    """Append a correction; the entry it corrects stays readable. Without a value it strikes out.

    Raises RuleBroken for an entry that was corrected already: the correction is to be corrected.
    """
    target = value.target
    law.check_value(draft, local_day(now, target.goal.field.plan), corrects=True)
    _wait_for(target)
    if db.session.scalar(select(TargetValue.id).where(TargetValue.corrects_id == value.id)):
        raise RuleBroken(_("Dieser Wert ist schon berichtigt. Bitte laden Sie die Seite neu."))
    return _append(target, draft, value, by=by, now=now)


def _append(
    target: Target,
    draft: ValueDraft,
    corrects: TargetValue | None,
    *,
    by: int | None,
    now: dt.datetime,
) -> TargetValue:
    value = TargetValue(
        target=target,
        measured_on=draft.measured_on,
        value=draft.value,
        source=draft.source.strip(),
        author_id=by,
        corrects=corrects,
        reason=draft.reason.strip() or None,
        created_at=now,
    )
    db.session.add(value)
    before = corrects.value if corrects else None
    note(
        "target.correct" if corrects else "target.record",
        target.goal.field.plan,
        target,
        by=by,
        now=now,
        changes={"value": [before, draft.value]},
    )
    return value


def _wait_for(target: Target) -> None:
    """Let two who correct the same entry come one after the other."""
    db.session.execute(select(Target.id).where(Target.id == target.id).with_for_update())
