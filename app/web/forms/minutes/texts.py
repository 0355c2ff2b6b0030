"""Forms for the texts of minutes: the result of an item, publishing, notes."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.domain.minutes import LONGEST_NOTE, LONGEST_TEXT
from app.language import lazy_gettext as _l
from app.models.meetings import AgendaItem, MinutesRevision
from app.web.forms.fields import DayField


class TextForm(FlaskForm):
    """The result of one item; knows the text that its writer had before them."""

    body = TextAreaField(
        _l("Ergebnis"),
        [Length(max=LONGEST_TEXT, message=_l("Bitte kürzen Sie den Text auf 20000 Zeichen."))],
    )
    parent = HiddenField()

    @classmethod
    def of(cls, item: AgendaItem, **more: Any) -> TextForm:
        """The form of an item; many stand on one page, so each has names of its own."""
        return cls(prefix=f"top{item.id}-", **more)

    @classmethod
    def showing(cls, item: AgendaItem, head: MinutesRevision | None, body: str) -> TextForm:
        """The form with `body`, ready to follow `head`."""
        parent = str(head.id) if head else ""
        return cls.of(item, formdata=None, data={"body": body, "parent": parent})

    @property
    def parent_id(self) -> int | None:
        word = str(self["parent"].data or "")
        return int(word) if word.isdecimal() and len(word) < 10 else None


class PublishForm(FlaskForm):
    """Until when objections are asked for."""

    until = DayField(
        _l("Rückmeldungen bis"),
        [DataRequired(_l("Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017."))],
        description=_l("Zum Beispiel 12.04.2017."),
    )


class NoteForm(FlaskForm):
    """An objection to a draft, or a correction of approved minutes."""

    text = TextAreaField(
        _l("Ihr Text"),
        [
            DataRequired(_l("Bitte schreiben Sie, worum es geht.")),
            Length(max=LONGEST_NOTE, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen.")),
        ],
    )
