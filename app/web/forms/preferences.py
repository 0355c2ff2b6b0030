"""The form of what somebody wants of reminders."""

from __future__ import annotations

import re

from babel.dates import get_day_names
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import Optional, ValidationError

from app.domain.preferences import Wishes
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.language import spoken
from app.models.preferences import Topic
from app.web.forms.fields import DayField

TOPIC_WORDS = {
    Topic.MEETINGS: _l("Sitzungen: Erinnerung vor dem Termin"),
    Topic.ANSWERS: _l("Antworten: wenn Ihre Antwort noch fehlt"),
    Topic.TASKS: _l("Aufgaben: Erinnerung vor der Frist"),
    Topic.OVERDUE: _l("Aufgaben: Bitte um Rückmeldung nach der Frist"),
    Topic.ROUNDS: _l("Statusabfragen: wenn Ihre Zuarbeit noch fehlt"),
    Topic.STEPS: _l("Fristen zu Sitzungen, fehlende Protokolle und Wiedervorlagen"),
}
AT_ONCE = ""
NUMBERS = re.compile(r"[0-9]{1,3}([\s,;]+[0-9]{1,3})*")
DAYS_HINT = _l("Tage, zum Beispiel: 14, 3. Leer heißt: so früh wie in der Gruppe üblich.")


class LeadDaysField(StringField):
    """Days as people list them, "7, 1"; `days` is None where nothing is listed."""

    def pre_validate(self, form: FlaskForm) -> None:
        words = (self.data or "").strip()
        if words and not NUMBERS.fullmatch(words):
            raise ValidationError(_("Bitte geben Sie Zahlen ein, zum Beispiel 7, 1."))

    @property
    def days(self) -> tuple[int, ...] | None:
        found = re.findall(r"[0-9]+", self.data or "")
        return tuple(int(one) for one in found) or None


class PreferencesForm(FlaskForm):
    """Which reminders, how early, on which weekday, and none until when."""

    topics = SelectMultipleField(
        _l("Diese Erinnerungen möchte ich erhalten"),
        choices=[SelectChoice(topic.value, text) for topic, text in TOPIC_WORDS.items()],
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    duties_only = BooleanField(
        _l("Nur, was ich tun muss"),
        description=_l("Keine Erinnerungen, die nur ankündigen."),
    )
    meeting_days = LeadDaysField(_l("So früh vor Sitzungen"), description=DAYS_HINT)
    task_days = LeadDaysField(_l("So früh vor der Frist einer Aufgabe"), description=DAYS_HINT)
    digest_weekday = SelectField(
        _l("Wann Erinnerungen kommen"),
        description=_l("Gesammelt heißt: in einer E-Mail. Was nicht warten kann, kommt sofort."),
    )
    paused_until = DayField(
        _l("Pause bis einschließlich"),
        [Optional()],
        description=_l("Bis zu diesem Tag kommen keine Erinnerungen."),
    )

    def __init__(self, wishes: Wishes) -> None:
        super().__init__(data=_present(wishes))
        days = get_day_names("wide", locale=spoken())
        self.digest_weekday.choices = [
            SelectChoice(AT_ONCE, _("sofort, wenn sie fällig sind")),
            *(
                SelectChoice(str(number), _("gesammelt am %(day)s", day=days[number]))
                for number in range(7)
            ),
        ]

    @property
    def wishes(self) -> Wishes:
        chosen = set(self.topics.data or ())
        weekday = self.digest_weekday.data
        return Wishes(
            off=frozenset(topic for topic in Topic if topic.value not in chosen),
            meeting_days=self.meeting_days.days,
            task_days=self.task_days.days,
            digest_weekday=int(weekday) if weekday else None,
            duties_only=bool(self.duties_only.data),
            paused_until=self.paused_until.data,
        )


def _present(wishes: Wishes) -> dict[str, object]:
    def said(days: tuple[int, ...] | None) -> str:
        return ", ".join(str(one) for one in days or ())

    return {
        "topics": [topic.value for topic in Topic if topic not in wishes.off],
        "duties_only": wishes.duties_only,
        "meeting_days": said(wishes.meeting_days),
        "task_days": said(wishes.task_days),
        "digest_weekday": AT_ONCE if wishes.digest_weekday is None else str(wishes.digest_weekday),
        "paused_until": wishes.paused_until,
    }
