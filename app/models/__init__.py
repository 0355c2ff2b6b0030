"""The nouns of the house: every table and its words, room by room."""

from app.models import (
    accounts,
    agenda_tasks,
    audit,
    body_results,
    calendar_marks,
    feeds,
    folding,
    groups,
    meetings,
    outbox,
    people,
    plans,
    preferences,
    rounds,
    targets,
    tasks,
)

__all__ = [
    "accounts",
    "agenda_tasks",
    "audit",
    "body_results",
    "calendar_marks",
    "feeds",
    "folding",
    "groups",
    "meetings",
    "outbox",
    "people",
    "plans",
    "preferences",
    "rounds",
    "targets",
    "tasks",
]
