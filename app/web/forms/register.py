"""The form above the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import SelectChoice

from app.models.meetings import AgreementKind
from app.web.forms.meetings import AGREEMENT_WORDS

COMMITTEE = "ausschuss"


class RegisterFilterForm(FlaskForm):
    """Narrows the register; read from the address, so without CSRF."""

    class Meta:
        csrf = False

    jahr = SelectField(_l("Jahr"))
    art = SelectField(_l("Art"))

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
