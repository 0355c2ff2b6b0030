"""The nouns of the house: every table and its words, room by room."""

from app.models import accounts, audit, feeds, groups, meetings, outbox, people, plans, tasks

__all__ = [
    "accounts",
    "audit",
    "feeds",
    "groups",
    "meetings",
    "outbox",
    "people",
    "plans",
    "tasks",
]
