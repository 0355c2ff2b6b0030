"""Laws of goals: how a status is read, averaged and set, and how old it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.errors import RuleBroken
from app.language import gettext as _
from app.language import ngettext
from app.models.plans import Category, FieldOfAction
from app.models.tasks import TaskState

WITH_PERCENT = frozenset({Category.DONE, Category.IN_PROGRESS})


@dataclass(frozen=True)
class Average:
    """A mean percentage and the number of goals it rests on; no value when it rests on none."""

    percent: int | None
    of: int


@dataclass(frozen=True)
class Hint:
    """What tasks suggest of a goal's progress: `of` tasks name a number, of `tasks` that count."""

    percent: int | None
    of: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class StatusDraft:
    """A status set by hand: its words, and what is derived from them."""

    status_raw: str
    category: Category
    reporting_on: dt.date
    reason: str
    percent: int | None = None
    ongoing_duty: bool = False
    label: str | None = None


def average(percents: Iterable[int | None]) -> Average:
    """The mean of the known percentages; a goal without a number is left out, never 0 (R07)."""
    known = [percent for percent in percents if percent is not None]
    return Average(round(sum(known) / len(known)) if known else None, len(known))


def hint_of(tasks: Iterable[tuple[TaskState, int | None]]) -> Hint:
    """The mean of what tasks report, by state and percentage; a number that is not there is no 0.

    What is done counts as 100; what was given up or put off does not count.
    """
    counted = [
        100 if state is TaskState.DONE else percent
        for state, percent in tasks
        if state not in (TaskState.NOT_FEASIBLE, TaskState.POSTPONED)
    ]
    mean = average(counted)
    return Hint(mean.percent, mean.of, len(counted))


def listed_of_stated(field: FieldOfAction, listed: int) -> str:
    """ "4 von 6 im Plan genannten Zielen", or how many are listed when the plan names no number."""
    if field.stated_goals is not None:
        return _(
            "%(number)s von %(all)s im Plan genannten Zielen", number=listed, all=field.stated_goals
        )
    return _goals(listed)


def stated_text(field: FieldOfAction) -> str:
    """What the plan itself counts, each number with its unit and never added up (R02)."""
    counts = (
        (field.stated_recommendations, _recommendations),
        (field.stated_goals, _goals),
        (field.stated_measures, _measures),
    )
    return ", ".join(words(number) for number, words in counts if number is not None)


def _recommendations(number: int) -> str:
    return ngettext("%(num)s Empfehlung", "%(num)s Empfehlungen", number)


def _goals(number: int) -> str:
    return ngettext("%(num)s Ziel", "%(num)s Ziele", number)


def _measures(number: int) -> str:
    return ngettext("%(num)s Maßnahme", "%(num)s Maßnahmen", number)


def check_status(draft: StatusDraft, today: dt.date) -> None:
    """Raise RuleBroken unless words, category and percentage agree (R06, R07, R11)."""
    if not draft.reason.strip():
        raise RuleBroken(_("Bitte nennen Sie den Grund für den neuen Stand."), field="reason")
    if not draft.status_raw.strip() and draft.category is not Category.UNKNOWN:
        raise RuleBroken(_("Bitte beschreiben Sie den Stand in Worten."), field="status_raw")
    if draft.reporting_on > today:
        raise RuleBroken(_("Der Stichtag darf nicht in der Zukunft liegen."), field="reporting_on")
    if draft.reporting_on.year < 2000:
        raise RuleBroken(
            _("Bitte prüfen Sie das Jahr %(year)s.", year=draft.reporting_on.year),
            field="reporting_on",
        )
    check_percent(draft.category, draft.percent)


def check_percent(category: Category, percent: int | None) -> None:
    """Raise RuleBroken for the field "percent" unless the number fits the category."""
    if percent is None:
        return
    if not 0 <= percent <= 100:
        raise RuleBroken(_("Bitte geben Sie eine ganze Zahl von 0 bis 100 ein."), field="percent")
    if category not in WITH_PERCENT:
        raise RuleBroken(
            _(
                "Eine Zahl passt nur zu „In Arbeit“ oder „Umgesetzt“. Bitte lassen Sie das "
                "Feld leer."
            ),
            field="percent",
        )
    if (category is Category.DONE) != (percent == 100):
        raise RuleBroken(_("„Umgesetzt“ heißt 100 %, „In Arbeit“ heißt weniger."), field="percent")


def age_in_words(said_on: dt.date, today: dt.date) -> str:
    """How old a status is, as "vor 3 Tagen", "vor 5 Monaten", "vor 2 Jahren"."""
    days = (today - said_on).days
    if days <= 0:
        return _("heute")
    if years := days // 365:
        return ngettext("vor einem Jahr", "vor %(num)s Jahren", years)
    if months := days // 30:
        return ngettext("vor einem Monat", "vor %(num)s Monaten", months)
    return ngettext("gestern", "vor %(num)s Tagen", days)
