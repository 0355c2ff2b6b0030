"""Calendars: what programs poll, where people manage theirs, files, and the year on paper."""

from app.web.feeds import files, polled, publishing, subscriptions
from app.web.feeds.room import bp

__all__ = ["bp", "files", "polled", "publishing", "subscriptions"]
