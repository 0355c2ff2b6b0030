"""Forms for signing in, for the own account and for the office's accounts."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length

from app.domain.passwords import LONGEST, SHORTEST
from app.language import lazy_gettext as _l
from app.models.accounts import PlanRole
from app.web.editing import EditForm

ROLE_WORDS = {
    PlanRole.COORDINATOR: _l("Geschäftsstelle"),
    PlanRole.MEMBER: _l("Mitglied"),
    PlanRole.READER: _l("Lesend"),
}
_ADDRESS = [
    DataRequired(_l("Bitte geben Sie Ihre E-Mail-Adresse ein.")),
    Length(max=254, message=_l("Diese Adresse ist zu lang.")),
]


class LinkForm(FlaskForm):
    """Asks for a sign-in link."""

    email = EmailField(_l("E-Mail-Adresse"), _ADDRESS)


class PasswordForm(FlaskForm):
    """Signs in with a password; its fields have ids of their own beside the first form."""

    email = EmailField(_l("E-Mail-Adresse"), _ADDRESS, id="passwort-email")
    password = PasswordField(
        _l("Passwort"),
        [
            DataRequired(_l("Bitte geben Sie Ihr Passwort ein.")),
            Length(max=1000, message=_l("Dieses Passwort ist zu lang.")),
        ],
    )


class NewPasswordForm(FlaskForm):
    """Sets or changes the own password."""

    old = PasswordField(_l("Bisheriges Passwort"), [Length(max=1000)])
    password = PasswordField(
        _l("Neues Passwort"),
        [DataRequired(_l("Bitte geben Sie ein neues Passwort ein.")), Length(max=LONGEST)],
        description=_l(
            "Mindestens %(number)s Zeichen. Gut sind mehrere Wörter hintereinander.",
            number=SHORTEST,
        ),
    )
    again = PasswordField(
        _l("Neues Passwort wiederholen"),
        [EqualTo("password", _l("Die beiden Eingaben sind verschieden."))],
    )


class AccountForm(EditForm):
    """An account as the office sees it in its plan."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Bitte geben Sie einen Namen ein.")), Length(max=200)],
        description=_l("So steht er in Anschreiben und auf den Seiten."),
    )
    email = EmailField(
        _l("E-Mail-Adresse"),
        [
            DataRequired(_l("Bitte geben Sie eine E-Mail-Adresse ein.")),
            Length(max=254, message=_l("Diese Adresse ist zu lang.")),
        ],
    )
    role = SelectField(
        _l("Rolle"),
        [DataRequired()],
        choices=[SelectChoice(role.value, words) for role, words in ROLE_WORDS.items()],
        default=PlanRole.MEMBER.value,
        description=_l(
            "Die Geschäftsstelle darf alles ändern. Mitglieder sehen ihre Gruppen und Aufgaben. "
            "Lesende sehen alles und ändern nichts."
        ),
    )
    actor = SelectField(
        _l("Person"),
        description=_l("Wen das Konto im Plan vertritt; daran hängen Gruppen und Aufgaben."),
    )
