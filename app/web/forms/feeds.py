"""The form of a new calendar subscription."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from app.domain.access import Viewer
from app.domain.feeds import LONGEST_NAME
from app.language import german
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.plans import Plan
from app.queries import feeds as queries
from app.services import feeds
from app.services.feeds import FeedWishes


class FeedForm(FlaskForm):
    """What somebody wants of a new feed."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Bitte geben Sie dem Abonnement einen Namen.")),
            Length(max=LONGEST_NAME, message=_l("Bitte kürzen Sie den Namen.")),
        ],
        description=_l("Woran Sie das Gerät wiedererkennen, zum Beispiel „Outlook Büro“."),
    )
    scope = RadioField(
        _l("Inhalt"), [DataRequired(_l("Bitte wählen Sie den Inhalt."))], default="own"
    )
    with_deadlines = BooleanField(
        _l("Fristen zeigen"),
        default=True,
        description=_l(
            "Fristen von Aufgaben; bei eigenen Terminen auch Antworten, um die wir bitten."
        ),
    )
    with_undated = BooleanField(
        _l("Sitzungen zeigen, deren Tag noch offen ist"),
        default=True,
        description=_l("Sie stehen als „Termin offen“ am Ersten ihres Monats."),
    )
    with_invited = BooleanField(
        _l("Sitzungen zeigen, zu denen ich per E-Mail eingeladen bin"),
        default=True,
        description=_l(
            "Schalten Sie das aus, wenn Sie Einladungen in Ihren Kalender übernehmen. "
            "Sonst steht jede Sitzung zweimal darin."
        ),
    )
    with_alarms = BooleanField(
        _l("Eine Stunde vor Sitzungen erinnern lassen"),
        description=_l("Viele Kalender lassen diese Erinnerungen weg. E-Mails kommen immer."),
    )

    def offer(self, viewer: Viewer) -> None:
        """Offer the contents that the viewer may choose."""
        bodies = queries.bodies_to_choose(viewer)
        self.scope.choices = [
            SelectChoice("own", _("Meine Sitzungen, Aufgaben und Antworten")),
            *(SelectChoice(f"group:{body.slug}", german(body.name)) for body in bodies),
            SelectChoice("plan", _("Alles, was ich in diesem Plan sehen darf")),
        ]

    def wishes_in(self, plan: Plan) -> FeedWishes:
        """What was entered. Raises RuleBroken for a content that there is not."""
        scope, body = feeds.parse_scope(plan, self.scope.data)
        return FeedWishes(
            name=self.name.data,
            scope=scope,
            body=body,
            with_deadlines=self.with_deadlines.data,
            with_undated=self.with_undated.data,
            with_alarms=self.with_alarms.data,
            with_invited=self.with_invited.data,
        )
