"""Forms of status rounds: opening one, what somebody answers, what the office says to it."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.domain import rounds as law
from app.domain.rounds import Figures, GoalAnswer, TaskAnswer
from app.language import lazy_gettext as _l
from app.models.plans import Category
from app.models.rounds import Occasion, RoundAnswer, RoundItem
from app.models.tasks import TaskState
from app.web.forms.fields import DayField, OneWordField, WholeNumberField
from app.web.forms.people import SHORT_TEXT
from app.web.words import CATEGORY_WORDS, TASK_WORDS

OCCASION_WORDS = {
    Occasion.COMMITTEE: _l("Vor dem Ausschuss"),
    Occasion.WORKING: _l("Vor dem Arbeitstreffen"),
    Occasion.HALF_YEAR: _l("Zum Halbjahr"),
}
TO_CHECK = _l("Erledigt (die Geschäftsstelle prüft)")
_DAY = _l("Bitte geben Sie ein Datum ein, zum Beispiel 16.10.2017.")
_TOO_LONG = Length(max=law.LONGEST_TEXT, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen."))
_PERCENT = NumberRange(0, 100, _l("Bitte geben Sie eine Zahl von 0 bis 100 ein."))


class RoundForm(FlaskForm):
    """For which day, until when, and a word to everybody."""

    reporting_on = DayField(
        _l("Stichtag"),
        [DataRequired(_DAY)],
        description=_l("Für diesen Tag wird der Stand festgehalten."),
    )
    answer_by = DayField(
        _l("Antworten bis"),
        [DataRequired(_DAY)],
        description=_l("Wer dann noch fehlt, wird vorher erinnert."),
    )
    note = TextAreaField(
        _l("Hinweis an alle"), [SHORT_TEXT], description=_l("Steht in der E-Mail.")
    )


class ExtensionForm(FlaskForm):
    """Until when those who are missing may answer as well."""

    answer_by = DayField(
        _l("Neuer Tag für die Antworten"),
        [DataRequired(_DAY)],
        description=_l("Wer noch nicht geantwortet hat, erfährt den neuen Tag per E-Mail."),
    )


class AnswerForm(FlaskForm):
    """How a goal or a task stands; one form an item, so its names begin with the item's."""

    standing = OneWordField(
        _l("Wie steht es?"), [InputRequired(_l("Bitte wählen Sie, wie es steht."))]
    )
    percent = WholeNumberField(
        _l("Anteil in Prozent"),
        [Optional(), _PERCENT],
        description=_l("Nur wenn Sie eine Zahl nennen können. Leer heißt „keine Zahl“."),
    )
    said = TextAreaField(
        _l("Was hat sich getan?"),
        [DataRequired(_l("Bitte schreiben Sie einen Satz.")), _TOO_LONG],
        description=_l("Ein Satz genügt. Hier steht, was Sie zuletzt geschrieben haben."),
    )

    def __init__(self, item: RoundItem) -> None:
        super().__init__(prefix=f"p{item.id}-", data=_given(item))
        self["standing"].choices = _choices(item)

    @property
    def for_goal(self) -> GoalAnswer:
        return GoalAnswer(
            category=Category(self["standing"].data),
            percent=self["percent"].data,
            said=self["said"].data or "",
        )

    @property
    def for_task(self) -> TaskAnswer:
        return TaskAnswer(
            state=TaskState(self["standing"].data),
            percent=self["percent"].data,
            said=self["said"].data or "",
        )


def _choices(item: RoundItem) -> list[SelectChoice]:
    if item.task is None:
        return [SelectChoice(c.value, CATEGORY_WORDS[c]) for c in law.ANSWERABLE]
    words = TASK_WORDS | {TaskState.TO_CHECK: TO_CHECK}
    return [SelectChoice(state.value, words[state]) for state in law.states_for(item.task)]


def _given(item: RoundItem) -> dict[str, Any]:
    """What was answered last, else what was said before the round."""
    answer, goal, task = item.answer, item.goal, item.task
    if answer is not None:
        standing = answer.category or answer.task_state
        percent, said = answer.percent, answer.said
    elif goal is not None:
        latest = goal.latest
        standing = latest.category if latest else None
        percent, said = (latest.percent if latest else None), law.last_words(item)
    else:
        standing, percent = (task.state, task.percent) if task else (None, None)
        said = law.last_words(item)
    return {"standing": standing.value if standing else None, "percent": percent, "said": said}


class ChangeForm(FlaskForm):
    """The office counts other figures than the answer's, and says why."""

    standing = OneWordField(
        _l("Einordnung"),
        [InputRequired(_l("Bitte wählen Sie eine Einordnung."))],
        choices=[SelectChoice(c.value, CATEGORY_WORDS[c]) for c in law.ANSWERABLE],
    )
    percent = WholeNumberField(_l("Anteil in Prozent"), [Optional(), _PERCENT])
    reason = TextAreaField(
        _l("Grund der Änderung"),
        [DataRequired(_l("Bitte nennen Sie den Grund der Änderung.")), _TOO_LONG],
    )

    def __init__(self, answer: RoundAnswer) -> None:
        standing = answer.category.value if answer.category else None
        data = {"standing": standing, "percent": answer.percent}
        super().__init__(prefix=f"a{answer.id}-", data=data)

    @property
    def figures(self) -> Figures:
        return Figures.of(Category(self["standing"].data), self["percent"].data)


class QuestionForm(FlaskForm):
    """The office gives an answer back with a question."""

    reason = TextAreaField(
        _l("Ihre Rückfrage"),
        [DataRequired(_l("Bitte schreiben Sie Ihre Rückfrage.")), _TOO_LONG],
        description=_l("Sie steht auf der persönlichen Seite und in der nächsten Erinnerung."),
    )

    def __init__(self, answer: RoundAnswer) -> None:
        super().__init__(prefix=f"q{answer.id}-")
