"""The form of the office's own words in a kind of letter."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField

from app.domain.letter_texts import Texts
from app.language import lazy_gettext as _l
from app.models.letter_texts import LetterText
from app.web.editing import EditForm


class TextsForm(EditForm):
    """Subject, introduction, closing; `confirmed` holds what the preview has shown."""

    subject = StringField(
        _l("Betreff"), description=_l("Leer heißt: wie üblich. {betreff} steht für den üblichen.")
    )
    introduction = TextAreaField(
        _l("Einleitung"), description=_l("Steht nach der Anrede, vor dem Inhalt.")
    )
    closing = TextAreaField(_l("Schluss"), description=_l("Steht nach dem Inhalt, vor dem Gruß."))
    confirmed = HiddenField()

    @property
    def texts(self) -> Texts:
        typed = {
            name: (self[name].data or "").replace("\r\n", "\n").strip()
            for name in ("subject", "introduction", "closing")
        }
        return Texts(**typed)

    def confirms(self) -> bool:
        """Whether the preview of just these texts was seen; has the form name them then."""
        asked = "|".join((self.texts.subject, self.texts.introduction, self.texts.closing))
        seen = bool((self["confirmed"].data or "").replace("\r\n", "\n") == asked)
        self["confirmed"].data = asked
        return seen or self.texts.standard


def present(row: LetterText | None) -> dict[str, Any]:
    """What the form shows of a row, or of the standard."""
    if row is None:
        return {"subject": "", "introduction": "", "closing": "", "version": ""}
    return {
        "subject": row.subject,
        "introduction": row.introduction,
        "closing": row.closing,
        "version": row.version,
    }
