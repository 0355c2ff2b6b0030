"""Laws of the results of existing bodies: who may keep them, and what they must say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.access import LEADING, Viewer
from app.domain.errors import RuleBroken
from app.domain.targets import check_year
from app.language import gettext as _
from app.models.body_results import BodyResult
from app.models.groups import Body, BodyForm
from app.models.plans import Goal


@dataclass(frozen=True, kw_only=True)
class ResultDraft:
    """A result as a form gives it."""

    found_on: dt.date
    text: str
    perspective: str | None = None
    source: str | None = None
    goals: Sequence[Goal] = ()


def may_record(viewer: Viewer, body: Body) -> bool:
    """The office, and whoever leads the body; a committee's results stand with its meeting."""
    if body.form is BodyForm.COMMITTEE:
        return False
    leads = bool(viewer.body_roles.get(body.id, frozenset()) & LEADING)
    return viewer.coordinates(body.plan_id) or leads


def may_edit(viewer: Viewer, result: BodyResult) -> bool:
    return may_record(viewer, result.body)


def check(draft: ResultDraft, body: Body, today: dt.date) -> None:
    """Raise RuleBroken unless the result says something of a day that was, for own goals."""
    if not draft.text.strip():
        raise RuleBroken(_("Bitte schreiben Sie, was das Ergebnis ist."), field="text")
    check_year(draft.found_on, "found_on")
    if draft.found_on > today:
        raise RuleBroken(_("Das Datum liegt in der Zukunft."), field="found_on")
    if any(goal.field.plan_id != body.plan.id for goal in draft.goals):
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="goals")
