"""Forms about one's own data, and the office's confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from app.language import lazy_gettext as _l
from app.web.editing import EditForm


class ContactForm(EditForm):
    """Name, number, and the groups that may see how somebody is reached."""

    name = StringField(_l("Name"), [DataRequired(_l("Bitte geben Sie einen Namen ein."))])
    phone = StringField(_l("Telefon"))
    emails = SelectMultipleField(_l("Diese Gruppen dürfen meine E-Mail-Adresse sehen"))
    phones = SelectMultipleField(_l("Diese Gruppen dürfen meine Telefonnummer sehen"))

    def __init__(self, groups: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(**more)
        pairs = list(groups)
        for field in (self.emails, self.phones):
            field.choices = [SelectChoice(key, name) for key, name in pairs]


class EraseForm(FlaskForm):
    """Somebody has read what forgetting does."""

    sure = BooleanField(
        _l("Ich habe gelesen, was gelöscht wird. Es lässt sich nicht zurücknehmen."),
        [DataRequired(_l("Bitte bestätigen Sie, dass Sie das gelesen haben."))],
    )
