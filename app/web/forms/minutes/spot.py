"""Forms for what is agreed on the spot, beside the text of an item: agreements and tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.domain.minutes import LONGEST_NOTE
from app.domain.spoken import meeting_day
from app.domain.tasks import LONGEST_TITLE, TaskDraft
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import AgendaItem, Agreement, Meeting
from app.queries import choices
from app.queries import meetings as meeting_queries
from app.web.forms.choices import HolderField, RowField, RowsField, WordField, goal_label
from app.web.forms.fields import DayField
from app.web.words import AGREEMENT_WORDS

NEW = "neu"


class SpotAgreementForm(FlaskForm):
    """An agreement, recorded while it is made."""

    kind = WordField(_l("Art"), AGREEMENT_WORDS, default="agreement")
    text = TextAreaField(
        _l("Was vereinbart wurde"),
        [
            DataRequired(_l("Bitte schreiben Sie in einem Satz, was vereinbart wurde.")),
            Length(max=LONGEST_NOTE, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen.")),
        ],
    )
    based_on = RowField(
        _l("Beruht auf"), description=_l("Eine frühere Vereinbarung, die damit weitergeführt wird.")
    )

    def __init__(self, meeting: Meeting, **more: Any) -> None:
        super().__init__(prefix=f"{NEW}-", **more)
        self["based_on"].offer(
            meeting_queries.earlier_agreements(meeting),
            empty=_("nichts Früherem"),
            label=_agreement_label,
        )


class SpotTaskForm(FlaskForm):
    """A task, handed out while it is agreed: what, who, until when, for which goal."""

    title = StringField(
        _l("Was ist zu tun?"),
        [
            DataRequired(_l("Bitte sagen Sie, was zu tun ist.")),
            Length(max=LONGEST_TITLE, message=_l("Bitte kürzen Sie den Titel auf 200 Zeichen.")),
        ],
        description=_l("Das Verb zuerst, zum Beispiel „Zweiten Austausch vorbereiten“."),
    )
    accountable = HolderField(
        _l("Wer?"),
        description=_l(
            "Eine Stelle, Person oder Gruppe; in einer Gruppe benennt der Vorsitz eine Person."
        ),
    )
    due_meeting = RowField(
        _l("Bis zur Sitzung"), description=_l("Die Frist folgt dem Termin der Sitzung.")
    )
    due_on = DayField(
        _l("Oder bis zum Tag"), [Optional()], description=_l("Zum Beispiel 19.07.2017.")
    )
    due_label = StringField(
        _l("So vereinbart"),
        [Length(max=120, message=_l("Bitte kürzen Sie auf 120 Zeichen."))],
        description=_l("Zum Beispiel „bis zur Sommerpause“."),
    )
    agreement = RowField(_l("Beruht auf der Vereinbarung"))
    goals = RowsField(_l("Für welches Ziel?"))

    def __init__(self, item: AgendaItem, agreements: Sequence[Agreement], **more: Any) -> None:
        goals = [str(goal.id) for goal in item.goals]
        super().__init__(prefix=f"{NEW}-", data={"goals": goals}, **more)
        plan = item.meeting.plan
        ahead = _after(item.meeting, choices.meetings_of(plan))
        self["accountable"].offer_all(
            choices.actors_of(plan), choices.groups_of(plan), empty=_("noch offen")
        )
        self["due_meeting"].offer(
            ahead, empty=_("keine Sitzung"), label=lambda one: _meeting_label(one, item, ahead)
        )
        self["agreement"].offer(agreements, empty=_("keiner"), label=_agreement_label)
        self["goals"].offer(choices.goals_of(plan), label=goal_label)

    @property
    def draft(self) -> TaskDraft:
        """What was entered, as the service wants it."""
        return TaskDraft(
            title=self["title"].data or "",
            **self["accountable"].chosen,
            due_on=self["due_on"].data,
            due_label=self["due_label"].data,
            due_meeting=self["due_meeting"].row,
            goals=self["goals"].chosen,
        )


def _after(meeting: Meeting, others: Sequence[Meeting]) -> list[Meeting]:
    """Meetings that come after this one, as far as one can tell."""
    held_on = meeting.held_on or dt.date.min
    return [
        one
        for one in others
        if one is not meeting and (one.held_on or one.month_on or dt.date.max) > held_on
    ]


def _meeting_label(one: Meeting, item: AgendaItem, ahead: Sequence[Meeting]) -> str:
    following = next((m for m in ahead if m.body_id == item.meeting.body_id), None)
    words = f"{one.title}: {meeting_day(one)}"
    return _("nächste Sitzung – %(words)s", words=words) if one is following else words


def _agreement_label(one: Agreement) -> str:
    text = one.text if len(one.text) <= 80 else one.text[:79].rstrip() + "…"
    return f"{one.label} {text}"
