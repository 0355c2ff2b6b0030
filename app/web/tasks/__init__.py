"""The room of tasks: my own, all of them, one of them, and what is reported about it."""

from app.web.tasks import lists, mine, office, reports
from app.web.tasks.room import bp

__all__ = ["bp", "lists", "mine", "office", "reports"]
