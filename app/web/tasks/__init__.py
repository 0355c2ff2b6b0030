"""The room of tasks: my own, all of them, one of them, who has it, and what is reported of it."""

from app.web.tasks import answers, by_letter, handover, lists, mine, office, reports
from app.web.tasks.room import bp

__all__ = ["answers", "bp", "by_letter", "handover", "lists", "mine", "office", "reports"]
