"""The forms for rules of reminders and for the hours in which letters rest."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, SelectMultipleField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from app.domain.letter_habits import MOST_A_WEEK, Habits
from app.domain.reminders.rules import FURTHEST_DAYS, LATE, LINES, LONGEST_EVERY, RuleDraft
from app.language import lazy_gettext as _l
from app.models.reminders import Reach, ReminderScope
from app.web.editing import EditForm
from app.web.forms.fields import ClockField, WholeNumberField
from app.web.reminders.words import DAY_WORDS, place

TO_365 = _l("Bitte geben Sie eine Zahl von 0 bis 365 ein.")
FROM_1 = _l("Bitte geben Sie eine Zahl von 1 bis 365 ein.")
TO_50 = _l("Bitte geben Sie eine Zahl von 1 bis 50 ein.")


class RuleForm(EditForm):
    """One rule; `confirmed` holds what was shown in the preview and is saved by a second click."""

    days = WholeNumberField(
        _l("Abstand in Tagen"),
        [InputRequired(TO_365), NumberRange(0, FURTHEST_DAYS, TO_365)],
    )
    every = WholeNumberField(
        _l("Dann wieder alle … Tage"),
        [Optional(), NumberRange(1, LONGEST_EVERY, FROM_1)],
        description=_l("Leer heißt: nur dieses eine Mal."),
    )
    local_time = ClockField(
        _l("Uhrzeit"),
        [InputRequired(_l("Bitte geben Sie eine Uhrzeit ein, zum Beispiel 9:00."))],
        description=_l("Ortszeit, zum Beispiel 9:00."),
    )
    reach = SelectMultipleField(
        _l("An wen"),
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
        description=_l("Der Brief geht an die erste Stelle, die erreichbar ist."),
    )
    quiet = BooleanField(_l("In den Schulferien warten"))
    active = BooleanField(_l("Diese Erinnerung gilt"), default=True)
    confirmed = HiddenField()

    def __init__(self, scope: ReminderScope, *, days_fixed: bool = False, **more: Any) -> None:
        super().__init__(**more)
        self.scope = scope
        self["days"].description = str(DAY_WORDS[scope][0])
        if scope not in LATE:
            del self["every"]
            del self["quiet"]
        if len(LINES[scope]) > 1:
            self["reach"].choices = [
                SelectChoice(one.value, place(scope, one)) for one in LINES[scope]
            ]
        else:
            del self["reach"]
        if days_fixed:
            del self["days"]

    def draft(self, days: int = 0) -> RuleDraft:
        """What was entered; `days` where the form does not ask for them."""
        chosen = set(self["reach"].data or ()) if "reach" in self else set(Reach)
        return RuleDraft(
            scope=self.scope,
            days=(self["days"].data or 0) if "days" in self else days,
            every=self["every"].data if "every" in self else None,
            quiet=bool(self["quiet"].data) if "quiet" in self else False,
            local_time=self["local_time"].data,
            reach=tuple(one for one in LINES[self.scope] if one.value in chosen),
            active=bool(self["active"].data),
        )

    def confirms(self, draft: RuleDraft) -> bool:
        """Whether the preview of just this draft was seen; has the form name it then."""
        asked = "|".join(
            str(part)
            for part in (
                draft.days,
                draft.every,
                draft.quiet,
                draft.local_time,
                *draft.reach,
                draft.active,
            )
        )
        seen = bool(self["confirmed"].data == asked)
        self["confirmed"].data = asked
        return seen


def present_rule(draft: RuleDraft, version: int | None = None) -> dict[str, Any]:
    """What the form shows of a rule, or of the proposal for it."""
    return {
        "days": draft.days,
        "every": draft.every,
        "quiet": draft.quiet,
        "local_time": draft.local_time,
        "reach": [one.value for one in draft.reach],
        "active": draft.active,
        "version": version,
    }


class HabitsForm(EditForm):
    """When letters rest, and how many a person gets a week."""

    weekly_limit = WholeNumberField(
        _l("Höchstens so viele Briefe je Person und Woche"),
        [Optional(), NumberRange(1, MOST_A_WEEK, TO_50)],
        description=_l(
            "Leer heißt: ohne Grenze. Einladungen, Verlegungen und Absagen kommen immer; "
            "die Geschäftsstelle ist ausgenommen."
        ),
    )
    night_from = ClockField(
        _l("Nachtruhe von"), [Optional()], description=_l("Zum Beispiel 20:00.")
    )
    night_until = ClockField(
        _l("Nachtruhe bis"), [Optional()], description=_l("Zum Beispiel 7:00.")
    )
    working_days = BooleanField(
        _l("Keine Erinnerungen an Wochenenden und Feiertagen"),
        description=_l(
            "Eine Erinnerung kommt dann am Arbeitstag davor, eine Nachfrage am Arbeitstag danach."
        ),
    )

    @property
    def habits(self) -> Habits:
        return Habits(
            weekly_limit=self["weekly_limit"].data,
            night_from=self["night_from"].data,
            night_until=self["night_until"].data,
            working_days=bool(self["working_days"].data),
        )


def present_habits(habits: Habits, version: int | None = None) -> dict[str, Any]:
    """What the form shows of the habits."""
    return {
        "weekly_limit": habits.weekly_limit,
        "night_from": habits.night_from,
        "night_until": habits.night_until,
        "working_days": habits.working_days,
        "version": version,
    }
