"""The form for a result of an existing body."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.body_results import ResultDraft
from app.language import lazy_gettext as _l
from app.models.body_results import BodyResult
from app.models.plans import Plan
from app.queries import choices
from app.web.editing import EditForm
from app.web.forms.choices import RowsField, goal_label
from app.web.forms.fields import DayField


def _short(length: int) -> Length:
    return Length(max=length, message=_l("Bitte kürzen Sie auf %(max)d Zeichen."))


class ResultForm(EditForm):
    """What a body found out, and for which goals it matters."""

    text = TextAreaField(
        _l("Ergebnis"),
        [DataRequired(_l("Bitte schreiben Sie, was das Ergebnis ist.")), _short(20_000)],
    )
    found_on = DayField(
        _l("Datum"),
        [InputRequired(_l("Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017."))],
        description=_l("Zum Beispiel 19.07.2017."),
    )
    perspective = StringField(
        _l("Aus welcher Perspektive"),
        [_short(60)],
        description=_l("Zum Beispiel „Flüchtlingsperspektive“."),
    )
    source = StringField(
        _l("Fundstelle"), [_short(300)], description=_l("Protokoll, Bericht oder Adresse.")
    )
    goals = RowsField(_l("Für welche Ziele ist es wichtig?"))

    def __init__(self, plan: Plan, **more: Any) -> None:
        super().__init__(**more)
        self["goals"].offer(choices.goals_of(plan), label=goal_label)

    @property
    def draft(self) -> ResultDraft:
        return ResultDraft(
            text=self["text"].data or "",
            found_on=self["found_on"].data,
            perspective=self["perspective"].data,
            source=self["source"].data,
            goals=self["goals"].chosen,
        )


def present_result(result: BodyResult) -> dict[str, Any]:
    """What the form shows of a result that exists."""
    return {"goals": [str(goal.id) for goal in result.goals]}
