"""Forms for targets and for what is measured of them."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.domain.targets import Smart, ValueDraft
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import Agreement
from app.models.plans import Plan
from app.models.targets import IndicatorKind, Resources, Target, TargetValue
from app.queries.targets import agreements_of
from app.services.targets import TargetDraft
from app.web.editing import EditForm
from app.web.forms.choices import RowField
from app.web.forms.fields import DayField, NumberField, OneWordField

KIND_WORDS = {
    IndicatorKind.IMPLEMENTATION: _l("Umsetzung: Haben wir es getan?"),
    IndicatorKind.OUTPUT: _l("Leistung: Wie viel haben wir getan?"),
    IndicatorKind.CONTEXT: _l("Kontext: Wie hat sich die Lage verändert?"),
}
RESOURCE_WORDS = {
    Resources.YES: _l("Ja"),
    Resources.NO: _l("Nein"),
    Resources.OPEN: _l("Noch offen"),
}
SMART_WORDS = {
    Smart.SPECIFIC: _l("Spezifisch"),
    Smart.MEASURABLE: _l("Messbar"),
    Smart.ACCEPTED: _l("Akzeptiert"),
    Smart.REALISTIC: _l("Realistisch"),
    Smart.TIMED: _l("Terminiert"),
}
_DAY = _l("Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017.")
_WANTED = _l("Bitte sagen Sie in einem Satz, was erreicht werden soll.")


def _short(length: int) -> Length:
    return Length(max=length, message=_l("Bitte kürzen Sie auf %(max)d Zeichen."))


class TargetForm(EditForm):
    """A target; what is left empty makes it "not yet verifiable"."""

    title = TextAreaField(_l("Was soll erreicht werden?"), [DataRequired(_WANTED), _short(300)])
    kind = OneWordField(
        _l("Art des Indikators"),
        [InputRequired(_l("Bitte wählen Sie die Art des Indikators."))],
        choices=[SelectChoice(kind.value, word) for kind, word in KIND_WORDS.items()],
    )
    indicator = StringField(
        _l("Indikator"), [_short(300)], description=_l("Zum Beispiel „Zahl der Kurse im Jahr“.")
    )
    unit = StringField(_l("Einheit"), [_short(60)], description=_l("Zum Beispiel „Kurse“."))
    baseline_value = NumberField(_l("Ausgangswert"), [Optional()])
    baseline_on = DayField(
        _l("Datum des Ausgangswerts"), [Optional()], description=_l("Zum Beispiel 20.02.2017.")
    )
    target_value = NumberField(_l("Zielwert"), [Optional()])
    target_on = DayField(_l("Zieldatum"), [Optional()], description=_l("Zum Beispiel 31.12.2018."))
    agreement = RowField(
        _l("Vereinbart mit"), description=_l("Die Vereinbarung der Sitzung, auf der sie beruht.")
    )
    resources = OneWordField(
        _l("Reichen Geld und Personal?"),
        [InputRequired(_l("Bitte wählen Sie eine Antwort."))],
        choices=[SelectChoice(answer.value, word) for answer, word in RESOURCE_WORDS.items()],
    )
    data_source = StringField(
        _l("Datenquelle"), [_short(300)], description=_l("Wer erhebt die Zahl, und wo steht sie?")
    )
    evidence = TextAreaField(
        _l("Nachweis"),
        [_short(20_000)],
        description=_l("Woran erkennen Außenstehende, dass es stimmt?"),
    )

    def __init__(self, plan: Plan, **more: Any) -> None:
        super().__init__(**more)
        self["agreement"].offer(
            agreements_of(plan), empty=_("Noch nicht vereinbart"), label=_agreement_label
        )

    @property
    def draft(self) -> TargetDraft:
        values = {name: self[name].data for name in TargetDraft.__dataclass_fields__}
        chosen = {
            "kind": IndicatorKind(self["kind"].data),
            "resources": Resources(self["resources"].data),
            "agreement": self["agreement"].row,
        }
        return TargetDraft(**(values | chosen))


def present_target(target: Target | None) -> dict[str, Any]:
    """What the form shows of a target that exists, or of a new one."""
    if target is None:
        return {"kind": IndicatorKind.OUTPUT.value, "resources": Resources.OPEN.value}
    return {
        "kind": target.kind.value,
        "resources": target.resources.value,
        "agreement": str(target.agreement_id or ""),
    }


def _agreement_label(agreement: Agreement) -> str:
    text = agreement.text if len(agreement.text) <= 60 else agreement.text[:59].rstrip() + "…"
    return f"{agreement.label} ({agreement.meeting.title}): {text}"


class ValueForm(FlaskForm):
    """A measured value."""

    value = NumberField(
        _l("Gemessener Wert"), [Optional()], description=_l("Eine Zahl, zum Beispiel 12,5.")
    )
    measured_on = DayField(
        _l("Gemessen am"), [InputRequired(_DAY)], description=_l("Zum Beispiel 19.07.2017.")
    )
    source = StringField(
        _l("Quelle"),
        [DataRequired(_l("Bitte nennen Sie, woher der Wert stammt.")), _short(300)],
        description=_l("Wer hat gemessen oder gezählt, und wo steht es?"),
    )

    @property
    def draft(self) -> ValueDraft:
        return ValueDraft(
            value=self["value"].data,
            measured_on=self["measured_on"].data,
            source=self["source"].data or "",
        )


class CorrectionForm(ValueForm):
    """A correction of a measured value; without a number it strikes the value out."""

    reason = TextAreaField(
        _l("Grund der Berichtigung"),
        [DataRequired(_l("Bitte nennen Sie den Grund der Berichtigung.")), _short(2000)],
    )

    @property
    def draft(self) -> ValueDraft:
        return ValueDraft(
            value=self["value"].data,
            measured_on=self["measured_on"].data,
            source=self["source"].data or "",
            reason=self["reason"].data or "",
        )


def present_value(value: TargetValue) -> dict[str, Any]:
    """What the form of a correction starts from."""
    return {"value": value.value, "measured_on": value.measured_on, "source": value.source}
