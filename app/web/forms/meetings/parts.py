"""Forms for the parts of a meeting: an item of the agenda, an agreement."""

from __future__ import annotations

import uuid
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.domain.access import Viewer
from app.domain.files import ALLOWED
from app.domain.spoken import short_day
from app.language import german
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import AgendaItem, AgendaKind, AgreementKind, Meeting
from app.models.people import Actor
from app.models.tasks import Task
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
from app.web.words import AGREEMENT_WORDS, ITEM_WORDS


class ItemForm(EditForm):
    """One item of the agenda; a new one may leave its number to us."""

    number = StringField(
        _l("Nummer"),
        [Length(max=10, message=_l("Bitte kürzen Sie auf 10 Zeichen."))],
        description=_l("Zum Beispiel 4, 3.1 oder 5 a. Ohne Angabe folgt die nächste."),
    )
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
    public = BooleanField(
        _l("Öffentlich"),
        description=_l("Ohne Haken bleibt der TOP intern: nur für Mitglieder und Geschäftsstelle."),
    )
    goals = RowsField(_l("Ziele"))
    tasks = RowsField(_l("Aufgaben"))

    def __init__(
        self, viewer: Viewer, meeting: Meeting, item: AgendaItem | None = None, **more: Any
    ) -> None:
        super().__init__(**more)
        plan = meeting.plan
        present: Actor | None = item.presenter if item else None
        self["presenter"].offer(
            with_present(people.persons(plan.id), present), empty=_("Noch offen")
        )
        self["goals"].offer(choices.goals_of(plan), label=goal_label)
        chosen = queries.tasks_at(item) if item else ()
        self["tasks"].offer(
            with_present(queries.tasks_to_discuss(viewer, meeting), *chosen), label=_task_label
        )

    @property
    def draft(self) -> ItemDraft:
        """What was entered, as the service wants it."""
        return ItemDraft(
            number=(self["number"].data or "").strip() or None,
            title=self["title"].data or "",
            kind=self["kind"].word,
            description=self["description"].data,
            minutes_planned=self["minutes_planned"].data,
            presenter=self["presenter"].row,
            public=self["public"].data,
            goals=self["goals"].chosen,
            tasks=self["tasks"].chosen,
        )


def present_item(item: AgendaItem) -> dict[str, Any]:
    """What the form shows of an item that exists."""
    return {
        "number": item.number,
        "title": item.title,
        "kind": item.kind.value,
        "description": item.description,
        "minutes_planned": item.minutes_planned,
        "presenter": key_of(item.presenter),
        "public": item.public,
        "goals": [str(goal.id) for goal in item.goals],
        "tasks": [str(task.id) for task in queries.tasks_at(item)],
        "version": item.version,
    }


class PapersForm(FlaskForm):
    """Files for an item; its names carry a prefix, it stands on the page of the item's form."""

    PREFIX = "unterlage-"

    files = MultipleFileField(
        _l("Dateien"), description=_l("%(kinds)s, je höchstens 20 MB.", kinds=ALLOWED)
    )
    public = BooleanField(
        _l("Öffentliche Unterlage"), description=_l("Ohne Haken bleibt die Unterlage intern.")
    )


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
            label=lambda item: _("TOP %(number)s: %(title)s", number=item.number, title=item.title),
        )
        self["based_on"].offer(
            queries.earlier_agreements(meeting),
            empty=_("Nichts Früherem"),
            label=lambda one: f"{one.label} {_short(one.text)}",
        )


def _task_label(task: Task) -> str:
    """ "Zweiten Austausch vorbereiten (fällig Fr., 15.09.2017)"."""
    if task.due_on is None:
        return task.title
    return _("%(title)s (fällig %(day)s)", title=german(task.title), day=short_day(task.due_on))


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


class OrderForm(FlaskForm):
    """The whole order of an agenda as it was and as it should be: uids with commas between."""

    seen = HiddenField()
    order = HiddenField()

    def uids(self, name: str) -> list[uuid.UUID]:
        """What the field names; nothing when it holds anything but uids."""
        try:
            return [uuid.UUID(word) for word in str(self[name].data or "").split(",")]
        except ValueError:
            return []
