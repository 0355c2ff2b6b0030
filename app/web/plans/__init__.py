"""The room of plans: the plan and its goals to read, its parts to edit."""

from app.web.plans import editing, files, goals, lists, reading, reading_in
from app.web.plans.room import bp

__all__ = ["bp", "editing", "files", "goals", "lists", "reading", "reading_in"]
