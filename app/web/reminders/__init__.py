"""The office's pages of reminders: the rules, and when letters rest."""

from app.web.reminders import ahead, habits, rules
from app.web.reminders.room import bp

__all__ = ["ahead", "bp", "habits", "rules"]
