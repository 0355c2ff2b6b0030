"""Forms for the parts of a plan: fields, topics, goals, statuses, examples."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, NumberRange, Optional

from app.domain.goals import StatusDraft
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.plans import Category, FieldOfAction, Goal
from app.queries import choices
from app.services.plan_editing import FieldDraft, GoalDraft, PlanDraft
from app.web.editing import EditForm
from app.web.forms.choices import RowField
from app.web.forms.fields import DayField, OneWordField, WholeNumberField
from app.web.words import CATEGORY_WORDS


def _short(length: int) -> Length:
    return Length(max=length, message=_l("Bitte kürzen Sie auf %(max)d Zeichen."))


_COUNT = [
    Optional(),
    NumberRange(0, 10_000, _l("Bitte geben Sie eine Zahl von 0 bis 10000 ein.")),
]
_TEXT = _short(20_000)


class PlanForm(EditForm):
    """What the plan says of itself and of the office."""

    title = StringField(
        _l("Titel"), [DataRequired(_l("Bitte geben Sie den Titel des Plans ein.")), _short(200)]
    )
    subtitle = StringField(_l("Untertitel"), [_short(300)])
    county = StringField(_l("Landkreis"), [_short(120)])
    resolution_numbers = StringField(
        _l("Drucksachen"),
        [_short(200)],
        description=_l("Zum Beispiel 234/2014, 234/2014/1."),
    )
    office_name = StringField(
        _l("Name der Geschäftsstelle"),
        [DataRequired(_l("Bitte geben Sie den Namen ein.")), _short(120)],
        description=_l("So steht er unter den E-Mails."),
    )
    office_email = EmailField(
        _l("E-Mail-Adresse der Geschäftsstelle"),
        [
            Optional(),
            Email(_l("Bitte geben Sie eine Adresse wie name@beispiel.de ein.")),
            _short(254),
        ],
    )
    office_phone = TelField(_l("Telefon der Geschäftsstelle"), [_short(50)])
    silent_after_months = WholeNumberField(
        _l("Monate ohne Nachricht, bis ein Ziel unter „Was fehlt“ steht"),
        [
            InputRequired(_l("Bitte geben Sie 1 bis 60 Monate ein.")),
            NumberRange(1, 60, _l("Bitte geben Sie 1 bis 60 Monate ein.")),
        ],
    )

    @property
    def draft(self) -> PlanDraft:
        return PlanDraft(**{name: self[name].data for name in PlanDraft.__dataclass_fields__})


class FieldForm(EditForm):
    """A field of action and what the plan itself counts in it."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Bitte geben Sie den Namen des Handlungsfelds ein.")), _short(200)],
    )
    motto = StringField(_l("Motto"), [_short(200)])
    pages = StringField(_l("Seiten im Plan"), [_short(40)], description=_l("Zum Beispiel 13-15."))
    stated_recommendations = WholeNumberField(_l("Empfehlungen"), _COUNT)
    stated_goals = WholeNumberField(_l("Ziele"), _COUNT)
    stated_measures = WholeNumberField(_l("Maßnahmen"), _COUNT)

    @property
    def draft(self) -> FieldDraft:
        return FieldDraft(**{name: self[name].data for name in FieldDraft.__dataclass_fields__})


class TopicForm(EditForm):
    """A topic of a field."""

    name = StringField(
        _l("Themenbereich"),
        [DataRequired(_l("Bitte geben Sie den Namen des Themenbereichs ein.")), _short(200)],
    )


class ExampleForm(EditForm):
    """A practical example."""

    text = TextAreaField(
        _l("Beispiel"), [DataRequired(_l("Bitte beschreiben Sie das Beispiel.")), _TEXT]
    )


class GoalForm(EditForm):
    """What stands beside the official wording of a goal."""

    working_title = TextAreaField(
        _l("Arbeitstitel"),
        [_short(1000)],
        description=_l("Kürzer oder verständlicher als der Wortlaut, der immer erhalten bleibt."),
    )
    working_description = TextAreaField(_l("Arbeitstext"), [_TEXT])
    responsible = RowField(
        _l("Verantwortliche Stelle"),
        description=_l("Sie kann auch außerhalb des Landratsamts sein."),
    )
    topic = RowField(_l("Themenbereich"))
    resubmit_on = DayField(
        _l("Wiedervorlage am"), [Optional()], description=_l("Zum Beispiel 19.07.2017.")
    )

    def __init__(self, field: FieldOfAction, goal: Goal | None = None, **more: Any) -> None:
        super().__init__(**more)
        actors = list(choices.actors_of(field.plan))
        if goal and goal.responsible and goal.responsible not in actors:
            actors.append(goal.responsible)
        self["responsible"].offer(actors, empty=_("Noch offen"))
        self["topic"].offer(field.topics, empty=_("Keiner"))

    @property
    def draft(self) -> GoalDraft:
        return GoalDraft(
            working_title=self["working_title"].data,
            working_description=self["working_description"].data,
            responsible=self["responsible"].row,
            topic=self["topic"].row,
            resubmit_on=self["resubmit_on"].data,
        )


class NewGoalForm(GoalForm):
    """A further goal with its wording."""

    official_title = TextAreaField(
        _l("Wortlaut des Ziels"),
        [DataRequired(_l("Bitte geben Sie den Wortlaut des Ziels ein.")), _TEXT],
        description=_l("So, wie es beschlossen ist. Der Wortlaut lässt sich später nicht ändern."),
    )
    official_description = TextAreaField(_l("Beschreibung im Wortlaut"), [_TEXT])


def present_goal(goal: Goal) -> dict[str, Any]:
    """What the form shows of a goal that exists."""
    return {
        "version": goal.version,
        "working_title": goal.working_title,
        "working_description": goal.working_description,
        "responsible": str(goal.responsible_id or ""),
        "topic": str(goal.topic_id or ""),
        "resubmit_on": goal.resubmit_on,
    }


class StatusForm(EditForm):
    """A status set by hand: a further row, never a correction of an earlier one."""

    status_raw = TextAreaField(
        _l("Stand in Worten"),
        [_short(2000)],
        description=_l("So steht er überall, zum Beispiel „Umsetzung 40%“."),
    )
    category = OneWordField(
        _l("Einordnung"),
        [InputRequired(_l("Bitte wählen Sie eine Einordnung."))],
        choices=[SelectChoice(c.value, word) for c, word in CATEGORY_WORDS.items()],
    )
    percent = WholeNumberField(
        _l("Anteil in Prozent"),
        [Optional(), NumberRange(0, 100, _l("Bitte geben Sie eine Zahl von 0 bis 100 ein."))],
        description=_l("Nur wenn eine Zahl bekannt ist. Leer heißt „keine Zahl“, nicht 0."),
    )
    ongoing_duty = BooleanField(_l("Daueraufgabe"))
    label = StringField(
        _l("Eigenes Wort für die Einordnung"),
        [_short(60)],
        description=_l("Zum Beispiel „In Abstimmung“."),
    )
    reporting_on = DayField(
        _l("Stichtag"),
        [InputRequired(_l("Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017."))],
        description=_l("Zum Beispiel 19.07.2017."),
    )
    reason = TextAreaField(
        _l("Grund"),
        [DataRequired(_l("Bitte nennen Sie den Grund für den neuen Stand.")), _short(2000)],
        description=_l("Woher wissen Sie das? Bei „Wird nicht umgesetzt“: Wer hat es entschieden?"),
    )

    @property
    def draft(self) -> StatusDraft:
        return StatusDraft(
            status_raw=self["status_raw"].data or "",
            category=Category(self["category"].data),
            percent=self["percent"].data,
            ongoing_duty=bool(self["ongoing_duty"].data),
            label=self["label"].data,
            reporting_on=self["reporting_on"].data,
            reason=self["reason"].data or "",
        )
