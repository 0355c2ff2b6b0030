"""The form above the list of gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import SelectChoice

from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.plans import FieldOfAction
from app.queries.gaps import Kind
from app.web.forms.choices import field_label, written


class GapFilterForm(FlaskForm):
    """Narrows the gaps; read from the address, so without CSRF. Unknown words narrow nothing."""

    class Meta:
        csrf = False

    feld = SelectField(_l("Handlungsfeld"))
    art = SelectField(_l("Was fehlt"))

    def __init__(
        self, fields: Sequence[FieldOfAction], words: Mapping[Kind, Any], **more: Any
    ) -> None:
        super().__init__(**more)
        self.by_number = {str(field.number): field for field in fields}
        self["feld"].choices = [
            SelectChoice("", _("Alle")),
            *(written(number, field_label(one)) for number, one in self.by_number.items()),
        ]
        self["art"].choices = [
            SelectChoice("", _("Alles")),
            *(SelectChoice(kind.value, said.title) for kind, said in words.items()),
        ]

    @property
    def field(self) -> FieldOfAction | None:
        return self.by_number.get(self["feld"].data or "")

    @property
    def kind(self) -> Kind | None:
        word = self["art"].data
        return Kind(word) if word in set(Kind) else None
