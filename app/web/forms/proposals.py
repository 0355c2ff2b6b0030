"""Forms for topics: proposing one, deciding about it, what became of an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from app.domain.proposals import TopicDraft
from app.domain.spoken import meeting_day
from app.language import lazy_gettext as _l
from app.models.meetings import AgendaItem, AgendaKind, Meeting, TopicProposal
from app.models.plans import Plan
from app.queries import choices
from app.web.editing import EditForm
from app.web.forms.choices import RowField, RowsField, WordField, goal_label, key_of
from app.web.forms.fields import OneWordField, WholeNumberField
from app.web.forms.people import SHORT_TEXT
from app.web.words import ITEM_OUTCOME_WORDS, ITEM_WORDS

TAKE, KEEP, DECLINE = "take", "keep", "decline"


class TopicForm(FlaskForm):
    """What somebody wants to talk about."""

    title = StringField(
        _l("Ihr Thema"),
        [
            DataRequired(_l("Bitte nennen Sie Ihr Thema.")),
            Length(max=300, message=_l("Bitte kürzen Sie auf 300 Zeichen.")),
        ],
    )
    reason = TextAreaField(
        _l("Warum?"),
        [DataRequired(_l("Bitte schreiben Sie in einem Satz, warum.")), SHORT_TEXT],
        description=_l("Ein oder zwei Sätze genügen. Die Gruppe kann sie lesen."),
    )
    kind = WordField(
        _l("Was soll dabei herauskommen?"), ITEM_WORDS, default=AgendaKind.DISCUSSION.value
    )
    minutes_wished = WholeNumberField(
        _l("Dauer in Minuten"),
        [Optional(), NumberRange(1, 600, _l("Bitte geben Sie eine Zahl von 1 bis 600 ein."))],
    )
    goals = RowsField(_l("Ziele"))

    def __init__(self, plan: Plan, **more: Any) -> None:
        super().__init__(**more)
        self["goals"].offer(choices.goals_of(plan), label=goal_label)

    @property
    def draft(self) -> TopicDraft:
        """What was entered, as the service wants it."""
        return TopicDraft(
            title=self["title"].data or "",
            reason=self["reason"].data or "",
            kind=self["kind"].word,
            minutes_wished=self["minutes_wished"].data,
            goals=self["goals"].chosen,
        )


class DecisionForm(EditForm):
    """What becomes of a topic; opened on the version somebody has read."""

    decision = OneWordField(
        _l("Entscheidung"),
        choices=[
            SelectChoice(TAKE, _l("Auf die Tagesordnung nehmen")),
            SelectChoice(KEEP, _l("Im Themenspeicher behalten")),
            SelectChoice(DECLINE, _l("Nicht aufnehmen")),
        ],
    )
    meeting = RowField(_l("Sitzung"))
    answer = TextAreaField(
        _l("Grund, wenn das Thema nicht aufgenommen wird"),
        [SHORT_TEXT],
        description=_l("Wer das Thema vorgeschlagen hat, kann ihn lesen."),
    )

    def __init__(self, topic: TopicProposal, ahead: Sequence[Meeting], **more: Any) -> None:
        wished = topic.meeting if topic.meeting in ahead else next(iter(ahead), None)
        first = TAKE if ahead else KEEP
        stored = {"version": topic.version, "meeting": key_of(wished), "decision": first}
        super().__init__(data=stored, **more)
        self["meeting"].offer(ahead, empty=None if ahead else "–", label=_named)


class OutcomeForm(EditForm):
    """What the meeting did with an item."""

    outcome = OneWordField(
        _l("Ergebnis"),
        choices=[
            SelectChoice("", _l("noch offen")),
            *(SelectChoice(one.value, text) for one, text in ITEM_OUTCOME_WORDS.items()),
        ],
        description=_l("Ein vertagter TOP kommt in den Themenspeicher der Gruppe."),
    )

    def __init__(self, item: AgendaItem, **more: Any) -> None:
        stored = {"version": item.version, "outcome": item.outcome.value if item.outcome else ""}
        super().__init__(data=stored, **more)


def _named(meeting: Meeting) -> str:
    return f"{meeting.title} ({meeting_day(meeting)})"
