"""Pages of the room "meetings": the year, one meeting, and what the office does with them."""

from app.web.meetings import agenda, answers, dates, meeting, papers, planning, templates, year
from app.web.meetings.room import bp

__all__ = ["agenda", "answers", "bp", "dates", "meeting", "papers", "planning", "templates", "year"]
