"""Laws of targets: when one can be checked, whether it is SMART, which measured values stand."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from app.domain.errors import RuleBroken
from app.domain.wording import day_of_year
from app.language import gettext as _
from app.language import spoken
from app.models.targets import Resources, Target, TargetValue

LARGEST = 1e12  # what people here count stays below it, and numbers stay readable
EARLIEST, LATEST = 2000, 2099


class Smart(enum.StrEnum):
    """The five questions put to a target."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACCEPTED = "accepted"
    REALISTIC = "realistic"
    TIMED = "timed"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How a target stands before one of the questions; `met` is None while that is open."""

    question: Smart
    met: bool | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A measured value as it stands, and the entries it corrects, the latest first."""

    value: TargetValue
    earlier: tuple[TargetValue, ...] = ()

    @property
    def struck_out(self) -> bool:
        return self.value.value is None


@dataclass(frozen=True, kw_only=True)
class ValueDraft:
    """A measured value to keep; as a correction it has a reason, and may have no value."""

    value: float | None
    measured_on: dt.date
    source: str
    reason: str = ""


def missing_parts(target: Target) -> list[str]:
    """What a target lacks to be verifiable (R50), in words for people."""
    parts = (
        (target.indicator, _("Indikator")),
        (target.unit, _("Einheit")),
        (target.baseline_value, _("Ausgangswert")),
        (target.baseline_on, _("Datum des Ausgangswerts")),
        (target.target_value, _("Zielwert")),
        (target.target_on, _("Zieldatum")),
        (target.data_source, _("Datenquelle")),
        (target.evidence, _("Nachweis")),
    )
    return [name for value, name in parts if value is None or value == ""]


def smart(target: Target, written: Callable[[str], str] = str) -> list[Answer]:
    """The SMART check of a target, each answer with what it rests on or what is missing.

    `written` is how a page marks the words of people in it.
    """
    return [
        Answer(
            question=Smart.SPECIFIC, met=True, text=_("„%(words)s“", words=written(target.title))
        ),
        _measurable(target, written),
        _accepted(target, written),
        _realistic(target.resources),
        Answer(
            question=Smart.TIMED,
            met=target.target_on is not None,
            text=_("bis %(day)s", day=day_of_year(target.target_on, spoken()))
            if target.target_on
            else _("Zieldatum fehlt"),
        ),
    ]


def _measurable(target: Target, written: Callable[[str], str]) -> Answer:
    if target.indicator and target.unit:
        text = _(
            "%(indicator)s, in %(unit)s",
            indicator=written(target.indicator),
            unit=written(target.unit),
        )
    elif target.indicator:
        text = _("Einheit fehlt")
    elif target.unit:
        text = _("Indikator fehlt")
    else:
        text = _("Indikator und Einheit fehlen")
    return Answer(question=Smart.MEASURABLE, met=bool(target.indicator and target.unit), text=text)


def _accepted(target: Target, written: Callable[[str], str]) -> Answer:
    agreement = target.agreement
    if agreement is None:
        return Answer(
            question=Smart.ACCEPTED, met=False, text=_("noch in keiner Sitzung vereinbart")
        )
    meeting = agreement.meeting
    day = _(" am %(day)s", day=day_of_year(meeting.held_on, spoken())) if meeting.held_on else ""
    return Answer(
        question=Smart.ACCEPTED,
        met=True,
        text=_(
            "vereinbart: %(label)s, %(meeting)s",
            label=agreement.label,
            meeting=written(meeting.title),
        )
        + day,
    )


def _realistic(resources: Resources) -> Answer:
    met, text = {
        Resources.YES: (True, _("Geld und Personal reichen")),
        Resources.NO: (False, _("Geld oder Personal fehlen")),
        Resources.OPEN: (None, _("ob Geld und Personal reichen, ist noch offen")),
    }[resources]
    return Answer(question=Smart.REALISTIC, met=met, text=text)


def check_target(target: Target) -> None:
    """Raise RuleBroken when a target contradicts itself or names what cannot be."""
    if target.agreement and target.agreement.cycle.plan_id != target.goal.field.plan.id:
        raise RuleBroken(_("Bitte wählen Sie einen Eintrag aus der Liste."), field="agreement")
    for name in ("baseline_value", "target_value"):
        check_number(getattr(target, name), name)
    for name in ("baseline_on", "target_on"):
        check_year(getattr(target, name), name)
    if target.baseline_on and target.target_on and target.target_on < target.baseline_on:
        raise RuleBroken(
            _("Das Zieldatum liegt vor dem Datum des Ausgangswerts."), field="target_on"
        )


def check_value(draft: ValueDraft, today: dt.date, *, corrects: bool = False) -> None:
    """Raise RuleBroken unless a measured value, or its correction, can be kept."""
    if draft.value is None and not corrects:
        raise RuleBroken(_("Bitte geben Sie den gemessenen Wert ein."), field="value")
    check_number(draft.value, "value")
    check_year(draft.measured_on, "measured_on")
    if draft.measured_on > today:
        raise RuleBroken(
            _("Das Datum liegt in der Zukunft. Eintragen lässt sich nur, was schon gemessen ist."),
            field="measured_on",
        )
    if not draft.source.strip():
        raise RuleBroken(_("Bitte nennen Sie, woher der Wert stammt."), field="source")
    if corrects and not draft.reason.strip():
        raise RuleBroken(_("Bitte nennen Sie den Grund der Berichtigung."), field="reason")


def check_number(value: float | None, field: str) -> None:
    """Raise RuleBroken for a number nobody here can have counted."""
    if value is not None and not abs(value) <= LARGEST:
        raise RuleBroken(
            _("Bitte prüfen Sie die Zahl: Sie ist größer als eine Billion."), field=field
        )


def check_year(day: dt.date | None, field: str) -> None:
    """Raise RuleBroken for a day outside of what plans are made for."""
    if day is not None and not EARLIEST <= day.year <= LATEST:
        raise RuleBroken(_("Bitte prüfen Sie das Jahr %(year)s.", year=day.year), field=field)


def entries(values: Sequence[TargetValue]) -> list[Entry]:
    """The values as they stand, in the order of their days, each with what it corrects."""
    corrected = {value.corrects_id for value in values if value.corrects_id is not None}
    by_id = {value.id: value for value in values}
    found = []
    for value in values:
        if value.id in corrected:
            continue
        earlier, before = [], by_id.get(value.corrects_id or 0)
        while before is not None:
            earlier.append(before)
            before = by_id.get(before.corrects_id or 0)
        found.append(Entry(value=value, earlier=tuple(earlier)))
    return sorted(found, key=lambda entry: (entry.value.measured_on, entry.value.id))


def series(target: Target, measured: Sequence[Entry]) -> list[tuple[dt.date, float]]:
    """The baseline and the values that stand, as points of a line; of one day the last."""
    points: dict[dt.date, float] = {}
    if target.baseline_on and target.baseline_value is not None:
        points[target.baseline_on] = target.baseline_value
    for entry in measured:
        if entry.value.value is not None:
            points[entry.value.measured_on] = entry.value.value
    return sorted(points.items())


def in_words(value: float, unit: str | None = None) -> str:
    """A number with its unit, written with a comma: "12,5 Kurse"."""
    number = format_decimal(value, locale="de")
    return number + " " + unit if unit else number
