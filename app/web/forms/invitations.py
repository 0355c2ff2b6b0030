"""Forms for sending an invitation and for answering one."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired

from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.meetings import PartStat
from app.web.editing import EditForm
from app.web.forms.fields import DayField


class SendForm(EditForm):
    """Until when people should answer; the version shows whether the meeting has changed since."""

    answer_by = DayField(
        _l("Antwort erbeten bis"),
        [DataRequired(_l("Bitte geben Sie ein Datum ein, zum Beispiel 19.07.2017."))],
        description=_l("Drei Tage vorher erinnern wir alle, die noch nicht geantwortet haben."),
    )


class DeputyForm(FlaskForm):
    """Somebody else comes; read by AnswerForm, so the names are the same."""

    answer = HiddenField()
    comment = StringField(_l("Wer kommt für Sie?"))

    def __init__(self, name: str | None, errors: tuple[str, ...] = (), **more: Any) -> None:
        said = {"answer": PartStat.DELEGATED.value, "comment": name or ""}
        super().__init__(formdata=None, data=said, **more)
        if errors:
            self["comment"].errors = errors


def deputy_hint(name: str | None) -> str:
    """What stands under the field."""
    if name:
        return str(_("In der Gruppe ist als Vertretung benannt: %(name)s.", name=name))
    return str(_("Ein Name genügt."))
