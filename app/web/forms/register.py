"""The form above the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import SelectChoice

from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import AgreementKind
from app.queries.register import FollowUp
from app.web.words import AGREEMENT_WORDS

COMMITTEE = "ausschuss"
FOLLOW_UP_WORDS = {
    FollowUp.NONE: _l("ohne Aufgabe"),
    FollowUp.NOT_NEEDED: _l("keine Aufgabe nötig"),
    FollowUp.CARRIED_ON: _l("weitergeführt"),
    FollowUp.OPEN: _l("offen"),
    FollowUp.OVERDUE: _l("überfällig"),
    FollowUp.DONE: _l("erledigt"),
}


class RegisterFilterForm(FlaskForm):
    """Narrows the register; read from the address, so without CSRF."""

    class Meta:
        csrf = False

    jahr = SelectField(_l("Jahr"))
    art = SelectField(_l("Art"))
    stand = SelectField(_l("Was daraus wurde"))

    def __init__(self, years: Sequence[int], **more: Any) -> None:
        super().__init__(**more)
        self["jahr"].choices = [
            SelectChoice("", _("Alle")),
            *(SelectChoice(str(year), str(year)) for year in years),
        ]
        self["art"].choices = [
            SelectChoice("", _("Alle")),
            *(SelectChoice(kind.value, word) for kind, word in AGREEMENT_WORDS.items()),
            SelectChoice(COMMITTEE, _("Ergebnis eines Ausschusses")),
        ]

        self["stand"].choices = [
            SelectChoice("", _("Alle")),
            *(SelectChoice(state.value, word) for state, word in FOLLOW_UP_WORDS.items()),
        ]

    @property
    def state(self) -> FollowUp | None:
        return next((one for one in FollowUp if one.value == self["stand"].data), None)

    @property
    def year(self) -> int | None:
        word = str(self["jahr"].data or "")
        return int(word) if word.isdecimal() and len(word) == 4 else None

    @property
    def kind(self) -> AgreementKind | None:
        return next((one for one in AgreementKind if one.value == self["art"].data), None)

    @property
    def committee_only(self) -> bool:
        return bool(self["art"].data == COMMITTEE)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Each narrowing as label and words, for a file that keeps it."""
        pairs = [(str(field.label.text), field.data, field.choices) for field in self]
        return [
            (label, str(choice.label))
            for label, word, choices in pairs
            for choice in choices
            if choice.value and choice.value == word
        ]
