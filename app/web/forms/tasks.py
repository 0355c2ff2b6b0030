"""Forms for tasks: agreeing one, reporting on it, changing its state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, EmailField, StringField, TextAreaField, URLField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp

from app.domain.files import ALLOWED
from app.domain.spoken import meeting_day
from app.domain.tasks import LONGEST_TITLE, TaskDraft, steps_from
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.people import Actor
from app.models.plans import Plan
from app.models.tasks import Task, TaskState
from app.queries import choices
from app.web.editing import EditForm
from app.web.forms.choices import HolderField, RowField, RowsField
from app.web.forms.fields import DayField, OneWordField, WholeNumberField
from app.web.words import TASK_WORDS

LONGEST_TEXT = 4000
LONGEST_SENTENCE = 500
_TOO_LONG = Length(max=LONGEST_TEXT, message=_l("Bitte kürzen Sie den Text auf 4000 Zeichen."))


class TaskForm(EditForm):
    """What is agreed with a task."""

    title = StringField(
        _l("Aufgabe"),
        [
            DataRequired(_l("Bitte sagen Sie, was zu tun ist.")),
            Length(max=LONGEST_TITLE, message=_l("Bitte kürzen Sie den Titel auf 200 Zeichen.")),
        ],
        description=_l("Das Verb zuerst, zum Beispiel „Zweiten Austausch vorbereiten“."),
    )
    description = TextAreaField(_l("Beschreibung"), [_TOO_LONG])
    goals = RowsField(_l("Ziele"))
    fields = RowsField(_l("Handlungsfelder"))
    topics = RowsField(_l("Themenbereiche"))
    accountable = HolderField(
        _l("Verantwortlich"),
        description=_l(
            "Eine Stelle, Person oder Gruppe. Sie wird benachrichtigt; in einer Gruppe bitten wir "
            "den Vorsitz, eine Person zu benennen."
        ),
    )
    further_actors = RowsField(_l("Weitere Beteiligte"))
    due_on = DayField(_l("Tag"), [Optional()], description=_l("Zum Beispiel 19.07.2017."))
    due_label = StringField(
        _l("So vereinbart"),
        [Length(max=120, message=_l("Bitte kürzen Sie auf 120 Zeichen."))],
        description=_l("Zum Beispiel „bis zur Sommerpause“."),
    )
    due_meeting = RowField(
        _l("Oder: bis zur Sitzung"), description=_l("Die Frist folgt dem Termin der Sitzung.")
    )
    recurs_months = WholeNumberField(
        _l("Kommt wieder nach Monaten"),
        [Optional(), NumberRange(1, 120, _l("Bitte geben Sie eine Zahl von 1 bis 120 ein."))],
        description=_l("Für Daueraufgaben: Nach dem Erledigen entsteht die nächste Aufgabe."),
    )
    budget_relevant = BooleanField(_l("Wichtig für die Haushaltsberatung"))

    def __init__(self, plan: Plan, task: Task | None = None, **more: Any) -> None:
        super().__init__(**more)
        actors = list(choices.actors_of(plan))
        meetings = list(choices.meetings_of(plan))
        if task is not None:  # what it has already stays a choice, even when offered to nobody else
            held = (task.accountable, *task.further_actors)
            actors += [actor for actor in held if actor and actor not in actors]
            meetings += [m for m in (task.due_meeting,) if m and m not in meetings]
        self["goals"].offer(choices.goals_of(plan), label=lambda goal: f"{goal.key} {goal.title}")
        self["fields"].offer(choices.fields_of(plan), label=lambda f: f"{f.number} {f.name}")
        self["topics"].offer(
            choices.topics_of(plan), label=lambda topic: f"{topic.field.number} {topic.name}"
        )
        self["accountable"].offer_all(actors, choices.groups_of(plan), empty=_("Noch offen"))
        self["further_actors"].offer(actors)
        self["due_meeting"].offer(
            meetings, empty=_("Keine Sitzung"), label=lambda m: f"{m.title}: {meeting_day(m)}"
        )

    @property
    def draft(self) -> TaskDraft:
        """What was entered, as the service wants it."""
        return TaskDraft(
            title=self["title"].data or "",
            description=self["description"].data,
            **self["accountable"].chosen,
            further_actors=self["further_actors"].chosen,
            due_on=self["due_on"].data,
            due_label=self["due_label"].data,
            due_meeting=self["due_meeting"].row,
            goals=self["goals"].chosen,
            fields=self["fields"].chosen,
            topics=self["topics"].chosen,
            recurs_months=self["recurs_months"].data,
            budget_relevant=bool(self["budget_relevant"].data),
        )


def present_values(task: Task) -> dict[str, Any]:
    """What the form shows of a task that exists; a day that follows a meeting is not repeated."""
    return {
        "title": task.title,
        "description": task.description,
        "goals": _keys(task.goals),
        "fields": _keys(task.fields),
        "topics": _keys(task.topics),
        "accountable": str(task.accountable_id or ""),
        "further_actors": _keys(task.further_actors),
        "due_on": None if task.due_meeting else task.due_on,
        "due_label": task.due_label,
        "due_meeting": str(task.due_meeting_id or ""),
        "recurs_months": task.recurs_months,
        "budget_relevant": task.budget_relevant,
    }


class StepFields(FlaskForm):
    """What some states ask for beside words: why no evidence, who decided when, when again."""

    no_evidence = StringField(
        _l("Kein Nachweis, weil"),
        [Length(max=LONGEST_SENTENCE, message=_l("Bitte kürzen Sie auf 500 Zeichen."))],
        description=_l("Nur bei „Erledigt“, wenn es weder Link noch Datei gibt."),
    )
    decided_by = StringField(
        _l("Entschieden von"),
        [Length(max=200, message=_l("Bitte kürzen Sie auf 200 Zeichen."))],
        description=_l("Nur bei „Nicht umsetzbar“, zum Beispiel „Verwaltungsausschuss“."),
    )
    decided_on = DayField(
        _l("Entschieden am"), [Optional()], description=_l("Zum Beispiel 19.07.2017.")
    )
    resubmit_on = DayField(
        _l("Wiedervorlage am"),
        [Optional()],
        description=_l("Nur bei „Zurückgestellt“, zum Beispiel 01.12.2017."),
    )

    @property
    def asked(self) -> dict[str, Any]:
        """What was entered, as the verbs want it."""
        return {
            "no_evidence": self["no_evidence"].data,
            "decided_by": self["decided_by"].data,
            "decided_on": self["decided_on"].data,
            "resubmit_on": self["resubmit_on"].data if "resubmit_on" in self else None,
        }


class ReportForm(StepFields):
    """What somebody reports about a task."""

    state = OneWordField(_l("Wie steht es?"), [DataRequired(_l("Bitte wählen Sie, wie es steht."))])
    text = TextAreaField(
        _l("Was wurde getan?"),
        [DataRequired(_l("Bitte schreiben Sie in einem Satz, was getan wurde.")), _TOO_LONG],
        description=_l(
            "Ein Satz genügt. Wenn die Aufgabe erledigt ist: das Ergebnis. "
            "Wenn sie nicht umsetzbar ist: der Grund."
        ),
    )
    percent = WholeNumberField(
        _l("Anteil in Prozent"),
        [Optional(), NumberRange(0, 100, _l("Bitte geben Sie eine Zahl von 0 bis 100 ein."))],
        description=_l("Ihre eigene Einschätzung, von 0 bis 100."),
    )
    evidence_url = URLField(
        _l("Link zum Nachweis"),
        [
            Optional(),
            Length(max=500, message=_l("Diese Adresse ist zu lang.")),
            Regexp(
                r"(?i)https?://\S+\Z",
                message=_l("Bitte geben Sie eine Adresse ein, die mit https:// beginnt."),
            ),
        ],
        description=_l("Zum Beispiel https://www.kreis.example/bericht."),
    )
    files = MultipleFileField(
        _l("Datei als Nachweis"), description=_l("%(kinds)s, je höchstens 20 MB.", kinds=ALLOWED)
    )
    on_behalf_of = RowField(
        _l("Gemeldet im Namen von"), description=_l("Das steht so im Verlauf der Aufgabe.")
    )

    def __init__(self, task: Task, *, office: bool, own_ids: frozenset[int], **more: Any) -> None:
        super().__init__(**more)
        states = (task.state, *steps_from(task.state, office=office))
        if TaskState.POSTPONED not in states:
            del self.resubmit_on
        self["state"].choices = [SelectChoice(s.value, TASK_WORDS[s]) for s in states]
        concerned = (task.accountable, *task.further_actors)
        others = [actor for actor in concerned if actor and actor.id not in own_ids]
        if office and others:
            self["on_behalf_of"].offer(others, empty=_("niemandem, ich melde selbst"))
        else:
            del self.on_behalf_of

    @property
    def on_behalf(self) -> Actor | None:
        """For whom the office reports."""
        return self["on_behalf_of"].row if "on_behalf_of" in self else None


class StateForm(StepFields, EditForm):
    """The office sets another state without a report."""

    state = OneWordField(_l("Neuer Stand"), [DataRequired(_l("Bitte wählen Sie einen Stand."))])
    text = TextAreaField(_l("Grund"), [DataRequired(_l("Bitte nennen Sie den Grund.")), _TOO_LONG])

    def __init__(self, task: Task, **more: Any) -> None:
        super().__init__(**more)
        states = steps_from(task.state, office=True)
        self["state"].choices = [SelectChoice(s.value, TASK_WORDS[s]) for s in states]


class NameForm(FlaskForm):
    """An organisation names the person who does a task, from its list or newly."""

    person = RowField(_l("Wer übernimmt die Aufgabe?"))
    new_name = StringField(
        _l("Jemand anderes: Name"),
        [Length(max=200, message=_l("Bitte kürzen Sie auf 200 Zeichen."))],
    )
    new_email = EmailField(
        _l("E-Mail-Adresse dieser Person"),
        description=_l(
            "Sie bekommt eine E-Mail mit der Aufgabe, zum Beispiel name@verein.example."
        ),
    )

    def __init__(self, people: Sequence[Actor], **more: Any) -> None:
        super().__init__(**more)
        self["person"].offer(people, empty=_("Bitte wählen"))


class HandBackForm(FlaskForm):
    """Why a task goes back to the office."""

    reason = TextAreaField(
        _l("Warum geben Sie die Aufgabe zurück?"),
        [DataRequired(_l("Bitte sagen Sie in einem Satz, warum Sie die Aufgabe zurückgeben."))],
        description=_l("Ein Satz genügt. Er steht im Verlauf der Aufgabe."),
    )


def _keys(rows: Sequence[Any]) -> list[str]:
    return [str(row.id) for row in rows]
