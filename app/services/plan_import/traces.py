"""What an import leaves in the tables, written down as it happens, so that it can be undone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import ColumnProperty

from app.extensions import db
from app.models.plans import Assessment, Example, FieldOfAction, Goal, GoalNote, Plan, Topic
from app.orm import Base

# The things an import makes, children before what they hang on; by what later edits show.
MARKS: dict[type[Base], str | None] = {
    Assessment: None,  # append-only
    GoalNote: None,
    Example: "text",
    Goal: "version",
    Topic: "name",
    FieldOfAction: "version",
}
KINDS: dict[str, type[Base]] = {kind.__tablename__: kind for kind in MARKS}
KINDS[Plan.__tablename__] = Plan
COUNTED = "version"
DERIVED = "folded"  # follows the texts by itself


class Traces:
    """The rows and values of one import, taken before its last flush."""

    def __init__(self) -> None:
        session = db.session()
        self._added = [row for row in session.new if type(row) in MARKS]
        self._changed = [
            [row.__tablename__, row.id, *change]
            for row in session.dirty
            if type(row) in (*MARKS, Plan)
            for change in _changes(row)
        ]
        self._notes = [
            [goal.id, _said(history.deleted), _said(history.added)]
            for goal in session.dirty
            if isinstance(goal, Goal)
            and (history := inspect(goal).attrs.notes.history).has_changes()
        ]

    def as_json(self) -> dict[str, Any]:
        """The traces, once the rows have their ids."""
        db.session.flush()
        return {
            "added": [[row.__tablename__, row.id, mark_of(row)] for row in self._added],
            "changed": self._changed,
            "notes": self._notes,
        }


def mark_of(row: Any) -> Any:
    """What shows whether somebody has edited the row since."""
    attribute = MARKS[type(row)]
    return getattr(row, attribute) if attribute else None


def _changes(row: Any) -> list[list[Any]]:
    """Attributes with their values before and after."""
    state = inspect(row)
    columns = [prop.key for prop in state.mapper.attrs if isinstance(prop, ColumnProperty)]
    found = []
    for name in columns:
        history = state.attrs[name].history
        if name not in (COUNTED, DERIVED) and history.has_changes():
            before = history.deleted[0] if history.deleted else None
            found.append([name, before, history.added[0] if history.added else None])
    return found


def _said(notes: Any) -> list[list[Any]]:
    return [[note.line, note.text] for note in notes]
