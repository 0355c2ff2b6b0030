"""Forms above lists; they read the address, change nothing and so need no CSRF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SearchField, SelectField
from wtforms.fields import SelectChoice

from app.domain.access import Viewer
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.plans import Category, Plan
from app.models.tasks import TaskState
from app.queries import actor_lists, choices, goal_lists, meetings, task_lists
from app.queries.paging import LONGEST_WORD, MOST_WORDS
from app.web.forms.choices import field_label, named, written
from app.web.forms.people import KIND_WORDS
from app.web.words import CATEGORY_WORDS, TASK_WORDS

LONGEST_SEARCH = MOST_WORDS * LONGEST_WORD


class Choice(SelectField):
    """One of a list or all; a word that nobody knows means all."""

    def offer(self, pairs: Iterable[tuple[str, Any]]) -> None:
        """What can be chosen besides all: what the address says, what people read."""
        self.choices = [SelectChoice("", _("Alle")), *(SelectChoice(*pair) for pair in pairs)]

    def offer_rows(self, rows: Iterable[Any], label: Any = named) -> None:
        self.choices = [
            SelectChoice("", _("Alle")),
            *(written(str(row.id), label(row)) for row in rows),
        ]

    @property
    def word(self) -> str:
        known = {choice.value for choice in self.choices}
        return self.data if self.data in known else ""

    @property
    def key(self) -> int | None:
        return int(self.word) if self.word else None

    @property
    def told(self) -> str:
        return next((str(c.label) for c in self.choices if c.value and c.value == self.word), "")


class FilterForm(FlaskForm):
    """What the address narrows a list to, and how that is said in words."""

    class Meta:
        csrf = False

    suche = SearchField(_l("Suche"))

    @property
    def search(self) -> str:
        return (self["suche"].data or "").strip()[:LONGEST_SEARCH]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Each narrowing as label and words, for a file that keeps it."""
        chosen = [(str(f.label.text), f.told) for f in self if isinstance(f, Choice) and f.told]
        return [(str(_("Suche")), self.search), *chosen] if self.search else chosen

    @property
    def further(self) -> bool:
        """Whether anything besides the words and the state narrows the list."""
        return any(f.word for f in self if isinstance(f, Choice) and f.name != "stand")

    @property
    def narrowed(self) -> bool:
        return bool(self.told)


class TaskFilterForm(FilterForm):
    """Narrows the list of tasks."""

    stand = Choice(_l("Stand"))
    feld = Choice(_l("Handlungsfeld"))
    gruppe = Choice(_l("Gruppe"))
    person = Choice(_l("Stelle oder Person"))
    jahr = Choice(_l("Sitzungsjahr"))
    zeige = Choice(_l("Nur zeigen"))

    def __init__(self, viewer: Viewer, plan: Plan, **more: Any) -> None:
        super().__init__(**more)
        self["stand"].offer(_words(TASK_WORDS))
        _offer_places(self, viewer, plan)
        self["zeige"].offer(TASK_GAPS)
        if not viewer.is_office:
            del self.zeige  # only the office sees who is late (R55)

    @property
    def wanted(self) -> task_lists.Filter:
        gap = self["zeige"].word if "zeige" in self else ""
        return task_lists.Filter(
            words=self.search,
            state=TaskState(self["stand"].word) if self["stand"].word else None,
            field_id=self["feld"].key,
            body_id=self["gruppe"].key,
            actor_id=self["person"].key,
            year=self["jahr"].key,
            overdue=gap == "ueberfaellig",
            without_goal=gap == "ohne-ziel",
            without_person=gap == "ohne-person",
        )


class GoalFilterForm(FilterForm):
    """Narrows the list of goals."""

    stand = Choice(_l("Umsetzungsstand"))
    feld = Choice(_l("Handlungsfeld"))
    gruppe = Choice(_l("Gruppe"))
    person = Choice(_l("Stelle oder Person"))
    jahr = Choice(_l("Aufgaben im Sitzungsjahr"))
    zeige = Choice(_l("Nur zeigen"))

    def __init__(self, viewer: Viewer, plan: Plan, **more: Any) -> None:
        super().__init__(**more)
        self["stand"].offer(_words(CATEGORY_WORDS))
        _offer_places(self, viewer, plan)
        self["zeige"].offer([("ohne-aufgabe", _("Offen und ohne Aufgabe"))])

    @property
    def wanted(self) -> goal_lists.Filter:
        return goal_lists.Filter(
            words=self.search,
            category=Category(self["stand"].word) if self["stand"].word else None,
            field_id=self["feld"].key,
            body_id=self["gruppe"].key,
            actor_id=self["person"].key,
            year=self["jahr"].key,
            without_task=self["zeige"].word == "ohne-aufgabe",
        )


class ActorFilterForm(FilterForm):
    """Narrows the list of actors."""

    art = Choice(_l("Art"))
    gruppe = Choice(_l("Gruppe"))
    zeige = Choice(_l("Nur zeigen"))

    def __init__(self, viewer: Viewer, plan: Plan, **more: Any) -> None:
        super().__init__(**more)
        self["art"].offer(_words(KIND_WORDS))
        self["gruppe"].offer_rows(choices.bodies_of(viewer, plan))
        self["zeige"].offer([("ausgeschieden", _("Ausgeschiedene"))])

    @property
    def wanted(self) -> actor_lists.Filter:
        kinds = {kind.value: kind for kind in KIND_WORDS}
        return actor_lists.Filter(
            words=self.search,
            kind=kinds.get(self["art"].word),
            body_id=self["gruppe"].key,
            gone=self["zeige"].word == "ausgeschieden",
        )


TASK_GAPS = (
    ("ueberfaellig", _l("Überfällige")),
    ("ohne-ziel", _l("Ohne Ziel")),
    ("ohne-person", _l("Ohne Person")),
)


def _words(words: Mapping[Any, Any]) -> Iterable[tuple[str, Any]]:
    return ((member.value, text) for member, text in words.items())


def _offer_places(form: FilterForm, viewer: Viewer, plan: Plan) -> None:
    """Fields, groups, actors and years of the plan, as far as the viewer may know of them."""
    form["feld"].offer_rows(choices.fields_of(plan), field_label)
    form["gruppe"].offer_rows(choices.bodies_of(viewer, plan))
    form["person"].offer_rows(choices.actors_known_to(viewer, plan))
    form["jahr"].offer((str(year), str(year)) for year in reversed(meetings.years(plan)))
