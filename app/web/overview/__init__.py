"""The room of the overview: how far the plan is, and the office's entrance to all its work."""

from app.web.overview import administration, show
from app.web.overview.room import bp

__all__ = ["administration", "bp", "show"]
