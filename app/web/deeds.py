"""A form's deed: all of it is kept, or a sentence stands at the field that forbids it."""

from __future__ import annotations

from collections.abc import Callable

from flask_wtf import FlaskForm

from app.domain.errors import RuleBroken
from app.extensions import transaction
from app.web.editing import attach


def kept(form: FlaskForm, deed: Callable[[], object]) -> bool:
    """Do the deed in a transaction; False when a rule forbade it and the form says why."""
    try:
        with transaction():
            deed()
    except RuleBroken as broken:
        attach(broken, form)
        return False
    return True
