"""The form that reports a barrier; nobody needs an account for it."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length, Optional

from app.language import lazy_gettext as _l


class BarrierForm(FlaskForm):
    """What hinders, where, and where an answer may go."""

    what = TextAreaField(
        _l("Was hindert Sie?"),
        [
            DataRequired(_l("Bitte beschreiben Sie die Barriere.")),
            Length(max=4000, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen.")),
        ],
        description=_l("Zum Beispiel: Ein Text ist nicht lesbar, eine Taste hat keine Wirkung."),
    )
    where = StringField(
        _l("Auf welcher Seite?"),
        [Length(max=300, message=_l("Bitte kürzen Sie die Angabe auf 300 Zeichen."))],
        description=_l("Überschrift oder Adresse der Seite."),
    )
    email = EmailField(
        _l("E-Mail-Adresse für unsere Antwort"),
        [
            Optional(),
            Email(_l("Bitte geben Sie eine Adresse wie name@beispiel.de ein.")),
            Length(max=254, message=_l("Diese Adresse ist zu lang.")),
        ],
        description=_l("Nur für diese Antwort. Ohne Adresse lesen wir Ihre Meldung trotzdem."),
    )
