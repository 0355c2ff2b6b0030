"""The form for a rule by which deadlines of meetings are counted."""

from __future__ import annotations

import enum
from typing import Any

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.domain.deadlines import FURTHEST_DAYS, LONGEST_LABEL, RuleDraft
from app.language import lazy_gettext as _l
from app.models.meetings import Addressee, Direction, MeetingScope
from app.web.editing import EditForm
from app.web.forms.choices import WordField
from app.web.forms.fields import WholeNumberField

SCOPE_WORDS = {
    MeetingScope.OWN: _l("Sitzungen unserer Gruppen"),
    MeetingScope.EXTERNAL: _l("Sitzungen anderer Gremien (Ausschuss)"),
}
DIRECTION_WORDS = {
    Direction.SENDING: _l("Arbeitstag davor (wir geben ab)"),
    Direction.ANSWERING: _l("Arbeitstag danach (andere antworten)"),
}
ADDRESSEE_WORDS = {
    Addressee.OFFICE: _l("Geschäftsstelle"),
    Addressee.MINUTE_TAKER: _l("Schriftführung"),
}


class Side(enum.StrEnum):
    """Whether the days are counted back from the meeting or on from it."""

    BEFORE = "davor"
    AFTER = "danach"


SIDE_WORDS = {Side.BEFORE: _l("vor der Sitzung"), Side.AFTER: _l("nach der Sitzung")}


class RuleForm(EditForm):
    """One rule; `confirmed` holds what was shown in the preview and is saved by a second click."""

    label = StringField(
        _l("Was bis dahin zu tun ist"),
        [
            DataRequired(_l("Bitte sagen Sie, was bis dahin zu tun ist.")),
            Length(max=LONGEST_LABEL, message=_l("Bitte kürzen Sie auf 120 Zeichen.")),
        ],
    )
    scope = WordField(_l("Gilt für"), SCOPE_WORDS, default=MeetingScope.OWN.value)
    days = WholeNumberField(
        _l("Abstand in Tagen"),
        [
            InputRequired(_l("Bitte geben Sie eine Zahl von 0 bis 365 ein.")),
            NumberRange(0, FURTHEST_DAYS, _l("Bitte geben Sie eine Zahl von 0 bis 365 ein.")),
        ],
        description=_l("Kalendertage; zwei Wochen sind 14."),
    )
    side = WordField(_l("Davor oder danach"), SIDE_WORDS, default=Side.BEFORE.value)
    direction = WordField(
        _l("An Wochenenden und Feiertagen"),
        DIRECTION_WORDS,
        default=Direction.SENDING.value,
        description=_l("Schulferien verschieben nichts, sie stehen nur dabei."),
    )
    addressee = WordField(_l("Wer erinnert wird"), ADDRESSEE_WORDS, default=Addressee.OFFICE.value)
    active = BooleanField(_l("Diese Frist gilt"), default=True)
    confirmed = HiddenField()

    def draft(self, scope: MeetingScope, key: str) -> RuleDraft:
        """What was entered, for a rule of this scope and key."""
        days = self["days"].data or 0
        return RuleDraft(
            scope=scope,
            key=key,
            label=self["label"].data or "",
            days=-days if self["side"].word is Side.BEFORE else days,
            direction=self["direction"].word,
            addressee=self["addressee"].word,
            active=bool(self["active"].data),
        )

    def confirms(self, draft: RuleDraft) -> bool:
        """Whether the preview of just this draft was seen; has the form name it then."""
        words = [draft.scope, draft.label, draft.days, draft.direction, draft.addressee]
        asked = "|".join(str(word) for word in (*words, draft.active))
        seen = bool(self["confirmed"].data == asked)
        self["confirmed"].data = asked
        return seen


def present_rule(draft: RuleDraft, version: int | None = None) -> dict[str, Any]:
    """What the form shows of a rule, or of the proposal for it."""
    return {
        "label": draft.label,
        "scope": draft.scope.value,
        "days": abs(draft.days),
        "side": (Side.BEFORE if draft.days <= 0 else Side.AFTER).value,
        "direction": draft.direction.value,
        "addressee": draft.addressee.value,
        "active": draft.active,
        "version": version,
    }
