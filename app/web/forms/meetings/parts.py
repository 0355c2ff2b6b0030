"""Forms for the parts of a meeting: an item of the agenda, an agreement."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.models.meetings import AgendaItem, AgendaKind, AgreementKind, Meeting
from app.models.people import Actor
from app.models.plans import Plan
from app.queries import choices, people
from app.queries import meetings as queries
from app.services.meetings import ItemDraft
from app.web.editing import EditForm
from app.web.forms.choices import (
    RowField,
    RowsField,
    WordField,
    goal_label,
    key_of,
    with_present,
)
from app.web.forms.fields import WholeNumberField
from app.web.forms.people import SHORT_TEXT

ITEM_WORDS = {
    AgendaKind.INFORMATION: _l("Information"),
    AgendaKind.DISCUSSION: _l("Beratung"),
    AgendaKind.AGREEMENT: _l("Vereinbarung"),
    AgendaKind.RESOLUTION: _l("Beschluss"),
}
AGREEMENT_WORDS = {
    AgreementKind.TOPIC_AREA: _l("Themenfeld"),
    AgreementKind.METHOD: _l("Methode"),
    AgreementKind.AGREEMENT: _l("Vereinbarung"),
    AgreementKind.TASK: _l("Arbeitsauftrag"),
    AgreementKind.TARGET: _l("Zielsetzung"),
}


class ItemForm(EditForm):
    """One item of the agenda."""

    title = StringField(
        _l("Worum es geht"),
        [
            DataRequired(_l("Bitte nennen Sie, worum es geht.")),
            Length(max=300, message=_l("Bitte kürzen Sie auf 300 Zeichen.")),
        ],
    )
    kind = WordField(_l("Art"), ITEM_WORDS, default=AgendaKind.DISCUSSION.value)
    description = TextAreaField(_l("Erläuterung"), [SHORT_TEXT])
    minutes_planned = WholeNumberField(
        _l("Dauer in Minuten"),
        [Optional(), NumberRange(1, 600, _l("Bitte geben Sie eine Zahl von 1 bis 600 ein."))],
    )
    presenter = RowField(_l("Trägt vor"))
    goals = RowsField(_l("Ziele"))

    def __init__(self, plan: Plan, item: AgendaItem | None = None, **more: Any) -> None:
        super().__init__(**more)
        present: Actor | None = item.presenter if item else None
        self["presenter"].offer(
            with_present(people.persons(plan.id), present), empty=_("Noch offen")
        )
        self["goals"].offer(choices.goals_of(plan), label=goal_label)

    @property
    def draft(self) -> ItemDraft:
        """What was entered, as the service wants it."""
        return ItemDraft(
            title=self["title"].data or "",
            kind=self["kind"].word,
            description=self["description"].data,
            minutes_planned=self["minutes_planned"].data,
            presenter=self["presenter"].row,
            goals=self["goals"].chosen,
        )


def present_item(item: AgendaItem) -> dict[str, Any]:
    """What the form shows of an item that exists."""
    return {
        "title": item.title,
        "kind": item.kind.value,
        "description": item.description,
        "minutes_planned": item.minutes_planned,
        "presenter": key_of(item.presenter),
        "goals": [str(goal.id) for goal in item.goals],
        "version": item.version,
    }


class AgreementForm(FlaskForm):
    """What a meeting agreed."""

    kind = WordField(_l("Art"), AGREEMENT_WORDS, default=AgreementKind.AGREEMENT.value)
    text = TextAreaField(
        _l("Was vereinbart wurde"),
        [
            DataRequired(_l("Bitte schreiben Sie in einem Satz, was vereinbart wurde.")),
            SHORT_TEXT,
        ],
    )
    agenda_item = RowField(_l("Aus welchem TOP"))
    based_on = RowField(
        _l("Beruht auf"), description=_l("Eine frühere Vereinbarung, die damit weitergeführt wird.")
    )

    def __init__(self, meeting: Meeting, **more: Any) -> None:
        super().__init__(**more)
        self["agenda_item"].offer(
            queries.agenda(meeting),
            empty=_("Keiner"),
            label=lambda item: f"TOP {item.number} {item.title}",
        )
        self["based_on"].offer(
            queries.earlier_agreements(meeting),
            empty=_("Nichts Früherem"),
            label=lambda one: f"{one.label} {_short(one.text)}",
        )


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rstrip() + "…"
