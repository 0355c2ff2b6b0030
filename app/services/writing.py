"""Writing what a form drafted onto a row, noting for the log what that changed, and deleting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete

from app.domain.errors import RuleBroken
from app.extensions import db
from app.models.plans import Plan
from app.services import audit

NEVER_NULL = ("county", "office_name", "text")


def remove(model: Any, *conditions: ColumnElement[bool]) -> int:
    """Delete the rows for good, past the session; how many there were."""
    result = db.session.execute(delete(model).where(*conditions))
    return int(result.rowcount)  # type: ignore[attr-defined]


def demand(text: str, field: str, sentence: str) -> None:
    """Raise RuleBroken with the sentence when nothing was written."""
    if not text.strip():
        raise RuleBroken(sentence, field=field)


def write(thing: object, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set what differs and answer it as `{field: [before, after]}` for the log."""
    changes: dict[str, list[Any]] = {}
    for name, value in values.items():
        if isinstance(value, str):
            value = value.strip()
            value = value if value or name in NEVER_NULL else None
        before = getattr(thing, name)
        if before != value:
            setattr(thing, name, value)
            changes[name] = [_plain(before), _plain(value)]
    return changes


def _plain(value: object) -> object:
    """What the log can keep as JSON: ids of things, days in ISO form."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return getattr(value, "id", value)


def note(
    action: str,
    plan: Plan,
    thing: object,
    *,
    by: int | None,
    now: dt.datetime,
    changes: dict[str, Any] | None = None,
) -> None:
    """Note the deed; the things of a plan have no uid, so the log names them by their place."""
    db.session.flush()
    audit.note(
        action,
        by=by,
        now=now,
        plan_id=plan.id,
        object_type=type(thing).__name__.lower()[:20],
        object_uid=getattr(thing, "uid", None),
        changes={"id": [None, getattr(thing, "id", None)], **(changes or {})},
    )
