"""The nouns of the house: every table and its words, room by room."""

from app.models import (
    accounts,
    audit,
    calendar_marks,
    feeds,
    groups,
    meetings,
    outbox,
    people,
    plans,
    rounds,
    tasks,
)

__all__ = [
    "accounts",
    "audit",
    "calendar_marks",
    "feeds",
    "groups",
    "meetings",
    "outbox",
    "people",
    "plans",
    "rounds",
    "tasks",
]
