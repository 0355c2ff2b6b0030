"""Fields that choose rows: one of a list, or several, by the keys of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from app.language import GERMAN, german, spoken
from app.language import gettext as _
from app.language import lazy_gettext as _l
from app.models.groups import Body
from app.models.people import Actor

NOT_IN_LIST = _l("Bitte wählen Sie einen Eintrag aus der Liste.")
Label = Callable[[Any], str]


def named(row: Any) -> str:
    """What most rows are called."""
    return str(row.name)


def written(key: str, label: str) -> SelectChoice:
    """An option in somebody's words. It can hold no element, so it names their language itself."""
    return SelectChoice(key, label, render_kw={"lang": GERMAN} if spoken() != GERMAN else None)


class RowField(SelectField):
    """One row of a list, or none; `row` is the chosen one."""

    rows: dict[str, Any]

    def offer(self, rows: Iterable[Any], *, empty: str | None, label: Label = named) -> None:
        """What can be chosen; `empty` is the word for none, None where one must be chosen."""
        self.rows = {str(row.id): row for row in rows}
        first = [] if empty is None else [SelectChoice("", empty)]
        self.choices = [*first, *(written(key, label(row)) for key, row in self.rows.items())]

    @property
    def row(self) -> Any:
        return self.rows.get(self.data or "")

    def pre_validate(self, form: FlaskForm) -> None:
        if not any(choice.value == (self.data or "") for choice in self.choices):
            raise ValidationError(NOT_IN_LIST)


class HolderField(RowField):
    """Whoever can be given a task: an actor, or a group that is none yet."""

    def offer_all(self, actors: Iterable[Actor], groups: Iterable[Body], *, empty: str) -> None:
        """What can be chosen, by name; `empty` is the word for nobody."""
        self.rows = {str(actor.id): actor for actor in actors}
        self.rows |= {f"gruppe-{group.id}": group for group in groups}
        labels = {
            key: _("%(name)s (Gruppe)", name=row.name) if isinstance(row, Body) else row.name
            for key, row in self.rows.items()
        }
        offered = sorted(labels.items(), key=lambda pair: pair[1].casefold())
        self.choices = [SelectChoice("", empty), *(written(*pair) for pair in offered)]

    @property
    def chosen(self) -> dict[str, Actor | Body | None]:
        """Who was chosen, as a draft names it."""
        kind = "group" if isinstance(self.row, Body) else "accountable"
        return {kind: self.row}


class RowsField(SelectMultipleField):
    """Any number of rows of a list; `chosen` are the rows."""

    rows: dict[str, Any]

    def offer(self, rows: Iterable[Any], *, label: Label = named) -> None:
        """What can be chosen, in the words of those who wrote it."""
        self.rows = {str(row.id): row for row in rows}
        self.choices = [SelectChoice(k, german(label(row))) for k, row in self.rows.items()]

    @property
    def chosen(self) -> list[Any]:
        return [self.rows[key] for key in self.data or () if key in self.rows]

    def pre_validate(self, form: FlaskForm) -> None:
        if not set(self.rows).issuperset(self.data or ()):
            raise ValidationError(NOT_IN_LIST)


class WordField(SelectField):
    """One word of an enum, shown as people say it; `word` is the chosen member."""

    def __init__(self, label: Any, words: Mapping[Any, Any], **more: Any) -> None:
        self.words = {member.value: member for member in words}
        choices = [SelectChoice(member.value, text) for member, text in words.items()]
        super().__init__(label, choices=choices, **more)

    @property
    def word(self) -> Any:
        return self.words[self.data]

    def pre_validate(self, form: FlaskForm) -> None:
        if self.data not in self.words:
            raise ValidationError(NOT_IN_LIST)


def key_of(row: Any) -> str:
    """The key under which a row, or none, stands in a list."""
    return str(row.id) if row is not None else ""


def with_present(rows: Iterable[Any], *present: Any) -> list[Any]:
    """The rows, and those that are chosen already although nobody else may choose them."""
    found = list(rows)
    return [*found, *(row for row in present if row is not None and row not in found)]


def goal_label(goal: Any) -> str:
    """ "7.1 Netzwerke bestehen"."""
    return f"{goal.key} {goal.title}"


def field_label(field: Any) -> str:
    """ "7 Religion"."""
    return f"{field.number} {field.name}"
