"""Two people, one record: an edit form that was overtaken shows both versions and saves nothing."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, make_response, render_template, request
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import Field, HiddenField

from app.domain.errors import RuleBroken
from app.domain.spoken import clock_time, short_day
from app.language import german
from app.language import gettext as _


class EditForm(FlaskForm):
    """A form that knows which version of its row it was opened on."""

    version = HiddenField()


@dataclass(frozen=True)
class Difference:
    """One field on which the two versions differ, in words."""

    label: str
    typed: str
    stored: str


def check_version(
    form: FlaskForm,
    row: Any,
    *,
    stored: Mapping[str, Any] | None = None,
    back: str | None = None,
) -> None:
    """Answer 409 with both versions unless the form was opened on the row's present version.

    Call it after `form.validate()`, in a POST. `stored` gives what the row holds for fields whose
    names are no attributes of it, `back` the page of the form, where that has another address.
    """
    if str(form["version"].data) == str(row.version):
        return
    differences = _differences(form, row, stored or {})
    page = render_template(
        "errors/conflict.html", differences=differences, back=back or request.path
    )
    abort(make_response(page, 409))


def attach(error: RuleBroken, form: FlaskForm) -> None:
    """Put a broken rule's sentence to its form field; raises it again when there is none."""
    name = error.field or ""
    if name not in form:
        raise error
    field = form[name]
    field.errors = [*field.errors, error.sentence]


def _differences(form: FlaskForm, row: Any, stored: Mapping[str, Any]) -> list[Difference]:
    found = []
    for field in form:
        if isinstance(field, HiddenField) or field.type == "CSRFTokenField":
            continue
        name = field.short_name
        if name not in stored and not hasattr(row, name):
            continue
        value = stored[name] if name in stored else getattr(row, name)
        typed, kept = _words(field, field.data), _words(field, value)
        if typed != kept:
            found.append(Difference(str(field.label.text), typed, kept))
    return found


def _words(field: Field, value: Any) -> str:
    if value is None or value == "":
        return str(_("keine Angabe"))
    if isinstance(value, bool):
        return str(_("ja") if value else _("nein"))
    if isinstance(value, (list, tuple, set, frozenset)):
        return Markup(", ").join(sorted(_words(field, one) for one in value)) or _("keine Angabe")
    label = _choice_label(field, value)
    return label if label is not None else _plain(value)


def _choice_label(field: Field, value: Any) -> str | None:
    """The label of the choice that stands for `value`, which may be a key, an enum or a row."""
    named = [value, getattr(value, "value", None), *_row_keys(value)]
    keys = {str(key) for key in named if key is not None}
    for choice in getattr(field, "choices", None) or ():
        if str(choice.value) in keys:
            chosen_row = str(choice.value) in getattr(field, "rows", ())
            return german(choice.label) if chosen_row else escape(choice.label)
    return None


def _row_keys(value: Any) -> tuple[Any, Any]:
    return getattr(value, "id", None), getattr(value, "uid", None)


def _plain(value: Any) -> str:
    match value:
        case dt.date():
            return short_day(value)
        case dt.time():
            return clock_time(value)
        case enum.Enum():
            return str(value.value)
    for name in ("name", "title", "key"):
        if hasattr(value, name) and not isinstance(value, str):
            return german(str(getattr(value, name)))
    return german(value) if isinstance(value, str) else str(value)
